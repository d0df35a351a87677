/** A variable of a mixed-integer program: 0 to `upper`, whole unless it follows from others. */
interface Column {
  readonly cost: number;
  readonly upper: number;
  readonly whole: boolean;
}

/** A factor of a column in a row. */
export type Term = readonly [column: number, factor: number];

interface Row {
  readonly lower: number;
  readonly upper: number;
  readonly terms: readonly Term[];
}

/** A mixed-integer program to be minimised. */
export interface LinearProgram {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** The same as it is being written. */
export class Program implements LinearProgram {
  readonly columns: Column[] = [];
  readonly rows: Row[] = [];

  /** A yes or no. */
  binary(cost = 0): number {
    return this.whole(1, cost);
  }

  /** A whole number from 0. */
  whole(upper: number, cost = 0): number {
    return this.columns.push({ cost, upper, whole: true }) - 1;
  }

  /** A number that is whole because others are. */
  following(upper: number, cost = 0): number {
    return this.columns.push({ cost, upper, whole: false }) - 1;
  }

  /** The sum of the terms is at least this. */
  atLeast(lower: number, terms: readonly Term[]): void {
    this.rows.push({ lower, upper: Infinity, terms });
  }

  /** The sum of the terms is at most this. */
  atMost(upper: number, terms: readonly Term[]): void {
    this.rows.push({ lower: -Infinity, upper, terms });
  }

  /** The sum of the terms is this. */
  exactly(value: number, terms: readonly Term[]): void {
    this.rows.push({ lower: value, upper: value, terms });
  }
}

/** Each column once: 1 of each. */
export function each(columns: readonly number[], factor = 1): Term[] {
  return columns.map((column): Term => [column, factor]);
}
