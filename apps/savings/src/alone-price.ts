import { costPence, type SchoolDemand } from '#libs/allocation';
import { sumPence } from '#libs/money';
import type { QuoteLine } from '#messages/quotes';
import type { LockedDemand } from '#messages/rounds';

/**
 * What a quote asks, in pence, of one buyer alone for at least so many units: goods, fixed fee and
 * one delivery. Infinity where it could not be had. What a supplier gives off for spend over several
 * lots is left out: nobody alone can be sure of it.
 */
export function quotePence(line: QuoteLine, quantity: number, spareUnits: boolean): number {
  const { capacity = Infinity, minimumAward = 0, tiers } = line;
  if (quantity === 0) return 0;
  const least = spareUnits ? Math.max(quantity, minimumAward) : quantity;
  const more = spareUnits ? tiers.map(({ fromQuantity }) => fromQuantity) : [];
  const bought = [least, ...more].filter(
    (units) => units >= least && units >= minimumAward && units <= capacity,
  );
  const goods = Math.min(...bought.map((units) => costPence(line, units)));
  if (goods === Infinity) return Infinity;
  return sumPence([goods, line.fixedFeePence ?? 0, line.deliveryPencePerSchool ?? 0]);
}

/** The best of all quotes for one buyer alone, in pence; Infinity where none would serve it. */
export function bestAlonePence(
  lines: readonly QuoteLine[],
  quantity: number,
  spareUnits: boolean,
): number {
  return Math.min(...lines.map((line) => quotePence(line, quantity, spareUnits)));
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
