import { splitByLargestRemainder, sumPence, timesPence } from '#libs/money';
import type { LineTerms, WholeTerms } from './quote-terms.js';

/** What is bought of one lot from one supplier, at its prices and before any discount. In pence. */
export interface BoughtGoods {
  readonly lotId: string;
  readonly goodsPence: number;
}

/** What is charged beside the goods of a lot that goes to so many schools, in pence. */
export function chargesPence(
  { fixedFeePence = 0, deliveryPencePerSchool = 0 }: LineTerms,
  schools: number,
): number {
  return sumPence([fixedFeePence, timesPence(deliveryPencePerSchool, schools)]);
}

/**
 * What bundles and rebates take off the goods of each lot, in pence, in the order of the list. A
 * bundle counts once something of every listed lot is bought; of the rebates the highest step that
 * the spend on all goods reaches, on all of it. Rates are added, never compounded. The sum is rounded
 * once, half a penny up, and parted by the spend that earned it, by largest remainder.
 */
export function discountsPence(
  { bundles = [], rebates = [] }: WholeTerms,
  bought: readonly BoughtGoods[],
): number[] {
  const spend = sumPence(bought.map(({ goodsPence }) => goodsPence));
  const lots = new Set(bought.map(({ lotId }) => lotId));
  const earned = bundles.filter(({ lotIds }) => lotIds.every((lotId) => lots.has(lotId)));
  const reached = rebates
    .filter(({ fromSpendPence }) => fromSpendPence <= spend)
    .toSorted((a, b) => a.fromSpendPence - b.fromSpendPence);
  const rebate = reached.at(-1)?.rateBasisPoints ?? 0;
  const weights = bought.map(({ lotId, goodsPence }) => {
    const own = earned.filter(({ lotIds }) => lotIds.includes(lotId));
    const rate = own.reduce((all, { offBasisPoints }) => all + offBasisPoints, rebate);
    return { id: lotId, weight: BigInt(goodsPence) * BigInt(rate) };
  });
  const exact = weights.reduce((all, { weight }) => all + weight, 0n);
  const total = Number((exact + 5_000n) / 10_000n);
  return splitByLargestRemainder(total, weights).map(({ pence }) => pence);
}
