import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { readCsv, type CsvForm, type CsvRow } from '#libs/csv';
import { parsePounds } from '#libs/money';
import { csvOfWorkbook, isZip } from './workbook.js';

/** A file of a round as it was given: which, its rows, and what is wrong with it. */
export interface Sheet<Column extends string> {
  readonly file: string;
  readonly rows: readonly CsvRow<Column>[];
  readonly faults: readonly string[];
}

/** What a file holds; in a workbook the sheet of this name is taken, if there is one. */
export type SheetName = 'demand' | 'quotes' | 'items';

const mostRows = 200_000;
const mostBytes = 64 * 1024 * 1024;

/** Reads a CSV file or a workbook. Never throws for what it holds or that it is not there. */
export function readSheet<Column extends string>(
  path: string,
  name: SheetName,
  form: CsvForm<Column>,
): Sheet<Column> {
  const file = basename(path);
  const bytes = bytesOf(path);
  if (typeof bytes === 'string') return { file, rows: [], faults: [bytes] };
  const sheet = isZip(bytes) ? csvOfWorkbook(bytes, name) : { csv: bytes, faults: [] };
  const named = (sentence: string) => `${file}: ${sentence}`;
  if (sheet.faults.length > 0) return { file, rows: [], faults: sheet.faults.map(named) };
  const { rows, faults } = readCsv(sheet.csv, { maxRows: mostRows, ...form });
  return { file, rows, faults: faults.map(({ sentence }) => named(sentence)) };
}

function bytesOf(path: string): Uint8Array | string {
  try {
    const { size } = statSync(path);
    if (size > mostBytes) return `${path} is larger than 64 MB. Is it the right file?`;
    return readFileSync(path);
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    if (code === 'ENOENT') return `There is no file ${path}.`;
    if (code === 'EISDIR') return `${path} is a folder, not a file.`;
    if (code) return `${path} cannot be read (${code}).`;
    throw failure;
  }
}

/** Reads the cells of one row; what is wrong goes to the list of faults, with its place. */
export class RowCells<Column extends string> {
  constructor(
    readonly file: string,
    private readonly from: CsvRow<Column>,
    private readonly faults: string[],
  ) {}

  get row(): number {
    return this.from.row;
  }

  /** Every file of a round has items. */
  get item(): string {
    return words((this.from.cells as Partial<Record<string, string>>).item ?? '');
  }

  fault(column: Column, sentence: string): void {
    this.faults.push(`${this.file}: Row ${this.row}, column “${column}”: ${sentence}`);
  }

  text(column: Column): string {
    const text = words(this.from.cells[column]);
    if (text.length > longest) this.fault(column, `more than ${longest} characters. Shorten it.`);
    return text;
  }

  /** A whole number in digits, with or without commas; nothing for an empty cell. */
  whole(column: Column, least: number, most: number): number | undefined {
    const text = this.from.cells[column];
    if (text === '') return undefined;
    const digits = /^(\d+|\d{1,3}(,\d{3})+)(\.0+)?$/.test(text);
    const value = digits ? Number(text.replaceAll(',', '')) : NaN;
    if (value >= least && value <= most) return value;
    const range = `from ${least} to ${most.toLocaleString('en-GB')}`;
    this.fault(column, `${quoted(text)} is not a whole number ${range}.`);
    return undefined;
  }

  /** Pence of pounds; nothing for an empty cell. */
  pounds(column: Column, mostPence: number): number | undefined {
    const text = this.from.cells[column];
    if (text === '') return undefined;
    const { pence, fault } = parsePounds(text, mostPence);
    if (fault !== undefined) this.fault(column, fault);
    return pence;
  }
}

const longest = 200;

/** Words as they are compared and shown: one form of accents, single blanks. */
function words(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ');
}

/** As it stands in the file, cut where it is long. */
export function quoted(text: string): string {
  return `“${text.length > 40 ? `${text.slice(0, 40).toWellFormed()}…` : text}”`;
}
