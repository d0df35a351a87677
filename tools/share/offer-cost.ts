import {
  costAt,
  costFunction,
  costPence,
  withSpareUnits,
  type CostFunction,
} from '#libs/allocation';
import type { Offer } from './quotes-file.js';

/**
 * What at least so many units cost from one supplier, its terms and fee with them, in pence. Holds
 * up to its capacity. Below its least award that much has to be bought.
 */
export function offerCost({
  schedule,
  capacity,
  minAward = 1,
  fixedFeePence = 0,
}: Offer): CostFunction {
  const tiers = schedule.tiers.filter(({ fromQuantity }) => fromQuantity <= (capacity ?? Infinity));
  const goods = withSpareUnits(costFunction({ ...schedule, tiers }));
  const start = goods.findLast(({ fromQuantity }) => fromQuantity <= minAward)!;
  const least = costAt(goods, minAward) + fixedFeePence;
  return [
    { fromQuantity: 0, costPence: 0, slopePence: 0 },
    ...(minAward > 1 ? [{ fromQuantity: 1, costPence: least, slopePence: 0 }] : []),
    { fromQuantity: minAward, costPence: least, slopePence: start.slopePence },
    ...goods
      .filter(({ fromQuantity }) => fromQuantity > minAward)
      .map((piece) => ({ ...piece, costPence: piece.costPence + fixedFeePence })),
  ];
}

/** The same for one quantity; Infinity above the capacity. */
export function offerPence(offer: Offer, quantity: number): number {
  return quantity > (offer.capacity ?? Infinity) ? Infinity : costAt(offerCost(offer), quantity);
}

/** The fewest units, at least so many, that can be bought at that cost. */
export function boughtFor(offer: Offer, quantity: number): number {
  const { schedule, capacity = Infinity, minAward = 1, fixedFeePence = 0 } = offer;
  if (quantity === 0) return 0;
  const least = offerPence(offer, quantity) - fixedFeePence;
  const starts = schedule.tiers.map(({ fromQuantity }) => fromQuantity);
  return [Math.max(quantity, minAward), ...starts]
    .filter((units) => units >= quantity && units >= minAward && units <= capacity)
    .sort((a, b) => a - b)
    .find((units) => costPence(schedule, units) === least)!;
}

/** The best of all quotes for a school by itself; Infinity where none would serve it. */
export function bestAlonePence(offers: readonly Offer[], quantity: number): number {
  return Math.min(...offers.map((offer) => offerPence(offer, quantity)));
}
