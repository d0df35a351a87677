import { mostUnits } from '#libs/allocation';
import { readCsv, writeCsv, type CsvFault, type CsvRow } from '#libs/csv';
import { formatWhole, parsePounds } from '#libs/money';
import type { QuoteLine, TierBasis } from '#messages/quotes';
import type { TenderLotView } from '#messages/tenders';
import { readCount } from './kit/typed-values.js';
import type { SheetLot } from './price-sheet.js';
import { mostTiers, tierProblems, totalProblem } from './price-tiers.js';

const columns = [
  'lot',
  'description',
  'unit',
  'quantity',
  'meets_specification',
  'reason',
  'basis',
  'from_quantity',
  'unit_price',
] as const;
type SheetColumn = (typeof columns)[number];
type Row = CsvRow<SheetColumn>;

const templateRows = 3;

/** A price sheet with the lots filled in: the first price of each holds from 1. */
export function sheetTemplate(lots: readonly TenderLotView[]): string {
  const rows = lots.flatMap(({ item, description, unit, quantity }) =>
    Array.from({ length: templateRows }, (_, t) => ({
      lot: item,
      description,
      unit,
      quantity,
      meets_specification: t === 0 ? 'yes' : '',
      basis: t === 0 ? 'all-units' : '',
      from_quantity: t === 0 ? 1 : '',
    })),
  );
  return writeCsv(columns, rows);
}

export interface SheetRead {
  readonly lines: readonly QuoteLine[];
  readonly faults: readonly CsvFault[];
}

/** A filled-in price sheet: its lines, or everything that is wrong with it by row and column. */
export function readSheet(bytes: Uint8Array, lots: readonly SheetLot[]): SheetRead {
  const read = readCsv(bytes, { columns, required: ['lot'], maxRows: 2000 });
  if (read.faults.length > 0) return { lines: [], faults: read.faults };
  const faults: CsvFault[] = [];
  const note = ({ row }: Row, column: SheetColumn, sentence: string) =>
    void faults.push({ row, column, sentence: `${sentence}.` });
  const filled = read.rows.filter(({ cells }) => cells.unit_price || isTier(cells.from_quantity));
  for (const row of filled) {
    if (lots.every(({ item }) => item !== row.cells.lot)) note(row, 'lot', unknownLot(row, lots));
  }
  const lines = lots.flatMap((lot) => {
    const rows = filled.filter(({ cells }) => cells.lot === lot.item);
    return rows.length === 0 ? [] : [lineOf(lot, rows, note)];
  });
  if (lines.length === 0 && faults.length === 0) {
    const sentence = 'This file has no price: fill in the column “unit_price”.';
    return { lines: [], faults: [{ sentence }] };
  }
  return faults.length > 0 ? { lines: [], faults } : { lines, faults };
}

type Note = (row: Row, column: SheetColumn, sentence: string) => void;

/** The template's own "1" alone is no price that somebody began to give. */
function isTier(fromQuantity: string): boolean {
  return fromQuantity !== '' && fromQuantity !== '1';
}

function lineOf(lot: SheetLot, rows: readonly Row[], note: Note): QuoteLine {
  const [first] = rows as [Row, ...Row[]];
  const meets = yesOrNo(said(rows, 'meets_specification', note), first, note);
  const reason = rows.find(({ cells }) => cells.reason)?.cells.reason;
  if (!meets && !reason) {
    note(first, 'reason', `Say how your ${lot.description} differs from the specification`);
  }
  if (reason && reason.length > 500) note(first, 'reason', 'Write 500 characters at most');
  const basis = basisOf(said(rows, 'basis', note), first, note);
  const tiers = tiersOf(lot, rows, note, basis);
  return {
    lotId: lot.lotId,
    meetsSpecification: meets,
    ...(!meets && reason && { reason }),
    basis,
    tiers,
  };
}

/** What holds for the whole lot is said once, or the same in all of its rows. */
function said(rows: readonly Row[], column: 'meets_specification' | 'basis', note: Note): string {
  const [first = '', ...others] = rows.flatMap(({ cells }) => cells[column].toLowerCase() || []);
  const other = others.find((text) => text !== first);
  const row = rows.find(({ cells }) => cells[column].toLowerCase() === other);
  if (other !== undefined && row) {
    note(
      row,
      column,
      `“${short(other)}” differs from “${short(first)}” above: a lot has one answer`,
    );
  }
  return first;
}

function yesOrNo(text: string, row: Row, note: Note): boolean {
  if (text === 'yes' || text === 'y') return true;
  if (text !== 'no' && text !== 'n')
    note(row, 'meets_specification', `${quoted(text)}: write yes or no`);
  return false;
}

function basisOf(text: string, row: Row, note: Note): TierBasis {
  const basis = text.replace(/[\s_]+/g, '-');
  if (basis === 'incremental') return basis;
  if (basis !== 'all-units') note(row, 'basis', `${quoted(text)}: write all-units or incremental`);
  return 'all-units';
}

function tiersOf(lot: SheetLot, rows: readonly Row[], note: Note, basis: TierBasis) {
  if (rows.length > mostTiers) {
    note(rows[mostTiers]!, 'lot', `${lot.item} has more than ${mostTiers} prices: leave some out`);
    return [];
  }
  let isRead = true;
  const tiers = rows.map((row) => {
    const { from_quantity: from, unit_price: price } = row.cells;
    const fromQuantity = readCount(from);
    const { pence, fault } = parsePounds(price);
    if (fromQuantity === undefined) {
      note(row, 'from_quantity', fromFault(from));
    }
    if (fault !== undefined) note(row, 'unit_price', fault.replace(/\.$/, ''));
    isRead &&= fromQuantity !== undefined && fault === undefined;
    return { fromQuantity: fromQuantity ?? 0, unitPricePence: pence ?? 0 };
  });
  if (isRead) notePrices(lot, rows, { basis, tiers }, note);
  return tiers;
}

function notePrices(
  lot: SheetLot,
  rows: readonly Row[],
  line: Pick<QuoteLine, 'basis' | 'tiers'>,
  note: Note,
): void {
  const problems = tierProblems(line.tiers, lot.item);
  for (const { tier, at, sentence } of problems) {
    note(rows[tier]!, at === 'from' ? 'from_quantity' : 'unit_price', sentence);
  }
  const tooMuch = problems.length > 0 ? undefined : totalProblem(line, lot.quantity, lot.item);
  if (tooMuch) note(rows[0]!, 'unit_price', tooMuch);
}

function fromFault(from: string): string {
  if (from === '') return 'Fill in the quantity from which this price holds';
  return `${quoted(from)} is not a whole number from 1 to ${formatWhole(mostUnits)}`;
}

function unknownLot({ cells }: Row, lots: readonly SheetLot[]): string {
  const items = lots.map(({ item }) => item).join(', ');
  return `There is no lot ${quoted(cells.lot)} in this tender. Its lots are: ${items}`;
}

function quoted(text: string): string {
  return text === '' ? 'This cell is empty' : `“${short(text)}”`;
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40).toWellFormed()}…` : text;
}
