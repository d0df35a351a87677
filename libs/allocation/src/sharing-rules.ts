import { splitByLargestRemainder, type Part } from '#libs/money';
import {
  contributionRule,
  equalSavingCapped,
  heldHarmlessEqualPrice,
  nucleolusRule,
  proportionalToBaseline,
  separableCost,
  serial,
} from './further-rules.js';
import { fraction, over, times, zero } from './fraction.js';
import { totalCost, totalQuantity, type Demand, type SharingRule } from './shared-lot.js';

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
  shares: (lot) => {
    const [total, units] = [totalCost(lot), fraction(BigInt(totalQuantity(lot.demands)))];
    const part = (quantity: number) => over(times(total, fraction(BigInt(quantity))), units);
    return lot.demands.map(({ quantity }) => (quantity === 0 ? zero : part(quantity)));
  },
  parts: ({ demands, costOfPence }) =>
    equalPriceShares(costOfPence(totalQuantity(demands)), demands),
};

/** Every version of every rule that was ever published. */
export const sharingRules: readonly SharingRule[] = [
  equalPrice,
  contributionRule,
  proportionalToBaseline,
  heldHarmlessEqualPrice,
  serial,
  equalSavingCapped,
  separableCost,
  nucleolusRule,
];

/** The rule of this id and version, if there is one. */
export function findSharingRule(id: string, version: number): SharingRule | undefined {
  return sharingRules.find((rule) => rule.id === id && rule.version === version);
}
