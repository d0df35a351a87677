import { stringify } from 'csv-stringify/sync';
import { isFormula } from './formula.js';

/** What a cell may hold. Money goes in as `poundsText(pence)`: text that is a plain number. */
export type CsvCell = string | number | bigint | null | undefined;

/**
 * CSV that spreadsheets open as it is: UTF-8 with its mark, lines ended by CR LF, the columns in
 * the order given. Text that a spreadsheet would run gets an apostrophe before it; numbers, and
 * texts that are plain numbers, stay numeric. Nothing at all is an empty cell.
 * Throws RangeError for a number that is not finite.
 */
export function writeCsv<Column extends string>(
  columns: readonly Column[],
  rows: readonly Readonly<Partial<Record<Column, CsvCell>>>[],
): string {
  const lines = rows.map((row) => columns.map((column) => cellText(row[column])));
  return stringify([columns.map(cellText), ...lines], {
    bom: true,
    record_delimiter: 'windows',
    quoted_match: /[\r\n]/,
  });
}

function cellText(cell: CsvCell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number' && !Number.isFinite(cell)) {
    throw new RangeError(`${cell} cannot stand in a cell.`);
  }
  const text = String(cell);
  return isFormula(text) ? `'${text}` : text;
}
