import { readXml } from './workbook-xml.js';

/** The cells of a sheet as text, `rows[0]` being row 1, and what is wrong with some of them. */
export interface WorksheetCells {
  readonly rows: readonly (readonly string[] | undefined)[];
  readonly width: number;
  readonly faults: readonly string[];
}

interface Cell {
  readonly row: number;
  readonly column: number;
  readonly kind: string;
  formula: boolean;
  value: string;
}

/** No table of ours is wider; a cell far to the right would only make every row as wide. */
const mostColumns = 200;

/** No spreadsheet has more. */
const mostRows = 1_048_576;

/** Reads a worksheet's XML. Numbers count from 1 in sentences, as a spreadsheet shows them. */
export function readWorksheet(xml: string, strings: readonly string[]): WorksheetCells {
  const rows: string[][] = [];
  const refused: { cell: Cell; sentence: string }[] = [];
  eachCell(xml, (cell) => {
    const text = cell.kind === 's' ? (strings[Number(cell.value)] ?? '') : textOf(cell);
    if (cell.formula) {
      refused.push({ cell, sentence: 'holds a formula. Copy it and paste its value alone.' });
    } else if (cell.kind === 'e') {
      refused.push({ cell, sentence: `shows the error ${cell.value}. Type a value.` });
    } else if (cell.column >= mostColumns && text.trim() !== '') {
      refused.push({ cell, sentence: `lies beyond ${mostColumns} columns. Remove it.` });
    }
    const row = (rows[cell.row] ??= []);
    if (cell.column < mostColumns) row[cell.column] = text;
  });
  const header = rows.find((row) => row?.some((text) => text?.trim())) ?? [];
  const width = rows.reduce((most, row) => Math.max(most, row?.length ?? 0), 0);
  return {
    rows,
    width,
    faults: refused.map(({ cell: { row, column }, sentence }) => {
      return `Row ${row + 1}, column ${columnName(header[column], column)} ${sentence}`;
    }),
  };
}

function eachCell(xml: string, take: (cell: Cell) => void): void {
  let [row, column, inValue] = [-1, -1, false];
  let cell: Cell | undefined;
  readXml(xml, {
    open: (name, attributes) => {
      if (name === 'row') [row, column] = [Number(attributes().r ?? row + 2) - 1, -1];
      if (name === 'c') {
        const { r, t = 'n' } = attributes();
        column = r === undefined ? column + 1 : columnOf(r);
        if (!(row >= 0 && row < mostRows)) throw new RangeError('A row has no number.');
        cell = { row, column, kind: t, formula: false, value: '' };
      }
      if (name === 'f' && cell) cell.formula = true;
      if (name === 'v' || name === 't') inValue = true;
    },
    text: (text) => {
      if (inValue && cell) cell.value += text;
    },
    close: (name) => {
      if (name === 'v' || name === 't') inValue = false;
      if (name !== 'c' || !cell) return;
      take(cell);
      cell = undefined;
    },
  });
}

/**
 * A spreadsheet keeps fifteen digits of a number but writes seventeen: 1.1 is stored as
 * 1.1000000000000001, which nobody typed.
 */
function textOf({ kind, value }: Cell): string {
  if (kind === 'b') return value === '1' ? 'TRUE' : 'FALSE';
  const number = Number(value);
  if (kind !== 'n' || value.trim() === '' || !Number.isFinite(number)) return value;
  return String(Number(number.toPrecision(15)));
}

/** The place of `AB12` from the left: A is 0. */
function columnOf(reference: string): number {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0] ?? 'A';
  return [...letters].reduce((place, letter) => place * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function columnName(header: string | undefined, column: number): string {
  if (header?.trim()) return `“${header.trim()}”`;
  const rest = column < 26 ? '' : String.fromCharCode(64 + Math.floor(column / 26));
  return `${rest}${String.fromCharCode(65 + (column % 26))}`;
}
