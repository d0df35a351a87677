import { chargesPence, costPence } from '#libs/allocation';
import { formatPounds, formatWhole, sumPence } from '#libs/money';
import type { RevealedQuote } from '#messages/quotes';
import type { RankedQuote } from '#messages/tenders';
import { capacityOf, offersFor, type LotToRank, type Offer } from './lot-offers.js';
import { lowOffers } from './low-offers.js';

/** An assessor's reason why a quote for a lot does not count. */
export interface SetAside {
  readonly lotId: string;
  readonly quoteId: string;
  readonly reason: string;
}

/** The evaluators' score of a quote for a lot, of 100. */
export interface Quality {
  readonly lotId: string;
  readonly quoteId: string;
  readonly quality: number;
}

/**
 * The quotes for a lot by what exactly the tendered quantity costs with fees, cheapest first; behind
 * them those that do not count, by supplier, each with its reason. `lots` are all of the tender: what
 * bundles and rebates over them could take off may make a quote unusually low.
 */
export function rankLot(
  lot: LotToRank,
  quotes: readonly RevealedQuote[],
  setAside: readonly SetAside[],
  qualities: readonly Quality[] = [],
  lots: readonly LotToRank[] = [lot],
): RankedQuote[] {
  const offers = offersFor(lot.lotId, quotes);
  const aside = offers.flatMap((offer) => {
    const reason = reasonAgainst(lot, offer, setAside);
    return reason === undefined ? [] : [{ ...nameOf(offer.quote), ...reason }];
  });
  const counting = offers.filter(({ quote }) =>
    aside.every(({ quoteId }) => quoteId !== quote.quoteId),
  );
  return [
    ...rankedByCost(lot, counting, qualities, lots),
    ...aside.toSorted((a, b) => (a.supplierName < b.supplierName ? -1 : 1)),
  ];
}

/** The quotes that count, cheapest first. */
export function validIn(ranking: readonly RankedQuote[]): (RankedQuote & { totalPence: number })[] {
  return ranking.flatMap(({ totalPence, ...quote }) =>
    totalPence === null || quote.setAside !== undefined ? [] : [{ ...quote, totalPence }],
  );
}

function rankedByCost(
  lot: LotToRank,
  offers: readonly Offer[],
  qualities: readonly Quality[],
  lots: readonly LotToRank[],
): RankedQuote[] {
  const priced = offers
    .map((offer) => ({
      offer,
      quoteId: offer.quote.quoteId,
      costPence: totalPence(lot, offer, lot.quantity),
    }))
    .toSorted((a, b) => a.costPence - b.costPence || (a.quoteId < b.quoteId ? -1 : 1));
  const low = lowOffers(lot, offers, lots);
  return priced.map(({ offer, quoteId, costPence: cost }) => {
    const capacity = capacityOf(offer);
    const scored = qualities.findLast((one) => one.lotId === lot.lotId && one.quoteId === quoteId);
    return {
      ...nameOf(offer.quote),
      totalPence: cost,
      ...(low.has(quoteId) && { abnormallyLow: true }),
      ...(capacity < lot.quantity && { capacity }),
      ...(scored && { quality: scored.quality }),
    };
  });
}

/** Goods for so many units, the fixed fee, and delivery to every school of the lot. */
function totalPence(lot: LotToRank, { line }: Offer, quantity: number): number {
  const schools = (lot.demand ?? []).filter((wanted) => wanted.quantity > 0).length;
  return sumPence([costPence(line, quantity), chargesPence(line, schools)]);
}

/** The supplier's own "no" comes first, then an assessor's, then the ceiling, then what it can do. */
function reasonAgainst(
  lot: LotToRank,
  offer: Offer,
  setAside: readonly SetAside[],
): Pick<RankedQuote, 'totalPence' | 'setAside'> | undefined {
  const { lotId, quantity, ceilingPence } = lot;
  const { quote, line } = offer;
  if (!line.meetsSpecification) {
    const setAside = `Does not meet the specification: ${line.reason ?? 'no reason given'}`;
    return { totalPence: null, setAside };
  }
  const assessed = setAside.find((one) => one.lotId === lotId && one.quoteId === quote.quoteId);
  if (assessed) return { totalPence: null, setAside: assessed.reason };
  const own = Math.min(quantity, capacityOf(offer));
  const asked = { totalPence: totalPence(lot, offer, quantity) };
  if (BigInt(totalPence(lot, offer, own)) > BigInt(ceilingPence) * BigInt(own)) {
    return { ...asked, setAside: `Above the ceiling of ${formatPounds(ceilingPence)}` };
  }
  const cannot = reasonItCannot(lot, offer, own);
  return cannot === undefined ? undefined : { ...asked, setAside: cannot };
}

function reasonItCannot(lot: LotToRank, { line }: Offer, own: number): string | undefined {
  const { quantity, mostQuantity = quantity, maxSuppliers = 1, reserveUnitPence } = lot;
  const least = line.minimumAward ?? 1;
  if (least > mostQuantity) return `Wants to supply ${formatWhole(least)} units at least`;
  if (own === quantity || maxSuppliers > 1 || reserveUnitPence !== undefined) return undefined;
  return `Can supply ${formatWhole(own)} units at most, and the lot goes to one supplier`;
}

function nameOf({ quoteId, supplierId, supplierName }: RevealedQuote) {
  return { quoteId, supplierId, supplierName };
}
