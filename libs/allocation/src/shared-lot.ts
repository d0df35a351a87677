import type { Part } from '#libs/money';
import type { ContributionCertificate } from './contribution.js';
import { costFunctionOfTable, type CostFunction } from './cost-function.js';
import { fractionOf, type Fraction } from './fraction.js';

/** What a rule knows of one who shares: a stable id and a whole quantity. */
export interface Demand {
  readonly id: string;
  readonly quantity: number;
}

/** One lot to share: what any group's quantity costs, and what each would have paid otherwise. */
export interface SharedLot {
  readonly demands: readonly (Demand & { readonly baselinePence: number })[];
  /** The cost in pence of a group's summed quantity on the awarded schedule. */
  readonly costOfPence: (quantity: number) => number;
  /** The same before rounding, in straight pieces; found from `costOfPence` when it is absent. */
  readonly cost?: CostFunction;
}

/**
 * A way to share one lot's cost, fixed in the tender by id and version before quotes open. A
 * published version never changes: what was shared by it can always be computed again.
 */
export interface SharingRule {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  /** Each one's share in pence before rounding, in the order of demands; they sum to the cost. */
  readonly shares: (lot: SharedLot) => readonly Fraction[];
  /** One part in pence for each demand, in its order; the parts sum to the lot's cost. */
  readonly parts: (lot: SharedLot) => Part[];
  /** The shares of a rule that is worked out in doubles, and how far to trust them. */
  readonly certified?: (lot: SharedLot) => CertifiedShares;
}

/** Shares before rounding, in the order of demands, with the certificate of the run they are from. */
export interface CertifiedShares {
  readonly shares: readonly Fraction[];
  readonly certificate?: ContributionCertificate;
}

/** This rule has no answer for this lot, and none is invented. The message is for people. */
export class CannotShare extends RangeError {}

/** Σ q. Throws RangeError when it is no longer exact. */
export function totalQuantity(demands: readonly Demand[]): number {
  return demands.reduce((total, { quantity }) => {
    if (!Number.isSafeInteger(total + quantity)) throw new RangeError('Too many units to count.');
    return total + quantity;
  }, 0);
}

/** C = F(Q): what there is to share. */
export function totalCost({ demands, costOfPence }: SharedLot): Fraction {
  return fractionOf(costOfPence(totalQuantity(demands)));
}

/** c: what each one's own quantity costs on the same schedule. */
export function aloneCosts({ demands, costOfPence }: SharedLot): Fraction[] {
  return demands.map(({ quantity }) => fractionOf(costOfPence(quantity)));
}

/** SC: by how much the cost rises because this one takes part too, C − F(Q − q). */
export function separableCosts({ demands, costOfPence }: SharedLot): Fraction[] {
  const total = totalQuantity(demands);
  const all = costOfPence(total);
  return demands.map(({ quantity }) => fractionOf(all - costOfPence(total - quantity)));
}

/** F in straight pieces, as far as this lot goes. */
export function costFunctionOfLot({ demands, costOfPence, cost }: SharedLot): CostFunction {
  if (cost) return cost;
  const quantities = Array.from({ length: totalQuantity(demands) + 1 }, (_, t) => t);
  return costFunctionOfTable(quantities.map(costOfPence));
}
