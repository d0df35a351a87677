import { mostUnitPricePence, mostUnits, type PriceSchedule, type Tier } from '#libs/allocation';
import { formatWhole } from '#libs/money';
import { namedRow, type ReadRows } from './demand-file.js';
import { quoted, readSheet, RowCells } from './sheets.js';

/** What one supplier asks for one item, from its rows. Money in pence. */
export interface Offer {
  /** Its first row. */
  readonly row: number;
  readonly supplier: string;
  readonly item: string;
  readonly schedule: PriceSchedule;
  /** The most units it can supply. */
  readonly capacity?: number;
  /** If it supplies anything, it supplies at least this many. */
  readonly minAward?: number;
  /** Charged once if it supplies anything. */
  readonly fixedFeePence?: number;
}

const required = ['supplier', 'item', 'from_quantity', 'unit_price'] as const;
const terms = ['basis', 'capacity', 'min_award', 'fixed_fee'] as const;

/** The columns of `quotes.csv`, in the order of the template. */
export const quoteColumns = [...required, ...terms] as const;

type Column = (typeof quoteColumns)[number];

interface TierRow extends Tier {
  readonly cells: RowCells<Column>;
  readonly supplier: string;
  readonly item: string;
  readonly basis?: PriceSchedule['basis'];
  readonly capacity?: number;
  readonly min_award?: number;
  readonly fixed_fee?: number;
}

/** Reads `quotes.csv`, or the sheet “quotes” of a workbook: one row a tier, in any order. */
export function readQuotes(path: string): ReadRows<Offer> {
  const sheet = readSheet(path, 'quotes', { columns: quoteColumns, required });
  const faults = [...sheet.faults];
  const groups = new Map<string, TierRow[]>();
  const cells = sheet.rows.map((from) => new RowCells(sheet.file, from, faults));
  for (const one of cells.flatMap((row) => tierRow(row) ?? [])) {
    const key = JSON.stringify([one.supplier, one.item]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return {
    file: sheet.file,
    rows: [...groups.values()].map(offerOf),
    named: cells.map(namedRow),
    faults,
  };
}

function tierRow(cells: RowCells<Column>): TierRow | undefined {
  const [supplier, item] = [cells.text('supplier'), cells.text('item')];
  const fromQuantity = cells.whole('from_quantity', 1, mostUnits);
  const unitPricePence = cells.pounds('unit_price', mostUnitPricePence);
  const basis = basisOf(cells);
  const capacity = cells.whole('capacity', 1, mostUnits);
  const min_award = cells.whole('min_award', 0, mostUnits);
  const fixed_fee = cells.pounds('fixed_fee', mostUnitPricePence);
  if (capacity !== undefined && min_award !== undefined && min_award > capacity) {
    cells.fault('min_award', `${min_award} at least is more than the capacity, ${capacity}.`);
  }
  if (fromQuantity === undefined || unitPricePence === undefined) return undefined;
  return {
    cells,
    supplier,
    item,
    fromQuantity,
    unitPricePence,
    basis,
    capacity,
    min_award,
    fixed_fee,
  };
}

function basisOf(cells: RowCells<Column>): PriceSchedule['basis'] | undefined {
  const text = cells.text('basis').toLowerCase().replace(/[ _]/g, '-');
  if (text === '') return undefined;
  if (text === 'all-units' || text === 'incremental') return text;
  cells.fault('basis', `${quoted(text)} is neither all-units nor incremental.`);
  return undefined;
}

function offerOf(rows: readonly TierRow[]): Offer {
  const tiers = rows.toSorted((a, b) => a.fromQuantity - b.fromQuantity);
  const [first] = tiers as [TierRow];
  const { supplier, item } = first;
  if (first.fromQuantity > 1) {
    const gap = `no price for 1 to ${formatWhole(first.fromQuantity - 1)} units of ${quoted(item)}`;
    first.cells.fault('from_quantity', `${supplier} has ${gap}. Start the first tier from 1.`);
  }
  tiers.forEach(({ cells, fromQuantity }, i) => {
    const before = tiers[i - 1];
    if (before?.fromQuantity !== fromQuantity) return;
    const twice = `from ${formatWhole(fromQuantity)} units of ${quoted(item)}`;
    const [row, other] = [cells, before.cells].sort((a, b) => b.row - a.row);
    const again = `a price of ${supplier} ${twice} stands in row ${other!.row} already`;
    row!.fault('from_quantity', `${again}. Keep one of them.`);
  });
  return {
    row: Math.min(...rows.map(({ cells }) => cells.row)),
    supplier,
    item,
    schedule: {
      basis: agreed(rows, 'basis') ?? 'all-units',
      tiers: tiers.map(({ fromQuantity, unitPricePence }) => ({ fromQuantity, unitPricePence })),
    },
    capacity: agreed(rows, 'capacity'),
    minAward: agreed(rows, 'min_award') || undefined,
    fixedFeePence: agreed(rows, 'fixed_fee') || undefined,
  };
}

/** A term of the whole quote: on one row of it, or the same on several. */
function agreed<Term extends (typeof terms)[number]>(
  rows: readonly TierRow[],
  term: Term,
): TierRow[Term] {
  const stated = rows.filter((row) => row[term] !== undefined);
  const first = stated[0];
  for (const other of stated.slice(1)) {
    if (other[term] === first![term]) continue;
    const { supplier, item, cells } = other;
    const differs = `${supplier} says something else for ${quoted(item)} in row ${first!.cells.row}`;
    cells.fault(term, `${differs}. It holds for the whole quote.`);
  }
  return first?.[term];
}
