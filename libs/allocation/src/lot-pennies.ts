import { twoWayPennies } from './two-way-pennies.js';

/** One item's shares in pence, before rounding and rounded for itself, in the order of schools. */
export interface LotColumn {
  readonly item: string;
  readonly totalPence: number;
  readonly schools: readonly string[];
  readonly exact: readonly number[];
  readonly parts: readonly number[];
}

/** Whole pence of each item, in the order of its schools, and how they were made. */
export interface LotPennies {
  readonly cells: readonly (readonly number[])[];
  readonly rounding: 'largest-remainder' | 'controlled';
}

/**
 * Pennies of a round. Each item's by largest remainder, as long as every school's total is then its
 * exact total rounded down or up; otherwise all of them by controlled rounding, which sees to that.
 * Either way every cell is a penny next to its exact share, and rows, columns and total tie.
 */
export function penniesOfLots(columns: readonly LotColumn[]): LotPennies {
  const rows = [...new Set(columns.flatMap(({ schools }) => schools))].sort();
  const exact = tableOf(rows, columns, ({ exact: shares }) => shares);
  const parts = tableOf(rows, columns, (column) => column.parts);
  if (rows.every((_, i) => isNextTo(sum(parts[i]!), sum(exact[i]!)))) {
    return { cells: columns.map((column) => column.parts), rounding: 'largest-remainder' };
  }
  const lots = columns.map(({ item: id, totalPence }) => ({ id, totalPence }));
  const rounded = twoWayPennies({ rows, columns: lots, cells: exact });
  const rowOf = new Map(rows.map((urn, i) => [urn, i]));
  const cells = columns.map(({ schools }, j) =>
    schools.map((urn) => rounded[rowOf.get(urn)!]![j]!),
  );
  return { cells, rounding: 'controlled' };
}

/** A row for each school; who takes no part in an item has nothing there. */
function tableOf(
  rows: readonly string[],
  columns: readonly LotColumn[],
  of: (column: LotColumn) => readonly number[],
): number[][] {
  const places = columns.map(({ schools }) => new Map(schools.map((urn, i) => [urn, i])));
  return rows.map((urn) =>
    columns.map((column, j) => {
      const place = places[j]!.get(urn);
      return place === undefined ? 0 : of(column)[place]!;
    }),
  );
}

/** Is the whole number the one below or above? Adding doubles up may lose a little. */
function isNextTo(whole: number, exact: number): boolean {
  return Math.abs(whole - exact) < 1 - 1e-6;
}

function sum(pence: readonly number[]): number {
  return pence.reduce((all, one) => all + one, 0);
}
