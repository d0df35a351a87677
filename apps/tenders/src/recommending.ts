import { refuse } from '#libs/decider';
import type {
  RecommendAward,
  RecommendedLot,
  RecordQualityScores,
  SetQuoteAside,
  TenderEvent,
} from '#messages/tenders';
import { chosenLots, findLot, type ChosenLot } from './award-choices.js';
import { reasonsWanted } from './award-reasons.js';
import { offersFor } from './lot-offers.js';
import {
  assertOpened,
  assertStatus,
  inputsOf,
  whichOf,
  type OpenedFacts,
  type Tender,
  type WorkedFacts,
} from './tender-state.js';

export function setAside(
  state: Tender,
  { lotId, quoteId, reason, meta }: SetQuoteAside,
  facts: OpenedFacts,
): TenderEvent[] {
  const { terms, setAside: before } = assertStatus(state, 'published');
  const opened = assertOpened(facts);
  const lot = findLot(terms.lots, lotId);
  if (!offersFor(lotId, opened).some(({ quote }) => quote.quoteId === quoteId)) {
    refuse('quote-unknown', `There is no such quote for ${lot.item}.`);
  }
  if (before.some((one) => one.lotId === lotId && one.quoteId === quoteId)) {
    refuse('quote-set-aside', `This quote for ${lot.item} has been set aside already.`);
  }
  const data = { ...whichOf(terms), lotId, quoteId, reason, setAsideBy: meta.actor.id };
  return [{ type: 'QuoteSetAside', data }];
}

/** Only where the terms score quality: else it would be a criterion that nobody published. */
export function score(
  state: Tender,
  { lotId, scores, reason, meta }: RecordQualityScores,
  facts: OpenedFacts,
): TenderEvent[] {
  const { terms } = assertStatus(state, 'published');
  const opened = assertOpened(facts);
  const lot = findLot(terms.lots, lotId);
  if ((terms.scoring?.kind ?? 'price') === 'price') {
    refuse('quality-not-scored', 'The terms of this tender score the price alone.');
  }
  const offers = offersFor(lotId, opened);
  for (const { quoteId } of scores) {
    if (!offers.some(({ quote }) => quote.quoteId === quoteId)) {
      refuse('quote-unknown', `There is no such quote for ${lot.item}.`);
    }
    if (scores.filter((one) => one.quoteId === quoteId).length > 1) {
      refuse('score-twice', `A quote for ${lot.item} has two scores: keep one of them.`);
    }
  }
  const plain = scores.map(({ quoteId, quality }) => ({ quoteId, quality }));
  const data = { ...whichOf(terms), lotId, scores: plain, reason, scoredBy: meta.actor.id };
  return [{ type: 'QualityScored', data }];
}

export function recommend(
  state: Tender,
  { choices, reason, meta }: RecommendAward,
  facts: WorkedFacts,
): TenderEvent[] {
  const tender = assertStatus(state, 'published');
  const inputs = inputsOf(tender, assertOpened(facts));
  const chosen = chosenLots(inputs, choices);
  const lots = worked(chosen, facts);
  const { solved } = facts.worked;
  const wanted = reasonsWanted(inputs, chosen, reason ?? '', solved);
  if (wanted.length > 0) {
    refuse('reason-needed', `Give a reason for this award. ${wanted.join(' ')}`);
  }
  const recommendedBy = meta.actor.id;
  const said = { ...(solved && { solved }), ...(reason && { reason }), recommendedBy };
  return [{ type: 'AwardRecommended', data: { ...whichOf(tender.terms), lots, ...said } }];
}

/** Each lot with its parts, or why it cannot be recommended, or not yet. */
function worked(chosen: readonly ChosenLot[], { worked: made }: WorkedFacts): RecommendedLot[] {
  if (made.unshared) {
    const still = 'What each school would pay by the round’s rule is still being worked out';
    refuse('award-unfinished', `${still}, and that goes on: recommend again in a minute.`);
  }
  if (made.cannotShare !== undefined) {
    const advice = 'choose other quotes, or cancel the tender and agree on another rule';
    const sentence = `The rule of this round cannot share this award: ${made.cannotShare}`;
    refuse('cannot-share', `${sentence} Before you recommend it, ${advice}.`);
  }
  if (made.overCeiling !== undefined) {
    const advice = 'Nobody may pay more: choose another quote or other quantities for this lot.';
    refuse('share-above-ceiling', `${made.overCeiling}. ${advice}`);
  }
  if (made.unfinished !== undefined || !made.lots) {
    const advice = 'Recommend when it is there: “Compare the quotes” shows how far it has come.';
    const far = made.unfinished ? `: ${made.unfinished}` : '';
    refuse('award-unfinished', `The best award is still being worked out${far}. ${advice}`);
  }
  return chosen.map(({ lot: { lotId }, wins, ranking }) => {
    const parts = made.lots?.find((one) => one.lotId === lotId)?.parts;
    if (!parts) throw new Error(`Lot ${lotId} was chosen, but not worked out.`);
    return { lotId, quoteId: wins[0]!.offer.quote.quoteId, ranking, parts };
  });
}
