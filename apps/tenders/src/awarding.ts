import { equalPriceShares } from '#libs/allocation';
import { refuse } from '#libs/decider';
import type { RevealedQuote } from '#messages/quotes';
import type {
  ApproveAward,
  AwardedLot,
  AwardedShare,
  RecommendedLot,
  RecommendedPart,
  ReturnRecommendation,
  TenderEvent,
  TenderLot,
} from '#messages/tenders';
import { offersFor } from './lot-offers.js';
import {
  assertOpened,
  assertStatus,
  whichOf,
  type OpenedFacts,
  type Tender,
} from './tender-state.js';

export function approve(state: Tender, { meta }: ApproveAward, facts: OpenedFacts): TenderEvent[] {
  const { terms, recommendation } = assertStatus(state, 'recommended');
  if (!recommendation) throw new Error('A recommended tender has its recommendation.');
  const { lots: recommended, solved, reason, recommendedBy } = recommendation;
  const approvedBy = meta.actor.id;
  if (approvedBy === recommendedBy) {
    const sentence = 'You made this recommendation: someone else has to approve it.';
    refuse('own-recommendation', sentence);
  }
  const opened = assertOpened(facts);
  const lots = recommended.flatMap((lot) => awardedParts(terms.lots, lot, opened));
  const { fundId, title, paymentDays } = terms;
  const data = {
    ...whichOf(terms),
    fundId,
    title,
    sharingRule: { id: terms.sharingRule, version: terms.sharingRuleVersion ?? 1 },
    paymentDays,
    lots,
    unsuccessfulLotIds: terms.lots
      .map(({ lotId }) => lotId)
      .filter((lotId) => lots.every((lot) => lot.lotId !== lotId)),
    withoutAward: withoutAward(terms.lots, lots),
    ...(solved && { solved }),
    ...(reason && { reason }),
    recommendedBy,
    approvedBy,
  };
  return [{ type: 'TenderAwarded', data }];
}

export function giveBack(state: Tender, { reason, meta }: ReturnRecommendation): TenderEvent[] {
  const { terms } = assertStatus(state, 'recommended');
  const data = { ...whichOf(terms), reason, returnedBy: meta.actor.id };
  return [{ type: 'RecommendationReturned', data }];
}

/** One entry for each supplier that wins a part of the lot. */
function awardedParts(
  lots: readonly TenderLot[],
  recommended: RecommendedLot,
  opened: readonly RevealedQuote[],
): AwardedLot[] {
  const { lotId, ranking } = recommended;
  const lot = lots.find((one) => one.lotId === lotId);
  if (!lot) throw new Error(`Lot ${lotId} was recommended, but is not there.`);
  const parts = recommended.parts ?? [wholeLot(lot, recommended)];
  return parts.map(({ quoteId, quantity, shares, ...money }) => {
    const offer = offersFor(lotId, opened).find(({ quote }) => quote.quoteId === quoteId);
    if (!offer) {
      throw new Error(`Quote ${quoteId} for lot ${lotId} was recommended, but is not there.`);
    }
    const { item, description, unit, financeCode, vatRateBasisPoints } = lot;
    const { supplierId, supplierName } = offer.quote;
    const { basis, tiers } = offer.line;
    return {
      lotId,
      item,
      description,
      unit,
      financeCode,
      vatRateBasisPoints,
      quantity,
      quoteId,
      supplierId,
      supplierName,
      basis,
      tiers,
      ...money,
      ranking,
      shares,
    };
  });
}

type Part = Pick<RecommendedPart, 'quoteId' | 'quantity' | 'totalPence' | 'shares'>;

/** As early recommendations left it: goods alone, by the rule equal_price, version 1. */
function wholeLot(lot: TenderLot, { quoteId, ranking }: RecommendedLot): Part {
  const totalPence = ranking.find((one) => one.quoteId === quoteId)?.totalPence;
  if (typeof totalPence !== 'number') {
    throw new Error(`Quote ${quoteId} for lot ${lot.lotId} was recommended without a total.`);
  }
  return { quoteId, quantity: lot.quantity, totalPence, shares: sharesOf(lot, totalPence) };
}

/** By the rule equal_price, version 1: to the penny the lot's total. */
function sharesOf({ demand }: TenderLot, totalPence: number): AwardedShare[] {
  const demands = demand.map(({ schoolUrn: id, quantity }) => ({ id, quantity }));
  const parts = equalPriceShares(totalPence, demands);
  return demand.map(({ schoolUrn, partyId, quantity, vatRecovered }, n) => ({
    schoolUrn,
    partyId,
    quantity,
    paysPence: parts[n]!.pence,
    vatRecovered,
  }));
}

function withoutAward(lots: readonly TenderLot[], awarded: readonly AwardedLot[]) {
  const served = new Set(awarded.flatMap(({ shares }) => shares.map((share) => share.schoolUrn)));
  const parties = new Map(
    lots.flatMap(({ demand }) => demand.map(({ schoolUrn, partyId }) => [schoolUrn, partyId])),
  );
  return [...parties]
    .filter(([schoolUrn]) => !served.has(schoolUrn))
    .map(([schoolUrn, partyId]) => ({ schoolUrn, partyId }));
}
