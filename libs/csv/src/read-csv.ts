import { CsvError, parse } from 'csv-parse/sync';
import { isFormula } from './formula.js';
import { textOfFile } from './text-of-file.js';

/** What a file must look like. Names of columns are compared without case, `_` like a blank. */
export interface CsvForm<Column extends string> {
  /** Every column that the file may have, in any order. */
  readonly columns: readonly Column[];
  /** Those that must be there and filled in; all of them unless said. */
  readonly required?: readonly Column[];
  /** The most rows below the header: 5,000 unless said. */
  readonly maxRows?: number;
}

/** One row: its number as a spreadsheet shows it (the header is 1), and its trimmed cells. */
export interface CsvRow<Column extends string> {
  readonly row: number;
  readonly cells: Readonly<Record<Column, string>>;
}

/** What is wrong, and where: a sentence for whoever made the file. */
export interface CsvFault {
  readonly row?: number;
  readonly column?: string;
  readonly sentence: string;
}

/** The rows of a sound file, or the faults of another one (and then no rows). */
export interface CsvRead<Column extends string> {
  readonly rows: readonly CsvRow<Column>[];
  readonly faults: readonly CsvFault[];
}

const mostFaults = 50;
const longestRow = 100_000;

/**
 * Reads an uploaded CSV file. Never throws for what the file holds: whatever is wrong comes back as
 * sentences that name row and column. Blank rows are passed over but counted; a column that is not
 * required and not there is ''. Reading stops at the first row too many, so a huge file is cheap.
 */
export function readCsv<Column extends string>(
  bytes: Uint8Array,
  form: CsvForm<Column>,
): CsvRead<Column> {
  const { text, fault } = textOfFile(bytes);
  if (fault !== undefined) return refused([{ sentence: fault }]);
  const records = recordsOf(text, form.maxRows ?? 5000);
  if (!Array.isArray(records)) return refused([records]);
  const [header, ...body] = records;
  if (!header) return refused([{ sentence: 'This file is empty.' }]);
  const { places, faults } = placesOf(header.cells, form);
  if (faults.length > 0) return refused(faults);
  if (body.length === 0) {
    return refused([{ sentence: 'This file has a header but no rows below it.' }]);
  }
  const wrong = body.flatMap((record) => rowFaults(record, header.cells, places, form));
  return wrong.length > 0 ? refused(wrong) : { rows: body.map(rowOf(places)), faults: [] };
}

interface RawRow {
  readonly row: number;
  readonly cells: readonly string[];
}

/** Thrown inside the parser to stop it. */
class TooManyRows extends Error {}

function recordsOf(text: string, maxRows: number): RawRow[] | CsvFault {
  const records: RawRow[] = [];
  let row = 0;
  const keep = (cells: string[]): null => {
    row += 1;
    if (cells.some((cell) => cell.trim() !== '')) records.push({ row, cells });
    if (records.length > maxRows + 1) throw new TooManyRows();
    return null;
  };
  try {
    parse(text, {
      on_record: keep,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      max_record_size: longestRow,
    });
    return records;
  } catch (error) {
    return parseFault(error, row + 1, maxRows);
  }
}

function parseFault(error: unknown, row: number, maxRows: number): CsvFault {
  if (error instanceof TooManyRows) {
    const most = maxRows.toLocaleString('en-GB');
    return { sentence: `This file has more than ${most} rows. Split it into several files.` };
  }
  if (!(error instanceof CsvError)) throw error;
  return { row, sentence: `Row ${row} ${quoteFaults[error.code] ?? 'cannot be read as CSV.'}` };
}

const quoteFaults: Partial<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'opens a quotation mark (") that is never closed. Close or remove it.',
  CSV_INVALID_CLOSING_QUOTE:
    'has text right after a closing quotation mark ("). Write a mark inside a cell twice ("").',
  INVALID_OPENING_QUOTE:
    'has a quotation mark (") inside a cell that does not begin with one. Remove it, or quote all.',
  CSV_MAX_RECORD_SIZE:
    'is longer than 100,000 characters. Look there for a quotation mark (") that is never closed.',
};

type Places<Column extends string> = ReadonlyMap<Column, number>;

/** Where each column stands in the header, and what is wrong with the header. */
function placesOf<Column extends string>(
  header: readonly string[],
  { columns, required = columns }: CsvForm<Column>,
): { places: Places<Column>; faults: CsvFault[] } {
  const found = header.map((name) => name.trim()).filter((name) => name !== '');
  const names = header.map(plain);
  const known = new Set(columns.map(plain));
  const unknown = found.filter((name) => !known.has(plain(name)));
  const lacking = required.filter((column) => !names.includes(plain(column)));
  const twice = columns.filter(
    (column) => names.filter((name) => name === plain(column)).length > 1,
  );
  const sentences = [
    ...lacking.map((column) => `The column “${column}” is missing.`),
    ...unknown.slice(0, 10).map((name) => `The column “${short(name)}” is not known here.`),
    ...twice.map((column) => `The column “${column}” is there twice.`),
  ];
  if (sentences.length > 0) sentences.push(expectation(columns, found));
  const places = new Map(columns.map((column) => [column, names.indexOf(plain(column))]));
  return { places, faults: sentences.map((sentence) => ({ row: 1, sentence })) };
}

function expectation(columns: readonly string[], found: readonly string[]): string {
  const there = found.slice(0, 30).map(short).join(', ');
  const sentence = `Expected in the first row: ${columns.join(', ')}. Found: ${there}.`;
  const other = found.length === 1 && /[;\t]/.exec(found[0]!)?.[0];
  if (!other) return sentence;
  const name = other === ';' ? 'semicolons' : 'tabs';
  return `${sentence} The columns seem to be separated by ${name}: save it with commas.`;
}

function rowFaults<Column extends string>(
  { row, cells }: RawRow,
  header: readonly string[],
  places: Places<Column>,
  { columns, required = columns }: CsvForm<Column>,
): CsvFault[] {
  const extra = cells.slice(header.length).some((cell) => cell.trim() !== '');
  if (extra || cells.length < header.length) {
    const counts = `${cells.length} cells where the header has ${header.length}`;
    return [{ row, sentence: `Row ${row} has ${counts}. Look for a comma too many or too few.` }];
  }
  return columns.flatMap((column) => {
    const cell = cells[places.get(column)!] ?? '';
    const where = `Row ${row}, column “${column}”`;
    if (isFormula(cell)) {
      const start = `begins with ${beginning(cell)}, as a formula does`;
      return [{ row, column, sentence: `${where} ${start}. Type its value instead.` }];
    }
    if (cell.trim() !== '' || !required.includes(column)) return [];
    return [{ row, column, sentence: `${where} is empty. Fill it in.` }];
  });
}

function rowOf<Column extends string>(places: Places<Column>) {
  return ({ row, cells }: RawRow): CsvRow<Column> => {
    const pairs = [...places].map(([column, place]) => [column, (cells[place] ?? '').trim()]);
    return { row, cells: Object.fromEntries(pairs) as Record<Column, string> };
  };
}

function refused(faults: readonly CsvFault[]): { rows: []; faults: readonly CsvFault[] } {
  const more = faults.length - mostFaults;
  if (more <= 0) return { rows: [], faults };
  const sentence = `${more.toLocaleString('en-GB')} more faults are not listed here.`;
  return { rows: [], faults: [...faults.slice(0, mostFaults), { sentence }] };
}

function plain(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '_');
}

function short(name: string): string {
  return name.length > 40 ? `${name.slice(0, 40).toWellFormed()}…` : name;
}

/** The character that makes it a formula, in words where it has no shape. */
function beginning(cell: string): string {
  if (cell.startsWith('\t')) return 'a tab';
  return /^[\r\n]/.test(cell) ? 'a line break' : `“${cell.trimStart().slice(0, 1)}”`;
}
