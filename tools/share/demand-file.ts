import { mostUnitPricePence, mostUnits, type EvidenceGrade } from '#libs/allocation';
import { quoted, readSheet, RowCells } from './sheets.js';

/** One row of demand: what a school wants of an item. Money in pence. */
export interface WantedRow {
  readonly row: number;
  readonly urn: string;
  readonly school: string;
  readonly item: string;
  readonly quantity: number;
  readonly min?: number;
  /** The most that the school would take, if spare units have to be placed. */
  readonly max?: number;
  readonly lastPricePence?: number;
  /** How well the last price is proved; `stated` where the file does not say. */
  readonly grade: EvidenceGrade | 'stated' | 'none';
}

/** A file's rows, and what is wrong with any of them. */
export interface ReadRows<Row> {
  readonly file: string;
  readonly rows: readonly Row[];
  /** Every row's item, also of a row that is wrong elsewhere. */
  readonly named: readonly NamedRow[];
  readonly faults: readonly string[];
}

export interface NamedRow {
  readonly row: number;
  readonly item: string;
}

const required = ['urn', 'school', 'item', 'quantity'] as const;

/** The columns of `demand.csv`, in the order of the template. */
export const demandColumns = [
  ...required,
  'min',
  'max',
  'last_price_paid',
  'evidence_grade',
] as const;

type Column = (typeof demandColumns)[number];

/** Reads `demand.csv`, or the sheet “demand” of a workbook. */
export function readDemand(path: string): ReadRows<WantedRow> {
  const sheet = readSheet(path, 'demand', { columns: demandColumns, required });
  const faults = [...sheet.faults];
  const cells = sheet.rows.map((from) => new RowCells(sheet.file, from, faults));
  const rows = cells.flatMap(wanted);
  repeatedRows(rows, sheet.file, faults);
  return { file: sheet.file, rows, named: cells.map(namedRow), faults };
}

/** Where an item is named. */
export function namedRow({ row, item }: { row: number; item: string }): NamedRow {
  return { row, item };
}

function wanted(cells: RowCells<Column>): WantedRow[] {
  const [urn, school, item] = [cells.text('urn'), cells.text('school'), cells.text('item')];
  const quantity = cells.whole('quantity', 0, mostUnits);
  const [min, max] = [cells.whole('min', 0, mostUnits), cells.whole('max', 0, mostUnits)];
  const lastPricePence = cells.pounds('last_price_paid', mostUnitPricePence);
  const grade = gradeOf(cells, lastPricePence !== undefined);
  if (quantity === undefined) return [];
  if (min !== undefined && min > quantity) {
    cells.fault('min', `${min} at least is more than the quantity, ${quantity}.`);
  }
  if (max !== undefined && max < quantity) {
    cells.fault('max', `${max} at most is less than the quantity, ${quantity}.`);
  }
  return [{ row: cells.row, urn, school, item, quantity, min, max, lastPricePence, grade }];
}

function gradeOf(cells: RowCells<Column>, priced: boolean): WantedRow['grade'] {
  const text = cells.text('evidence_grade');
  const grade = text.toLowerCase() === 'none' ? 'none' : text.toUpperCase();
  if (text === '') return priced ? 'stated' : 'none';
  if (grade !== 'none' && grade !== 'A' && grade !== 'B' && grade !== 'C') {
    cells.fault('evidence_grade', `${quoted(text)} is not A, B, C or none.`);
    return 'none';
  }
  if (priced && grade === 'none') {
    cells.fault('evidence_grade', 'a last price needs A, B or C. Or leave the price empty.');
  }
  return priced ? grade : 'none';
}

function repeatedRows(rows: readonly WantedRow[], file: string, faults: string[]): void {
  const [seen, names] = [new Map<string, number>(), new Map<string, WantedRow>()];
  for (const one of rows) {
    const key = JSON.stringify([one.urn, one.item]);
    const before = seen.get(key);
    const here = `${file}: Row ${one.row}`;
    if (before !== undefined) {
      const twice = `${one.school} (${one.urn}) wants ${quoted(one.item)} in row ${before} already`;
      faults.push(`${here}, column “item”: ${twice}. Make one row of them.`);
    }
    seen.set(key, before ?? one.row);
    const named = names.get(one.urn) ?? one;
    names.set(one.urn, named);
    if (named.school === one.school) continue;
    const other = `the school ${one.urn} is called ${quoted(named.school)} in row ${named.row}`;
    faults.push(`${here}, column “school”: ${other}. Use one name.`);
  }
}
