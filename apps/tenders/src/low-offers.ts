import { abnormallyLow, chargesPence, costPence, discountsPence } from '#libs/allocation';
import type { ChosenLot } from './award-choices.js';
import { capacityOf, type LotToRank, type Offer } from './lot-offers.js';
import { pricedWins, type PricedWin } from './part-prices.js';

/** What a lot's quotes come down to for all of it, so that they compare. */
interface NetOffer {
  readonly quoteId: string;
  readonly costPence: number;
}

/** Of these offers for a lot: who asks unusually little, net of all discounts that it could give. */
export function lowOffers(
  lot: LotToRank,
  offers: readonly Offer[],
  lots: readonly LotToRank[],
): Set<string> {
  const priced = offers.map((offer) => atBest(lot, offer, lots));
  return new Set(abnormallyLow(priced).map(({ quoteId }) => quoteId));
}

/** A win that asks unusually little as it was chosen, and what it asks. */
export interface LowWin {
  readonly win: PricedWin;
  readonly netPence: number;
}

/** Each win net of the discounts that it earns, beside the others' quotes at their best. */
export function lowWins(
  chosen: readonly ChosenLot[],
  offers: readonly (Offer & { readonly lot: LotToRank })[],
  lots: readonly LotToRank[],
): LowWin[] {
  return pricedWins(chosen).flatMap((wins, i) => {
    const { lot } = chosen[i]!;
    const rivals = offers.filter((offer) => offer.lot.lotId === lot.lotId);
    return wins.flatMap((win) => {
      const { quoteId } = win.offer.quote;
      const netPence = netOf(lot, win);
      const own = { quoteId, costPence: forAll(lot, netPence, win.quantity) };
      const others = rivals
        .filter(({ quote }) => quote.quoteId !== quoteId)
        .map((offer) => atBest(lot, offer, lots));
      const isLow = abnormallyLow([own, ...others]).some((note) => note.quoteId === quoteId);
      return isLow ? [{ win, netPence }] : [];
    });
  });
}

function netOf(lot: LotToRank, { offer, quantity, goodsPence, discountPence }: PricedWin): number {
  return goodsPence + chargesFor(lot, offer, quantity) - discountPence;
}

/** As much as it can supply of everything it quotes for, with what bundles and rebates that earns. */
function atBest(lot: LotToRank, offer: Offer, lots: readonly LotToRank[]): NetOffer {
  const { quote } = offer;
  const bought = lots.flatMap((one) => {
    const line = quote.lines.find(({ lotId }) => lotId === one.lotId);
    if (!line?.meetsSpecification) return [];
    const goodsPence = costPence(line, unitsOf(one, { quote, line }));
    return [{ lotId: one.lotId, goodsPence }];
  });
  const place = bought.findIndex(({ lotId }) => lotId === lot.lotId);
  const units = unitsOf(lot, offer);
  const off = discountsPence(quote, bought)[place] ?? 0;
  const netPence = costPence(offer.line, units) + chargesFor(lot, offer, units) - off;
  return { quoteId: quote.quoteId, costPence: forAll(lot, netPence, units) };
}

function unitsOf({ quantity }: LotToRank, offer: Offer): number {
  return Math.min(quantity, capacityOf(offer));
}

/** Its fixed charge, and delivery to so many of the lot's schools as get these units. */
function chargesFor({ quantity, demand = [] }: LotToRank, { line }: Offer, units: number): number {
  const schools = demand.filter((wanted) => wanted.quantity > 0).length;
  const served = Math.min(schools, Math.ceil((schools * units) / quantity));
  return chargesPence(line, served);
}

/** The same for the whole lot, by the unit. */
function forAll({ quantity }: LotToRank, pence: number, units: number): number {
  return Number((BigInt(pence) * BigInt(quantity)) / BigInt(units));
}
