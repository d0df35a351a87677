import { lineTermFaults, mostUnits, wholeTermFaults } from '#libs/allocation';
import { formatWhole, parsePounds } from '#libs/money';
import { mostBundles, mostRebates, type QuoteLine } from '#messages/quotes';
import { readCount, readPercent } from './kit/typed-values.js';
import { allLots, type NoteCell, type SheetColumn, type SheetRow } from './price-sheet-columns.js';
import { bare, said, type Sheet } from './price-sheet-terms.js';
import type { SheetLot } from './price-sheet.js';

const lineColumns = {
  capacity: 'capacity',
  minimumAward: 'minimum_award',
  fixedFeePence: 'fixed_fee',
  deliveryPencePerSchool: 'delivery_per_school',
} as const;
const bundleColumns = ['bundle_lots', 'bundle_off'] as const;
const rebateColumns = ['rebate_from', 'rebate_rate'] as const;
const wholeColumns = {
  lotIds: 'bundle_lots',
  offBasisPoints: 'bundle_off',
  fromSpendPence: 'rebate_from',
  rateBasisPoints: 'rebate_rate',
} as const;

/** Whether a row says something beside a price. */
export function hasTerms({ cells }: SheetRow): boolean {
  const all = [...Object.values(lineColumns), ...bundleColumns, ...rebateColumns];
  return all.some((column) => cells[column] !== '');
}

/** What a lot has beside its prices. `saidOnce`: what all of its rows say in a column. */
export function readLineTerms(
  { item, quantity, mostBought }: SheetLot,
  rows: readonly SheetRow[],
  saidOnce: (column: SheetColumn) => string,
  note: NoteCell,
): Partial<QuoteLine> {
  const reader = new CellReader(note);
  const at = (column: SheetColumn) => rows.find(({ cells }) => cells[column]) ?? rows[0]!;
  const once = (column: SheetColumn) => ({ row: at(column), column, text: saidOnce(column) });
  reader.refuseAll(rows, [...bundleColumns, ...rebateColumns], `whose lot is “${allLots}”`);
  const terms = said({
    capacity: reader.units(once('capacity')),
    minimumAward: reader.units(once('minimum_award')),
    fixedFeePence: reader.pounds(once('fixed_fee')),
    deliveryPencePerSchool: reader.pounds(once('delivery_per_school')),
  });
  if (reader.faults > 0) return {};
  for (const fault of lineTermFaults(terms, item, mostBought ?? quantity)) {
    const column = lineColumns[fault.at as keyof typeof lineColumns];
    note(at(column), column, bare(fault.sentence));
  }
  return terms;
}

/** What holds for all lots together, from the rows of “all lots”. */
export function readWholeTerms(
  rows: readonly SheetRow[],
  lines: readonly QuoteLine[],
  lots: readonly SheetLot[],
  note: NoteCell,
): Omit<Sheet, 'lines'> {
  const reader = new CellReader(note);
  const filledIn = (columns: readonly SheetColumn[]) =>
    rows.filter(({ cells }) => columns.some((column) => cells[column] !== ''));
  const alone = ['minimum_award', 'fixed_fee', 'delivery_per_school'] as const;
  reader.refuseAll(rows, ['unit_price', 'from_quantity', ...alone], 'of the lot that it is for');
  const limits = filledIn(['capacity']);
  const bundleRows = reader.atMost(filledIn(bundleColumns), mostBundles, 'bundle_lots');
  const rebateRows = reader.atMost(filledIn(rebateColumns), mostRebates, 'rebate_from');
  reader.atMost(limits, 1, 'capacity');
  const bundles = bundleRows.map((row) => ({
    lotIds: reader.lotIds(row, lots),
    offBasisPoints: reader.percent(row, 'bundle_off'),
  }));
  const rebates = rebateRows.map((row) => ({
    fromSpendPence: reader.pounds(cellOf(row, 'rebate_from'), true) ?? 0,
    rateBasisPoints: reader.percent(row, 'rebate_rate'),
  }));
  const [limit] = limits;
  const terms = said({
    capacity: limit && reader.units(cellOf(limit, 'capacity')),
    bundles: bundles.length > 0 ? bundles : undefined,
    rebates: rebates.length > 0 ? rebates : undefined,
  });
  if (reader.faults > 0) return {};
  const itemOf = new Map(lots.map(({ lotId, item }) => [lotId, item]));
  const quoted = lines.map((line) => ({ ...line, item: itemOf.get(line.lotId) ?? '' }));
  for (const { at, sentence } of wholeTermFaults(terms, quoted)) {
    const [, list, index, field] = /^(\w+)\[(\d+)\]\.(\w+)$/.exec(at) ?? [];
    const own = list === 'bundles' ? bundleRows : list === 'rebates' ? rebateRows : limits;
    const column = field ? wholeColumns[field as keyof typeof wholeColumns] : 'capacity';
    note(own[Number(index ?? 0)]!, column, bare(sentence));
  }
  return terms;
}

interface Cell {
  readonly row: SheetRow;
  readonly column: SheetColumn;
  readonly text: string;
}

function cellOf(row: SheetRow, column: SheetColumn): Cell {
  return { row, column, text: row.cells[column] };
}

/** Reads cells, and notes what it cannot read. */
class CellReader {
  faults = 0;

  constructor(private readonly noteCell: NoteCell) {}

  units({ row, column, text }: Cell): number | undefined {
    if (text === '') return undefined;
    const units = readCount(text) ?? 0;
    if (units >= 1 && units <= mostUnits) return units;
    const range = `from 1 to ${formatWhole(mostUnits)}`;
    return this.note(row, column, `${quoted(text)} is not a whole number ${range}`);
  }

  pounds({ row, column, text }: Cell, isNeeded = false): number | undefined {
    if (text === '' && !isNeeded) return undefined;
    const { pence, fault } = parsePounds(text);
    return pence ?? this.note(row, column, bare(fault ?? ''));
  }

  percent(row: SheetRow, column: SheetColumn): number {
    const text = row.cells[column];
    const points = readPercent(text) ?? 0;
    if (points >= 1 && points <= 10_000) return points;
    const advice = 'write a percentage from 0.01 to 100, such as 2.5';
    this.note(row, column, `${text === '' ? 'This cell is empty' : quoted(text)}: ${advice}`);
    return 0;
  }

  /** Items divided by semicolons. */
  lotIds(row: SheetRow, lots: readonly SheetLot[]): string[] {
    const items = row.cells.bundle_lots.split(';').map((item) => item.trim());
    return items.flatMap((item) => {
      const lot = lots.find((one) => one.item === item);
      if (lot) return [lot.lotId];
      const known = lots.map((one) => one.item).join('; ');
      const advice = `write lots divided by semicolons, of these: ${known}`;
      this.note(row, 'bundle_lots', `There is no lot ${quoted(item)} in this tender: ${advice}`);
      return [];
    });
  }

  /** What belongs into rows of another kind. */
  refuseAll(rows: readonly SheetRow[], columns: readonly SheetColumn[], where: string): void {
    for (const row of rows) {
      const column = columns.find((one) => row.cells[one] !== '');
      if (column) this.note(row, column, `This belongs into a row ${where}`);
    }
  }

  atMost(rows: readonly SheetRow[], most: number, column: SheetColumn): readonly SheetRow[] {
    const over = rows[most];
    const count = most === 1 ? 'is one' : `are ${most}`;
    if (over) this.note(over, column, `There ${count} of these at most: leave this one out`);
    return rows.slice(0, most);
  }

  private note(row: SheetRow, column: SheetColumn, sentence: string): undefined {
    this.faults += 1;
    this.noteCell(row, column, sentence);
    return undefined;
  }
}

function quoted(text: string): string {
  return `“${text.length > 40 ? `${text.slice(0, 40).toWellFormed()}…` : text}”`;
}
