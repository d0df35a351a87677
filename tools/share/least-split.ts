import type { CostPiece } from '#libs/allocation';
import { offerCost } from './offer-cost.js';
import type { Offer } from './quotes-file.js';

/** What any quantity costs from some suppliers together, and who supplies how much of it all. */
export interface Split {
  readonly costs: Float64Array;
  readonly units: readonly number[];
}

/**
 * One supplier after another: of t units, the best part for the next. Its cost is a few straight pieces,
 * and on each the best part is the least in a window that moves with t, so that O(suppliers · pieces ·
 * Q) looks are enough for every quantity up to Q. Of equal parts the smallest.
 */
export function leastSplit(offers: readonly Offer[], quantity: number): Split {
  let costs = new Float64Array(quantity + 1).fill(Infinity);
  costs[0] = 0;
  const waiting = new Uint32Array(quantity + 1);
  const parts = offers.map((offer) => {
    const [next, part] = [new Float64Array(quantity + 1), new Uint32Array(quantity + 1)];
    next.fill(Infinity);
    const last = Math.min(offer.capacity ?? quantity, quantity);
    offerCost(offer).forEach((piece, i, pieces) => {
      const end = Math.min(last, (pieces[i + 1]?.fromQuantity ?? Infinity) - 1);
      if (piece.fromQuantity <= end) improve({ costs, next, part, waiting }, piece, end);
    });
    costs = next;
    return part;
  });
  let left = quantity;
  const units = offers.map(() => 0);
  for (const [i, part] of [...parts.entries()].reverse()) {
    units[i] = part[left]!;
    left -= units[i]!;
  }
  return { costs, units };
}

/** The costs before this supplier and with it, its part, and room for a queue. */
interface Tables {
  readonly costs: Float64Array;
  readonly next: Float64Array;
  readonly part: Uint32Array;
  readonly waiting: Uint32Array;
}

/** Lets the supplier have from the start of a piece to its end of every quantity. */
function improve(
  { costs, next, part, waiting }: Tables,
  { fromQuantity: from, costPence, slopePence }: CostPiece,
  end: number,
): void {
  const level = (others: number) => costs[others]! - slopePence * others;
  let [head, tail] = [0, 0];
  for (let t = from; t < costs.length; t++) {
    const others = t - from;
    const own = level(others);
    while (tail > head && level(waiting[tail - 1]!) >= own) tail--;
    waiting[tail++] = others;
    while (waiting[head]! < t - end) head++;
    const least = waiting[head]!;
    const cost = level(least) + slopePence * others + costPence;
    if (cost >= next[t]!) continue;
    next[t] = cost;
    part[t] = t - least;
  }
}
