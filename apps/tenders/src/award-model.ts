import { createHash } from 'node:crypto';
import type { Bundle, Lot, Quote, SpendRebate, TenderModel } from '#libs/award';
import type { RevealedQuote } from '#messages/quotes';
import type { TenderLot, TenderTerms } from '#messages/tenders';
import { capacityOf, offersFor, type Offer } from './lot-offers.js';
import { rankLot, validIn, type Quality, type SetAside } from './lot-ranking.js';

/** What a tender is awarded by. */
export interface AwardInputs {
  readonly terms: Pick<TenderTerms, 'lots' | 'maxWinners' | 'scoring' | 'spareUnits'>;
  readonly quotes: readonly RevealedQuote[];
  readonly setAside: readonly SetAside[];
  readonly qualities: readonly Quality[];
}

/** A valid quote for one lot. */
export interface LotOffer extends Offer {
  /** Names quote and lot. */
  readonly offerId: string;
  readonly lot: TenderLot;
}

/** One supplier's quote for one lot, as the model calls it. */
export function offerIdOf(quoteId: string, lotId: string): string {
  return `${quoteId}.${lotId}`;
}

/** Every quote that counts, lot by lot, cheapest first. */
export function validOffers({ terms, quotes, setAside }: AwardInputs): LotOffer[] {
  return terms.lots.flatMap((lot) => {
    const offers = offersFor(lot.lotId, quotes);
    return validIn(rankLot(lot, quotes, setAside)).map(({ quoteId }) => ({
      ...offers.find(({ quote }) => quote.quoteId === quoteId)!,
      offerId: offerIdOf(quoteId, lot.lotId),
      lot,
    }));
  });
}

/**
 * What decides the award: the lots that have a valid quote, and those quotes with all their terms.
 * A lot goes to one supplier unless its terms say otherwise.
 */
export function awardModel(inputs: AwardInputs, offers = validOffers(inputs)): TenderModel {
  const { terms } = inputs;
  const lots = terms.lots.filter(({ lotId }) => offers.some(({ lot }) => lot.lotId === lotId));
  const quotes = [...new Set(offers.map(({ quote }) => quote))];
  const capacities = quotes.flatMap(({ supplierId, capacity }) =>
    capacity === undefined ? [] : [[supplierId, capacity] as const],
  );
  const bundles = quotes.flatMap((quote) => bundlesOf(quote, offers));
  const rebates = quotes.flatMap(rebatesOf);
  return {
    lots: lots.map((lot) => modelLot(lot, terms.spareUnits === true)),
    quotes: offers.map((offer) => modelQuote(offer, inputs)),
    supplierCapacity: Object.fromEntries(capacities),
    bundles,
    rebates,
    ...(terms.maxWinners !== undefined && { maxWinners: terms.maxWinners }),
  };
}

/**
 * The public seed of the lot that breaks ties: SHA-256 over the seal hashes, sorted, one a line. They
 * are fixed when the tender closes, and no supplier knows another's before.
 */
export function seedOf(sealHashes: readonly string[]): string {
  return createHash('sha256').update(sealHashes.toSorted().join('\n')).digest('hex');
}

function modelLot(lot: TenderLot, spareUnits: boolean): Lot {
  const { lotId, quantity, mostQuantity, maxSuppliers = 1, reserveUnitPence, demand } = lot;
  return {
    lotId,
    quantity,
    maxSuppliers,
    schools: demand.filter((wanted) => wanted.quantity > 0).length,
    ...(reserveUnitPence !== undefined && { reserveUnitPence }),
    ...(spareUnits && { spareUnits: Math.max(0, mostQuantity - quantity) }),
  };
}

function modelQuote(offer: LotOffer, { terms, qualities }: AwardInputs): Quote {
  const { offerId, lot, quote, line } = offer;
  const capacity = capacityOf(offer);
  const { minimumAward = 1, fixedFeePence = 0, deliveryPencePerSchool } = line;
  const of = (one: Quality) => one.lotId === lot.lotId && one.quoteId === quote.quoteId;
  const quality = qualities.findLast(of)?.quality;
  const { kind, pencePerPoint = 0 } = terms.scoring ?? { kind: 'price' };
  const isMoney = kind === 'monetised-quality' && quality !== undefined;
  return {
    quoteId: offerId,
    supplierId: quote.supplierId,
    lotId: lot.lotId,
    schedule: { basis: line.basis, tiers: line.tiers.map((tier) => ({ ...tier })) },
    ...(capacity < Infinity && { capacity }),
    minimumAward,
    fixedFeePence,
    ...(deliveryPencePerSchool !== undefined && { deliveryPencePerSchool }),
    ...(isMoney && { qualityPencePerUnit: worthOf(quality, pencePerPoint) }),
    ...(quality !== undefined && { qualityScore: quality }),
  };
}

/** Whole pence, half a penny up; scores have two decimals. */
function worthOf(quality: number, pencePerPoint: number): number {
  return Math.floor((Math.round(quality * 100) * pencePerPoint + 50) / 100);
}

/** A bundle that lists a lot for which its supplier has no valid quote can never be earned. */
function bundlesOf(
  { quoteId, supplierId, bundles = [] }: RevealedQuote,
  offers: readonly LotOffer[],
): Bundle[] {
  const has = (lotId: string) =>
    offers.some(({ offerId }) => offerId === offerIdOf(quoteId, lotId));
  return bundles
    .filter(({ lotIds }) => lotIds.every(has))
    .map(({ lotIds, offBasisPoints }) => ({ supplierId, lotIds: [...lotIds], offBasisPoints }));
}

function rebatesOf({ supplierId, rebates = [] }: RevealedQuote): SpendRebate[] {
  if (rebates.length === 0) return [];
  const steps = rebates
    .map(({ fromSpendPence, rateBasisPoints }) => ({
      fromSpendPence: Math.max(1, fromSpendPence),
      rateBasisPoints,
    }))
    .toSorted((a, b) => a.fromSpendPence - b.fromSpendPence);
  return [{ supplierId, steps }];
}
