import { mostUnits } from '#libs/allocation';
import { readCsv, type CsvFault } from '#libs/csv';
import { formatWhole, parsePounds } from '#libs/money';
import type { QuoteLine, TierBasis } from '#messages/quotes';
import { readCount } from './kit/typed-values.js';
import {
  allLots,
  columns,
  type NoteCell,
  type SheetColumn,
  type SheetRow,
} from './price-sheet-columns.js';
import { hasTerms, readLineTerms, readWholeTerms } from './price-sheet-file-terms.js';
import type { Sheet } from './price-sheet-terms.js';
import type { SheetLot } from './price-sheet.js';
import { mostTiers, tierProblems, totalProblem } from './price-tiers.js';

/** A quote, or everything that is wrong with its file by row and column. */
export interface SheetRead {
  readonly sheet?: Sheet;
  readonly faults: readonly CsvFault[];
}

/** Reads a filled-in price sheet. */
export function readSheet(bytes: Uint8Array, lots: readonly SheetLot[]): SheetRead {
  const read = readCsv(bytes, { columns, required: ['lot'], maxRows: 2000 });
  if (read.faults.length > 0) return { faults: read.faults };
  const faults: CsvFault[] = [];
  const note: NoteCell = ({ row }, column, sentence) =>
    void faults.push({ row, column, sentence: `${sentence}.` });
  const filled = read.rows.filter(isFilled);
  const isLot = ({ cells }: SheetRow) => lots.some(({ item }) => item === cells.lot);
  const others = filled.filter((row) => !isLot(row));
  const whole = others.filter(({ cells }) => cells.lot.toLowerCase() === allLots);
  for (const row of others.filter((one) => !whole.includes(one))) {
    note(row, 'lot', unknownLot(row, lots));
  }
  const lines = lots.flatMap((lot) => {
    const rows = filled.filter(({ cells }) => cells.lot === lot.item);
    return rows.length === 0 ? [] : [lineOf(lot, rows, note)];
  });
  if (lines.length === 0 && faults.length === 0) {
    const sentence = 'This file has no price: fill in the column “unit_price”.';
    return { faults: [{ sentence }] };
  }
  if (faults.length > 0) return { faults };
  const sheet = { lines, ...readWholeTerms(whole, lines, lots, note) };
  return faults.length > 0 ? { faults } : { sheet, faults };
}

/** The template's own "1" alone is nothing that somebody began to say. */
function isFilled(row: SheetRow): boolean {
  const { unit_price: price, from_quantity: from } = row.cells;
  return price !== '' || (from !== '' && from !== '1') || hasTerms(row);
}

function lineOf(lot: SheetLot, rows: readonly SheetRow[], note: NoteCell): QuoteLine {
  const [first] = rows as [SheetRow, ...SheetRow[]];
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
    ...readLineTerms(lot, rows, (column) => said(rows, column, note), note),
  };
}

/** What holds for the whole lot is said once, or the same in all of its rows. */
function said(rows: readonly SheetRow[], column: SheetColumn, note: NoteCell): string {
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

function yesOrNo(text: string, row: SheetRow, note: NoteCell): boolean {
  if (text === 'yes' || text === 'y') return true;
  if (text !== 'no' && text !== 'n')
    note(row, 'meets_specification', `${quoted(text)}: write yes or no`);
  return false;
}

function basisOf(text: string, row: SheetRow, note: NoteCell): TierBasis {
  const basis = text.replace(/[\s_]+/g, '-');
  if (basis === 'incremental') return basis;
  if (basis !== 'all-units') note(row, 'basis', `${quoted(text)}: write all-units or incremental`);
  return 'all-units';
}

function tiersOf(lot: SheetLot, rows: readonly SheetRow[], note: NoteCell, basis: TierBasis) {
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
  rows: readonly SheetRow[],
  line: Pick<QuoteLine, 'basis' | 'tiers'>,
  note: NoteCell,
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

function unknownLot({ cells }: SheetRow, lots: readonly SheetLot[]): string {
  const items = lots.map(({ item }) => item).join(', ');
  return `There is no lot ${quoted(cells.lot)} in this tender. Its lots are: ${items}`;
}

function quoted(text: string): string {
  return text === '' ? 'This cell is empty' : `“${short(text)}”`;
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40).toWellFormed()}…` : text;
}
