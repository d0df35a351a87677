import { costPence, mostUnitPricePence, mostUnits } from '#libs/allocation';
import { formatPounds, formatWhole, mostPence } from '#libs/money';
import type { QuoteLine } from '#messages/quotes';

/** Most prices that one lot may have. */
export const mostTiers = 20;

/** One thing wrong with the prices of a lot, and with which of them (from 0). */
export interface TierProblem {
  readonly tier: number;
  readonly at: 'from' | 'price';
  readonly sentence: string;
}

type Tiers = QuoteLine['tiers'];

/** What is wrong with the prices of one lot, in words for the supplier who typed them. */
export function tierProblems(tiers: Tiers, lot: string): TierProblem[] {
  return tiers.flatMap(({ fromQuantity, unitPricePence }, tier) => {
    const from = fromProblem(fromQuantity, tiers[tier - 1]?.fromQuantity, lot);
    const price = priceProblem(unitPricePence, lot);
    return [
      ...from.map((sentence) => ({ tier, at: 'from' as const, sentence })),
      ...price.map((sentence) => ({ tier, at: 'price' as const, sentence })),
    ];
  });
}

function priceProblem(price: number, lot: string): string[] {
  if (price <= mostUnitPricePence) return [];
  return [`A unit price of ${lot} is too large: ${formatPounds(mostUnitPricePence)} at most`];
}

function fromProblem(from: number, before: number | undefined, lot: string): string[] {
  const count = formatWhole(from);
  if (from < 1) return [`A price of ${lot} holds from 0 units: write a quantity of 1 or more`];
  if (from > mostUnits) {
    return [`A price of ${lot} holds from ${count} units: ${formatWhole(mostUnits)} at most`];
  }
  if (before === undefined) {
    if (from === 1) return [];
    const advice = 'start it from 1, so that every quantity has a price';
    return [`The first price of ${lot} holds from ${count}: ${advice}`];
  }
  if (from === before) return [`Two prices of ${lot} hold from ${count}: keep one of them`];
  if (from > before) return [];
  const there = formatWhole(before);
  return [`The prices of ${lot}: ${count} comes after ${there}. List them by rising quantity`];
}

/** What the advertised quantity costs must still be a sum that can be paid and added up. */
export function totalProblem(
  line: Pick<QuoteLine, 'basis' | 'tiers'>,
  quantity: number,
  lot: string,
): string | undefined {
  const most = formatPounds(mostPence);
  return costPence(line, quantity) > mostPence
    ? `Your total for ${lot} is over ${most}: check the unit prices`
    : undefined;
}
