import { equalPrice, equalPriceShares } from '#libs/allocation';
import { refuse } from '#libs/decider';
import type { RevealedQuote } from '#messages/quotes';
import type {
  ApproveAward,
  AwardedLot,
  AwardedShare,
  RecommendedLot,
  ReturnRecommendation,
  TenderEvent,
  TenderLot,
} from '#messages/tenders';
import { offersFor } from './lot-ranking.js';
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
  const { lots: recommended, reason, recommendedBy } = recommendation;
  const approvedBy = meta.actor.id;
  if (approvedBy === recommendedBy) {
    const sentence = 'You made this recommendation: someone else has to approve it.';
    refuse('own-recommendation', sentence);
  }
  const opened = assertOpened(facts);
  const lots = recommended.map((lot) => awardedLot(terms.lots, lot, opened));
  const { fundId, title, paymentDays } = terms;
  const data = {
    ...whichOf(terms),
    fundId,
    title,
    sharingRule: { id: terms.sharingRule, version: equalPrice.version },
    paymentDays,
    lots,
    unsuccessfulLotIds: terms.lots
      .map(({ lotId }) => lotId)
      .filter((lotId) => lots.every((lot) => lot.lotId !== lotId)),
    withoutAward: withoutAward(terms.lots, lots),
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

function awardedLot(
  lots: readonly TenderLot[],
  { lotId, quoteId, ranking }: RecommendedLot,
  opened: readonly RevealedQuote[],
): AwardedLot {
  const lot = lots.find((one) => one.lotId === lotId);
  const offer = offersFor(lotId, opened).find(({ quote }) => quote.quoteId === quoteId);
  const totalPence = ranking.find((one) => one.quoteId === quoteId)?.totalPence;
  if (!lot || !offer || typeof totalPence !== 'number') {
    throw new Error(`Quote ${quoteId} for lot ${lotId} was recommended, but is not there.`);
  }
  const { item, description, unit, financeCode, vatRateBasisPoints, quantity } = lot;
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
    totalPence,
    ranking,
    shares: sharesOf(lot, totalPence),
  };
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
