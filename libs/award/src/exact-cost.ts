import type { PriceSchedule } from '#libs/allocation';
import type { Award, Lot, Quote, TenderModel } from './tender-model.js';

/**
 * Ten-millionths of a penny. Prices may be per 1,000 units and rates have four decimals, so every
 * cost is a whole number of these: nothing is rounded before two awards are compared.
 */
export type Exact = bigint;

/** How many of them are a penny. */
export const exactPerPenny = 10_000_000n;

/** What an award costs, in ten-millionths of a penny: total = goods + fees + … − … − quality. */
export interface ExactCost {
  readonly goods: Exact;
  /** Fixed fees and delivery. */
  readonly fees: Exact;
  /** What nobody was awarded, at the reserve price. */
  readonly unfilled: Exact;
  readonly bundles: Exact;
  readonly rebates: Exact;
  /** The monetised value of quality, which is no money. */
  readonly quality: Exact;
  readonly total: Exact;
}

/** The exact cost of any whole-unit award, feasible or not. O(quotes × tiers). */
export function exactCost(model: TenderModel, award: Award): ExactCost {
  const won = new Map(award.map(({ quoteId, quantity }) => [quoteId, quantity]));
  const wins = model.quotes.flatMap((quote) => {
    const quantity = won.get(quote.quoteId) ?? 0;
    return quantity > 0 ? [{ quote, quantity, goods: goodsOf(quote.schedule, quantity) }] : [];
  });
  const goods = sum(wins.map((win) => win.goods));
  const fees = sum(wins.map(({ quote }) => feesOf(quote, lotOf(model, quote.lotId))));
  const unfilled = sum(
    model.lots.map((lot) => {
      const filled = wins.filter(({ quote }) => quote.lotId === lot.lotId);
      const left = lot.quantity - filled.reduce((all, { quantity }) => all + quantity, 0);
      return exactPence(lot.reserveUnitPence ?? 0) * BigInt(Math.max(0, left));
    }),
  );
  const quality = sum(wins.map(({ quote, quantity }) => qualityOf(quote) * BigInt(quantity)));
  const bundles = sum((model.bundles ?? []).map((bundle) => bundleOff(bundle, wins)));
  const rebates = sum((model.rebates ?? []).map((rebate) => rebateOff(rebate, wins)));
  const total = goods + fees + unfilled - bundles - rebates - quality;
  return { goods, fees, unfilled, bundles, rebates, quality, total };
}

/** Goods of `quantity` units by the quote's tiers, unrounded. */
export function goodsOf({ basis, tiers, perUnits = 1 }: PriceSchedule, quantity: number): Exact {
  const each = exactPerPenny / BigInt(perUnits);
  if (basis === 'all-units') {
    const tier = tiers.findLast(({ fromQuantity }) => fromQuantity <= quantity);
    return BigInt(tier?.unitPricePence ?? 0) * BigInt(quantity) * each;
  }
  return sum(
    tiers.map(({ fromQuantity, unitPricePence }, i) => {
      const last = Math.min(quantity, (tiers[i + 1]?.fromQuantity ?? Infinity) - 1);
      return BigInt(unitPricePence) * BigInt(Math.max(0, last - fromQuantity + 1)) * each;
    }),
  );
}

/** Fixed fee and delivery to the lot's schools. */
export function feesOf(quote: Quote, lot: Lot): Exact {
  const delivery = (quote.deliveryPencePerSchool ?? 0) * (lot.schools ?? 1);
  return exactPence((quote.fixedFeePence ?? 0) + delivery);
}

/** The value of one unit's quality. */
export function qualityOf(quote: Quote): Exact {
  return exactPence(quote.qualityPencePerUnit ?? 0);
}

/** Whole pence as an exact amount. */
export function exactPence(pence: number): Exact {
  return BigInt(pence) * exactPerPenny;
}

/** An exact amount as pence with decimals where it has them: the nearest double. */
export function penceOf(exact: Exact): number {
  const [whole, part] = [exact / exactPerPenny, exact % exactPerPenny];
  return Number(whole) + Number(part) / Number(exactPerPenny);
}

/** An exact amount in whole pence, half a penny up. */
export function wholePenceOf(exact: Exact): number {
  const half = exact * 2n + exactPerPenny;
  const [twice, rest] = [half / (2n * exactPerPenny), half % (2n * exactPerPenny)];
  return Number(rest < 0n ? twice - 1n : twice);
}

/** The most units that may be bought of a lot. */
export function mostUnitsOf({ quantity, spareUnits = 0 }: Lot): number {
  return quantity + spareUnits;
}

/** The lot of that id; a model without it is refused before. */
export function lotOf(model: TenderModel, lotId: string): Lot {
  const lot = model.lots.find((one) => one.lotId === lotId);
  if (lot) return lot;
  throw new RangeError(`There is no lot ${lotId}.`);
}

type PricedWin = { readonly quote: Quote; readonly goods: Exact };

function bundleOff(
  { supplierId, lotIds, offBasisPoints }: NonNullable<TenderModel['bundles']>[number],
  wins: readonly PricedWin[],
): Exact {
  const within = wins.filter(
    ({ quote }) => quote.supplierId === supplierId && lotIds.includes(quote.lotId),
  );
  if (within.length < lotIds.length) return 0n;
  return partOf(sum(within.map(({ goods }) => goods)), offBasisPoints);
}

function rebateOff(
  { supplierId, steps }: NonNullable<TenderModel['rebates']>[number],
  wins: readonly PricedWin[],
): Exact {
  const own = wins.filter(({ quote }) => quote.supplierId === supplierId);
  const spend = sum(own.map(({ goods }) => goods));
  const step = steps.findLast(({ fromSpendPence }) => spend >= exactPence(fromSpendPence));
  return step ? partOf(spend, step.rateBasisPoints) : 0n;
}

/** Exact: goods are whole multiples of ten thousand. */
function partOf(amount: Exact, basisPoints: number): Exact {
  return (amount * BigInt(basisPoints)) / 10_000n;
}

function sum(amounts: readonly Exact[]): Exact {
  return amounts.reduce((all, one) => all + one, 0n);
}
