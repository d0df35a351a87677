import { costAt, costFunction, type CostFunction, type SchoolDemand } from '#libs/allocation';
import { sumPence } from '#libs/money';
import type { QuoteLine } from '#messages/quotes';
import type { LockedDemand } from '#messages/rounds';

/** The best of all quotes for one buyer alone, in pence, by its quantity. */
export type BestAlone = (quantity: number) => number;

/**
 * What the cheapest quote asks of one buyer alone for at least so many units: goods, fixed fee and
 * one delivery; Infinity where none would serve it. What a supplier gives off for spend over several
 * lots is left out: nobody alone can be sure of it.
 */
export function bestAlone(lines: readonly QuoteLine[], spareUnits: boolean): BestAlone {
  const quotes = lines.map((line) => ({ line, goods: costFunction(line) }));
  const known = new Map<number, number>();
  return (quantity) => {
    const before = known.get(quantity);
    if (before !== undefined) return before;
    const asked = quotes.map(({ line, goods }) => quotePence(line, goods, quantity, spareUnits));
    const best = Math.min(...asked);
    known.set(quantity, best);
    return best;
  };
}

/** The same for one quantity. */
export function bestAlonePence(
  lines: readonly QuoteLine[],
  quantity: number,
  spareUnits: boolean,
): number {
  return bestAlone(lines, spareUnits)(quantity);
}

function quotePence(
  line: QuoteLine,
  goods: CostFunction,
  quantity: number,
  spareUnits: boolean,
): number {
  const { capacity = Infinity, minimumAward = 0, tiers } = line;
  if (quantity === 0) return 0;
  const least = spareUnits ? Math.max(quantity, minimumAward) : quantity;
  const more = spareUnits ? tiers.map(({ fromQuantity }) => fromQuantity) : [];
  const costs = [least, ...more]
    .filter((units) => units >= least && units >= minimumAward && units <= capacity)
    .map((units) => costAt(goods, units));
  if (costs.length === 0) return Infinity;
  const fees = [line.fixedFeePence ?? 0, line.deliveryPencePerSchool ?? 0];
  return sumPence([Math.min(...costs), ...fees]);
}

/** What a school got, with its last price where there is evidence for it. */
export function schoolDemand(
  { schoolUrn: id, quantity }: { readonly schoolUrn: string; readonly quantity: number },
  wanted: LockedDemand | undefined,
): SchoolDemand {
  const grade = wanted?.evidenceGrade ?? 'none';
  if (grade === 'none' || wanted?.lastPricePence == null) return { id, quantity };
  return { id, quantity, lastPrice: { pricePence: wanted.lastPricePence, grade } };
}
