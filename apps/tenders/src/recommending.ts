import { refuse } from '#libs/decider';
import { formatPounds } from '#libs/money';
import type { RevealedQuote } from '#messages/quotes';
import type {
  LotChoice,
  RankedQuote,
  RecommendAward,
  RecommendedLot,
  SetQuoteAside,
  TenderEvent,
  TenderLot,
} from '#messages/tenders';
import { offersFor, rankLot, validIn } from './lot-ranking.js';
import {
  assertOpened,
  assertStatus,
  whichOf,
  type Drafted,
  type OpenedFacts,
  type Tender,
} from './tender-state.js';

/** Below this many valid quotes for a lot the award needs a justification. */
const enoughQuotes = 3;

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

export function recommend(
  state: Tender,
  { choices, reason, meta }: RecommendAward,
  facts: OpenedFacts,
): TenderEvent[] {
  const tender = assertStatus(state, 'published');
  const lots = recommendedLots(tender, choices, assertOpened(facts));
  const wanted = lots.flatMap((lot) =>
    reasonsWanted(findLot(tender.terms.lots, lot.lotId), lot, reason ?? ''),
  );
  if (wanted.length > 0) {
    refuse('reason-needed', `Give a reason for this award. ${wanted.join(' ')}`);
  }
  const recommendedBy = meta.actor.id;
  const data = { ...whichOf(tender.terms), lots, ...(reason && { reason }), recommendedBy };
  return [{ type: 'AwardRecommended', data }];
}

/** One choice for every lot that has a valid quote, and none for any other. */
function recommendedLots(
  { terms, setAside: aside }: Drafted,
  choices: readonly LotChoice[],
  opened: readonly RevealedQuote[],
): RecommendedLot[] {
  for (const { lotId } of choices) {
    const { item } = findLot(terms.lots, lotId);
    if (choices.filter((choice) => choice.lotId === lotId).length > 1) {
      refuse('lot-twice', `There are two choices for ${item}: keep one of them.`);
    }
  }
  return terms.lots.flatMap((lot) => {
    const ranking = rankLot(lot, opened, aside);
    const choice = choices.find(({ lotId }) => lotId === lot.lotId);
    if (choice) return [chosen(lot, choice.quoteId, ranking)];
    const count = validIn(ranking).length;
    if (count === 0) return [];
    const quotes = count === 1 ? '1 valid quote' : `${count} valid quotes`;
    refuse('lot-not-chosen', `${lot.item} has ${quotes}: choose one, or set them aside first.`);
  });
}

function chosen(
  { lotId, item }: TenderLot,
  quoteId: string,
  ranking: readonly RankedQuote[],
): RecommendedLot {
  const quote = ranking.find((one) => one.quoteId === quoteId);
  if (!quote) refuse('quote-unknown', `There is no such quote for ${item}.`);
  if (quote.setAside !== undefined) {
    const sentence = `The quote of ${quote.supplierName} for ${item} does not count: ${quote.setAside}.`;
    refuse('quote-not-valid', sentence);
  }
  return { lotId, quoteId, ranking };
}

/** What this choice leaves to be explained; nothing once the reason explains it. */
function reasonsWanted(
  { item }: TenderLot,
  { quoteId, ranking }: RecommendedLot,
  reason: string,
): string[] {
  const valid = validIn(ranking);
  const [first] = valid;
  const choice = valid.find((quote) => quote.quoteId === quoteId);
  if (!first || !choice) return [];
  const { supplierName: name, totalPence } = choice;
  const tied = valid.filter((quote) => quote.totalPence === totalPence);
  if (totalPence === first.totalPence && tied.length > 1) {
    const isNamed = reason.toLocaleLowerCase('en').includes(name.toLocaleLowerCase('en'));
    const all = tied.map((quote) => quote.supplierName).join(' and ');
    const tie = `${item}: ${all} quote the same, ${formatPounds(totalPence)}; say why ${name}.`;
    return isNamed ? [] : [tie];
  }
  if (reason) return [];
  return [
    ...(totalPence > first.totalPence ? [dearer(item, choice, first)] : []),
    ...(choice.abnormallyLow ? [tooLow(item, choice)] : []),
    ...(valid.length < enoughQuotes ? [tooFew(item, valid.length)] : []),
  ];
}

type Valid = ReturnType<typeof validIn>[number];

function dearer(item: string, choice: Valid, first: Valid): string {
  const [here, there] = [formatPounds(choice.totalPence), formatPounds(first.totalPence)];
  const more = formatPounds(choice.totalPence - first.totalPence);
  return `${item}: ${choice.supplierName} asks ${here}, ${more} more than ${first.supplierName} with ${there}.`;
}

function tooLow(item: string, { supplierName, totalPence }: Valid): string {
  return `${item}: ${supplierName} asks unusually little, ${formatPounds(totalPence)}; say how it explains that.`;
}

function tooFew(item: string, count: number): string {
  const quotes = count === 1 ? 'only 1 valid quote' : `only ${count} valid quotes`;
  return `${item} has ${quotes}; ${enoughQuotes} are usual.`;
}

function findLot(lots: readonly TenderLot[], lotId: string): TenderLot {
  const lot = lots.find((one) => one.lotId === lotId);
  if (lot) return lot;
  const items = lots.map(({ item }) => item).join(', ');
  refuse('lot-unknown', `This tender has no lot ${lotId}. Its lots are: ${items}.`);
}
