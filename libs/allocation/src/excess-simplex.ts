import { commonDenominator, compareFractions, fraction, minus, over } from './fraction.js';
import { sumFractions, times, zero, type Fraction } from './fraction.js';

/** y(S) ≤ value + weight · ε for the group of this mask; with weight 0 a limit that stays. */
export interface Limit {
  readonly mask: number;
  readonly value: Fraction;
  readonly weight: bigint;
}

/** The least ε, payments that reach it, and limits that are tight in every way to reach it. */
export interface LeastExcess {
  readonly excess: Fraction;
  readonly payments: readonly Fraction[];
  readonly tight: readonly Limit[];
}

/**
 * Minimises ε over y and ε, subject to y(S) = value for the settled groups (linearly independent,
 * everyone the first of them) and to the limits, singletons with a weight among them. It is the
 * simplex method on the dual, whose columns are the limits, in exact fractions: prices are y and
 * −ε, a reduced cost is a limit's slack. Steepest price first; after a step that gains nothing the
 * first by index (R. G. Bland, 1977), so it ends. A limit with a dual variable above 0 is tight in
 * every optimum. O(limits + n²) exact operations a step.
 */
export function leastGreatestExcess(
  players: number,
  settled: readonly Limit[],
  limits: readonly Limit[],
): LeastExcess {
  const tableau = start(players, settled, limits);
  const prepared = scaled(limits);
  for (let gained = true; ;) {
    const prices = pricesOf(tableau);
    const entering = violated(prices, prepared, players, gained);
    if (entering === undefined) {
      const payments = prices.slice(0, players);
      const tight = tableau
        .filter(({ free, inverse }) => !free && inverse.at(-1)!.n > 0n)
        .map(({ limit }) => limit);
      return { excess: minus(zero, prices[players]!), payments, tight };
    }
    gained = pivot(tableau, entering, limits[entering]!, players);
  }
}

/** A row of the basis: its limit, and its row of the inverse; the last entry is its dual value. */
interface Row {
  limit: Limit;
  index: number;
  free: boolean;
  inverse: Fraction[];
}

/**
 * The basis to begin with: the settled groups, singletons that complete them, and everyone but the
 * first of these. That one and its complement get equal duals, so it is feasible.
 */
function start(players: number, settled: readonly Limit[], limits: readonly Limit[]): Row[] {
  const basis = settled.map((limit, i) => ({ limit, index: -1 - i, free: true }));
  const vectors = settled.map(({ mask }) => column({ mask, weight: 0n, value: zero }, players));
  const singles: number[] = [];
  for (let i = 0; i < players && basis.length < players; i++) {
    const index = limits.findIndex(({ mask, weight }) => mask === 1 << i && weight > 0n);
    if (index < 0) continue;
    const vector = column({ ...limits[index]!, weight: 0n }, players);
    if (!independent([...vectors, vector])) continue;
    vectors.push(vector);
    basis.push({ limit: limits[index]!, index, free: false });
    singles.push(i);
  }
  const rest = 2 ** players - 1 - (1 << singles[0]!);
  const index = limits.findIndex(({ mask, weight }) => mask === rest && weight > 0n);
  basis.push({ limit: limits[index]!, index, free: false });
  const inverse = inverted(basis.map(({ limit }) => column(limit, players)));
  return basis.map((row, k) => ({ ...row, inverse: inverse[k]! }));
}

function column({ mask, weight }: Limit, players: number): Fraction[] {
  const members = Array.from({ length: players }, (_, i) => fraction(BigInt((mask >> i) & 1)));
  return [...members, fraction(weight)];
}

function pricesOf(tableau: readonly Row[]): Fraction[] {
  return tableau[0]!.inverse.map((_, i) =>
    sumFractions(tableau.map(({ limit, inverse }) => times(limit.value, inverse[i]!))),
  );
}

interface Scaled {
  readonly unit: bigint;
  readonly limits: readonly { mask: number; value: bigint; weight: bigint }[];
}

/** The limits in whole numbers, so that slacks need no fractions. */
function scaled(limits: readonly Limit[]): Scaled {
  const unit = commonDenominator(limits.map(({ value }) => value));
  const whole = ({ mask, value, weight }: Limit) => ({
    mask,
    value: value.n * (unit / value.d),
    weight: weight * unit,
  });
  return { unit, limits: limits.map(whole) };
}

/** The index of a limit that the prices break: the most broken, or the first of all. */
function violated(
  prices: readonly Fraction[],
  { unit, limits }: Scaled,
  players: number,
  most: boolean,
): number | undefined {
  const d = commonDenominator(prices);
  const whole = prices.map((price) => price.n * (d / price.d));
  const payments = [0n];
  for (let mask = 1; mask < 2 ** players; mask++) {
    const i = 31 - Math.clz32(mask);
    payments.push(payments[mask ^ (1 << i)]! + whole[i]! * unit);
  }
  let worst: number | undefined;
  let least = 0n;
  for (const [index, { mask, value, weight }] of limits.entries()) {
    const slack = value * d - payments[mask]! - weight * whole[players]!;
    if (slack >= least) continue;
    if (!most) return index;
    [worst, least] = [index, slack];
  }
  return worst;
}

/** Exchanges one limit of the basis. Was anything gained? */
function pivot(tableau: Row[], index: number, limit: Limit, players: number): boolean {
  const entering = column(limit, players);
  const direction = tableau.map(({ inverse }) =>
    sumFractions(inverse.map((entry, i) => times(entry, entering[i]!))),
  );
  const ratios = tableau.flatMap((row, at) =>
    row.free || direction[at]!.n <= 0n
      ? []
      : [{ at, row, ratio: over(row.inverse[players]!, direction[at]!) }],
  );
  if (ratios.length === 0) throw new Error('Limits that nothing can satisfy.');
  const leaving = ratios.reduce((best, one) => {
    const order = compareFractions(one.ratio, best.ratio) || one.row.index - best.row.index;
    return order < 0 ? one : best;
  });
  const inverse = leaving.row.inverse.map((entry) => over(entry, direction[leaving.at]!));
  tableau.forEach((row, at) => {
    if (at === leaving.at || direction[at]!.n === 0n) return;
    row.inverse = row.inverse.map((entry, i) => minus(entry, times(direction[at]!, inverse[i]!)));
  });
  tableau[leaving.at] = { limit, index, free: false, inverse };
  return leaving.ratio.n > 0n;
}

function independent(vectors: readonly Fraction[][]): boolean {
  return reduce(vectors.map((vector) => [...vector])) === vectors.length;
}

/** B⁻¹ of the matrix whose columns these are: row k of it belongs to column k. */
function inverted(columns: readonly Fraction[][]): Fraction[][] {
  const rows = columns.map((_, i) => [
    ...columns.map((entries) => entries[i]!),
    ...columns.map((__, k) => fraction(BigInt(i === k))),
  ]);
  if (reduce(rows, columns.length) < columns.length) throw new Error('A basis must be regular.');
  return rows.map((row) => row.slice(columns.length));
}

/** Gauss–Jordan in place; answers the rank. */
function reduce(rows: Fraction[][], width = rows[0]!.length): number {
  let rank = 0;
  for (let at = 0; at < width && rank < rows.length; at++) {
    const found = rows.findIndex((row, i) => i >= rank && row[at]!.n !== 0n);
    if (found < 0) continue;
    const row = rows[found]!.map((entry) => over(entry, rows[found]![at]!));
    [rows[found], rows[rank]] = [rows[rank]!, row];
    rows.forEach((other, i) => {
      const factor = other[at]!;
      if (i === rank || factor.n === 0n) return;
      rows[i] = other.map((entry, k) => minus(entry, times(factor, row[k]!)));
    });
    rank++;
  }
  return rank;
}
