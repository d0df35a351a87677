import { assertQuantity, assertTiers, type PriceSchedule } from './price-schedule.js';

/** From this quantity up to the next piece the cost is `costPence` + `slopePence` a further unit. */
export interface CostPiece {
  readonly fromQuantity: number;
  readonly costPence: number;
  readonly slopePence: number;
}

/**
 * What any summed quantity costs, F: straight pieces over the whole numbers, the first from 0, where
 * nothing costs nothing. In pence before rounding: of prices for 100 or 1,000 units only the total
 * of a lot is rounded. That a group's cost depends on its sum alone makes every rule exact.
 */
export type CostFunction = readonly CostPiece[];

/** F of a price schedule. Throws RangeError for faulty tiers. */
export function costFunction({ basis, tiers, perUnits = 1 }: PriceSchedule): CostFunction {
  assertTiers(tiers);
  return tidy(
    tiers.reduce<CostPiece[]>((pieces, { fromQuantity, unitPricePence }) => {
      const before = pieces.at(-1);
      const slopePence = unitPricePence / perUnits;
      if (!before) return [{ fromQuantity: 0, costPence: 0, slopePence }];
      const below = valueOn(before, fromQuantity - 1) + slopePence;
      const costPence = basis === 'all-units' ? slopePence * fromQuantity : below;
      return [...pieces, { fromQuantity, costPence, slopePence }];
    }, []),
  );
}

/** F(q) in pence, before rounding. Throws RangeError unless the quantity is whole, from 0. */
export function costAt(cost: CostFunction, quantity: number): number {
  assertQuantity(quantity);
  return valueOn(
    cost.findLast(({ fromQuantity }) => fromQuantity <= quantity)!,
    quantity,
  );
}

/** F(0) … F(total), at one addition each. */
export function costTable(cost: CostFunction, total: number): Float64Array {
  const table = new Float64Array(total + 1);
  cost.forEach((piece, i) => {
    const end = Math.min(cost[i + 1]?.fromQuantity ?? Infinity, total + 1);
    for (let t = piece.fromQuantity; t < end; t++) table[t] = valueOn(piece, t);
  });
  return table;
}

/** A fixed sum in pence back, once the pooled quantity reaches the threshold. */
export function withLumpRebate(
  cost: CostFunction,
  threshold: number,
  rebatePence: number,
): CostFunction {
  return changedFrom(cost, threshold, (piece) => ({
    ...piece,
    costPence: piece.costPence - rebatePence,
  }));
}

/** A rate in basis points back on the whole cost, once the quantity reaches the threshold. */
export function withPercentRebate(
  cost: CostFunction,
  threshold: number,
  basisPoints: number,
): CostFunction {
  const kept = (10_000 - basisPoints) / 10_000;
  return changedFrom(cost, threshold, ({ fromQuantity, costPence, slopePence }) => ({
    fromQuantity,
    costPence: costPence * kept,
    slopePence: slopePence * kept,
  }));
}

/**
 * The cheapest of several quotes at each quantity: where two lines cross, a new piece starts at the
 * first whole quantity behind. O(K² log K) for K pieces. Throws RangeError without a quote.
 */
export function lowerEnvelope(quotes: readonly CostFunction[]): CostFunction {
  if (quotes.length === 0) throw new RangeError('Without a quote there is nothing to compare.');
  const starts = ascending(quotes.flatMap((quote) => quote.map((piece) => piece.fromQuantity)));
  return tidy(
    starts.flatMap((start, i) => {
      const end = starts[i + 1] ?? Infinity;
      const lines = quotes.map((quote) => quote.findLast((piece) => piece.fromQuantity <= start)!);
      const turns = ascending([start, ...crossings(lines).filter((at) => at > start && at < end)]);
      return turns.map((at) => pieceAt(leastLine(lines, at), at));
    }),
  );
}

/**
 * F̃(t) = min over s ≥ t of F(s), found from the last piece backwards: within a piece that rises,
 * the cost of the cheapest later start is a ceiling. Throws RangeError for a piece that falls.
 */
export function withSpareUnits(cost: CostFunction): CostFunction {
  let ceiling = Infinity;
  const pieces: CostPiece[] = [];
  for (const [i, piece] of [...cost.entries()].reverse()) {
    if (piece.slopePence < 0) throw new RangeError('The cost of one more unit is below zero.');
    const end = cost[i + 1]?.fromQuantity ?? Infinity;
    const from = Math.max(piece.fromQuantity, firstAbove(piece, ceiling));
    if (from < end) pieces.push({ fromQuantity: from, costPence: ceiling, slopePence: 0 });
    if (from > piece.fromQuantity) pieces.push(piece);
    ceiling = Math.min(ceiling, piece.costPence);
  }
  return tidy(pieces.reverse());
}

/** F of a table of costs in pence from 0 up to its last quantity: a piece for each bend. O(Q). */
export function costFunctionOfTable(table: ArrayLike<number>): CostFunction {
  const pieces: CostPiece[] = [];
  for (let t = 0; t < table.length; t++) {
    const last = pieces.at(-1);
    if (last && valueOn(last, t) === table[t]) continue;
    const slopePence = t + 1 < table.length ? table[t + 1]! - table[t]! : 0;
    pieces.push({ fromQuantity: t, costPence: table[t]!, slopePence });
  }
  return pieces;
}

function valueOn({ fromQuantity, costPence, slopePence }: CostPiece, quantity: number): number {
  return costPence + slopePence * (quantity - fromQuantity);
}

function pieceAt(piece: CostPiece, fromQuantity: number): CostPiece {
  return {
    fromQuantity,
    costPence: valueOn(piece, fromQuantity),
    slopePence: piece.slopePence,
  };
}

function changedFrom(
  cost: CostFunction,
  threshold: number,
  change: (piece: CostPiece) => CostPiece,
): CostFunction {
  assertQuantity(threshold);
  if (threshold < 1) throw new RangeError('A rebate needs at least one unit.');
  const below = cost.filter((piece) => piece.fromQuantity < threshold);
  const reached = cost.findLast((piece) => piece.fromQuantity <= threshold)!;
  const above = cost.filter((piece) => piece.fromQuantity > threshold);
  return tidy([...below, ...[pieceAt(reached, threshold), ...above].map(change)]);
}

/** The first whole quantities at which one of two lines is no longer the lower. */
function crossings(lines: readonly CostPiece[]): number[] {
  return lines.flatMap((a) =>
    lines
      .filter((b) => b.slopePence < a.slopePence)
      .flatMap((b) => {
        const ahead = (valueOn(b, 0) - valueOn(a, 0)) / (a.slopePence - b.slopePence);
        return [Math.floor(ahead), Math.floor(ahead) + 1];
      }),
  );
}

/** The cheapest here; of equals the one that stays cheaper. */
function leastLine(lines: readonly CostPiece[], at: number): CostPiece {
  return lines.reduce((best, line) => {
    const more = valueOn(line, at) - valueOn(best, at) || line.slopePence - best.slopePence;
    return more < 0 ? line : best;
  });
}

function firstAbove({ fromQuantity, costPence, slopePence }: CostPiece, ceiling: number): number {
  if (costPence > ceiling) return fromQuantity;
  if (slopePence === 0 || ceiling === Infinity) return Infinity;
  return fromQuantity + Math.floor((ceiling - costPence) / slopePence) + 1;
}

function ascending(quantities: readonly number[]): number[] {
  return [...new Set(quantities)].sort((a, b) => a - b);
}

/** Without pieces that go on as the one before. */
function tidy(pieces: readonly CostPiece[]): CostFunction {
  return pieces.filter((piece, i) => {
    const before = pieces[i - 1];
    if (!before) return true;
    const on = valueOn(before, piece.fromQuantity);
    return piece.slopePence !== before.slopePence || piece.costPence !== on;
  });
}
