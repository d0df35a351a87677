import { parse, type CsvError } from 'csv-parse/sync';

/** One open school of the file. `row` counts as a spreadsheet does: the header is row 1. */
export interface GiasSchool {
  readonly row: number;
  readonly urn: string;
  readonly name: string;
  readonly phase: string;
  readonly localAuthority?: string;
  readonly postcode?: string;
}

export interface RowProblem {
  readonly row: number;
  readonly message: string;
}

/** What the establishments file of Get Information about Schools says. */
export interface GiasFile {
  /** Rows that are not blank, without the header. */
  readonly rows: number;
  readonly schools: readonly GiasSchool[];
  /** Schools that are closed, or not open yet. */
  readonly notOpen: number;
  /** Rows that cannot be used, and why. */
  readonly problems: readonly RowProblem[];
  /** Rows that are used although something in them is damaged. */
  readonly warnings: readonly RowProblem[];
}

/** This is not the file. The message says what it is instead, or where it is broken. */
export class WrongFile extends Error {}

const needed = [
  'URN',
  'EstablishmentName',
  'EstablishmentStatus (name)',
  'PhaseOfEducation (name)',
];
const rightFile =
  'Download "Establishment fields CSV" from Get Information about Schools, and give that file ' +
  'as it came, without opening and saving it in a spreadsheet.';

/** Reads the whole file before anything is done with it. Throws `WrongFile` with a sentence. */
export function readGiasFile(bytes: Uint8Array): GiasFile {
  const reading = new Reading();
  try {
    parse(textOf(bytes), {
      bom: true,
      relax_column_count: true,
      on_record: (cells) => reading.take(cells as readonly string[]),
    });
  } catch (failure) {
    const { code, lines } = failure as CsvError & { lines?: number };
    if (!code?.startsWith('CSV_')) throw failure;
    throw new WrongFile(
      `The file is broken near line ${lines}: a quote is not closed. ${rightFile}`,
    );
  }
  return reading.result();
}

class Reading {
  private columns: ReadonlyMap<string, number> | undefined;
  private width = 0;
  private row = 0;
  private rows = 0;
  private notOpen = 0;
  private readonly schools: GiasSchool[] = [];
  private readonly problems: RowProblem[] = [];
  private readonly warnings: RowProblem[] = [];
  private readonly seen = new Map<string, number>();

  take(cells: readonly string[]): undefined {
    this.row += 1;
    if (!this.columns) {
      this.columns = header(cells);
      this.width = cells.length;
    } else if (cells.some((cell) => cell.trim() !== '')) {
      this.rows += 1;
      this.takeSchool(cells, this.columns);
    }
  }

  result(): GiasFile {
    if (!this.columns) throw new WrongFile(`The file is empty. ${rightFile}`);
    const { rows, schools, notOpen, problems, warnings } = this;
    return { rows, schools, notOpen, problems, warnings };
  }

  private takeSchool(cells: readonly string[], columns: ReadonlyMap<string, number>): void {
    const cell = (name: string): string => cells[columns.get(name) ?? -1]?.trim() ?? '';
    const urn = cell('URN');
    const problem = this.problemOf(cells, urn, cell('EstablishmentName'));
    if (problem) {
      this.problems.push({ row: this.row, message: problem });
      return;
    }
    this.seen.set(urn, this.row);
    this.warnAboutMangled(cell);
    if (!cell('EstablishmentStatus (name)').startsWith('Open')) {
      this.notOpen += 1;
      return;
    }
    this.schools.push({
      row: this.row,
      urn,
      name: cell('EstablishmentName'),
      phase: cell('PhaseOfEducation (name)') || 'Not applicable',
      ...(cell('LA (name)') && { localAuthority: cell('LA (name)') }),
      ...(cell('Postcode') && { postcode: cell('Postcode') }),
    });
  }

  private problemOf(cells: readonly string[], urn: string, name: string): string | undefined {
    if (cells.length !== this.width) {
      return `has ${cells.length} columns and the header ${this.width}; a comma is out of place.`;
    }
    if (isMangled(urn))
      return `URN "${urn}" was shortened by a spreadsheet; take the original file.`;
    if (!/^[1-9]\d{5}$/.test(urn)) return `URN "${urn}" is not a number of six digits.`;
    if (this.seen.has(urn)) return `URN ${urn} is in row ${this.seen.get(urn)} already.`;
    if (!name) return `School ${urn} has no name.`;
    return undefined;
  }

  private warnAboutMangled(cell: (name: string) => string): void {
    for (const name of ['UKPRN', 'UPRN']) {
      if (!isMangled(cell(name))) continue;
      const message = `${name} "${cell(name)}" was shortened by a spreadsheet; it is left out.`;
      this.warnings.push({ row: this.row, message });
    }
  }
}

function header(cells: readonly string[]): ReadonlyMap<string, number> {
  const columns = new Map(cells.map((name, index) => [name.trim(), index]));
  const missing = needed.filter((name) => !columns.has(name));
  if (missing.length === 0) return columns;
  if (columns.has('LinkURN')) throw new WrongFile(`This is the file of links. ${rightFile}`);
  if (columns.has('Group UID')) throw new WrongFile(`This is the file of groups. ${rightFile}`);
  const names = missing.map((name) => `"${name}"`).join(', ');
  throw new WrongFile(`This is not the file of establishments: no column ${names}. ${rightFile}`);
}

/** A long number as a spreadsheet saves it, e.g. 1.00023E+11: the rest of its digits are lost. */
function isMangled(text: string): boolean {
  return /^\d(\.\d+)?E\+\d+$/i.test(text);
}

/** The service writes Windows-1252; a file that was saved again may be UTF-8. */
function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0x50 && second === 0x4b) {
    throw new WrongFile(`This is a ZIP archive or a spreadsheet, not a CSV file. ${rightFile}`);
  }
  if (bytes.subarray(0, 4096).includes(0)) {
    throw new WrongFile(`This is not a CSV file of plain text. ${rightFile}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes)
      .toString('latin1')
      .replace(/[\u0080-\u009f]/g, windowsCharacter);
  }
}

/** Node 20 decodes windows-1252 as Latin-1, which has control characters in these places. */
const from80 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function windowsCharacter(latin: string): string {
  return from80[latin.charCodeAt(0) - 0x80] ?? latin;
}
