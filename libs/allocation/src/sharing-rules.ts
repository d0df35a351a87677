import { splitByLargestRemainder, type Part } from '#libs/money';

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
}

/**
 * A way to share one lot's cost, fixed in the tender by id and version before quotes open. A
 * published version never changes: what was shared by it can always be computed again.
 */
export interface SharingRule {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  /** One part in pence for each demand, in its order; the parts sum to the lot's cost. */
  readonly parts: (lot: SharedLot) => Part[];
}

/**
 * Everyone pays the same price a unit: C·q ÷ Q, pennies by largest remainder, ties by id. Stable
 * (no group of schools does better alone) whenever the unit price never rises with quantity.
 * Throws RangeError when there is something to pay and nobody has a quantity.
 */
export function equalPriceShares(totalPence: number, demands: readonly Demand[]): Part[] {
  return splitByLargestRemainder(
    totalPence,
    demands.map(({ id, quantity }) => ({ id, weight: quantity })),
  );
}

/** The rule unless a round chooses another. */
export const equalPrice: SharingRule = {
  id: 'equal_price',
  version: 1,
  name: 'Equal price',
  parts: ({ demands, costOfPence }) =>
    equalPriceShares(costOfPence(totalQuantity(demands)), demands),
};

/** Every version of every rule that was ever published. */
export const sharingRules: readonly SharingRule[] = [equalPrice];

/** The rule of this id and version, if there is one. */
export function findSharingRule(id: string, version: number): SharingRule | undefined {
  return sharingRules.find((rule) => rule.id === id && rule.version === version);
}

/** Σ q. Throws RangeError when it is no longer exact. */
export function totalQuantity(demands: readonly Demand[]): number {
  return demands.reduce((total, { quantity }) => {
    if (!Number.isSafeInteger(total + quantity)) throw new RangeError('Too many units to count.');
    return total + quantity;
  }, 0);
}
