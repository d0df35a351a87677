import { writeCsv } from '#libs/csv';
import { formatPounds, formatWhole, poundsText, sumPence } from '#libs/money';
import { formatBytes, formatDay, formatInstant, formatPercent } from './view-filters.js';

/** How a column's values are written: pence are money, basis points are per cent. */
export type CellKind = 'text' | 'pence' | 'count' | 'basis-points' | 'day' | 'instant';

export interface Column<Row> {
  readonly heading: string;
  readonly value: (row: Row) => string | number | null | undefined;
  readonly kind?: CellKind;
  /** Adds the column up in the last row: pence and counts only. */
  readonly total?: boolean;
  readonly href?: (row: Row) => string | undefined;
  /** Draws the text as a tag of this colour, e.g. `green`. */
  readonly tag?: (row: Row) => string | undefined;
}

export interface TableOf<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly totalLabel?: string;
  /** What is said instead of rows while there are none. */
  readonly whenEmpty?: string;
}

interface Cell {
  readonly text: string;
  readonly numeric: boolean;
  readonly href?: string;
  readonly tag?: string;
}

/** A table ready for the page and, from the same rows, for a file: the two cannot disagree. */
export interface DataTable {
  readonly caption: string;
  readonly whenEmpty: string;
  readonly heads: readonly { text: string; numeric: boolean }[];
  readonly rows: readonly (readonly Cell[])[];
  readonly totals?: readonly Cell[];
  readonly csv: string;
  /** "CSV, 2KB" of "Download this data (CSV, 2KB)". */
  readonly csvSize: string;
}

/** The first column names its row. Totals are added here, from the very cells that are shown. */
export function dataTable<Row>(table: TableOf<Row>): DataTable {
  const { caption, columns, rows, whenEmpty = 'Nothing here yet.' } = table;
  const csv = csvOf(table);
  return {
    caption,
    whenEmpty,
    heads: columns.map((column) => ({ text: column.heading, numeric: isNumeric(column) })),
    rows: rows.map((row) => columns.map((column) => cell(column, row))),
    ...(columns.some(({ total }) => total) && rows.length > 0 ? { totals: totals(table) } : {}),
    csv,
    csvSize: formatBytes(Buffer.byteLength(csv)),
  };
}

function cell<Row>(column: Column<Row>, row: Row): Cell {
  const href = column.href?.(row);
  const tag = column.tag?.(row);
  return {
    text: write(column.kind, column.value(row)),
    numeric: isNumeric(column),
    ...(href ? { href } : {}),
    ...(tag ? { tag } : {}),
  };
}

function totals<Row>({ columns, rows, totalLabel = 'Total' }: TableOf<Row>): Cell[] {
  return columns.map((column, index) => {
    const numeric = isNumeric(column);
    if (!column.total) return { text: index === 0 ? totalLabel : '', numeric };
    const sum = sumPence(rows.map((row) => Number(column.value(row) ?? 0)));
    return { text: write(column.kind, sum), numeric };
  });
}

function write(kind: CellKind = 'text', value: string | number | null | undefined): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'string') {
    if (kind === 'day') return formatDay(value);
    return kind === 'instant' ? formatInstant(value) : value;
  }
  if (kind === 'pence') return formatPounds(value);
  return kind === 'basis-points' ? formatPercent(value) : formatWhole(value);
}

function isNumeric<Row>({ kind }: Column<Row>): boolean {
  return kind === 'pence' || kind === 'count' || kind === 'basis-points';
}

/** The same cells for a spreadsheet: amounts and counts as plain numbers, instants as they are. */
function csvOf<Row>({ columns, rows }: TableOf<Row>): string {
  const unit = { pence: ' (£)', 'basis-points': ' (%)' } as Partial<Record<CellKind, string>>;
  const heads = columns.map(({ heading, kind = 'text' }) => heading + (unit[kind] ?? ''));
  const lines = rows.map((row) =>
    Object.fromEntries(
      columns.map(({ value, kind }, index) => [heads[index], plain(kind, value(row))]),
    ),
  );
  return writeCsv(heads, lines);
}

function plain(kind: CellKind | undefined, value: string | number | null | undefined) {
  const hundredths = kind === 'pence' || kind === 'basis-points';
  return hundredths && typeof value === 'number' ? poundsText(value) : value;
}
