import { relativeScoring } from '#libs/award';
import type { LotScores, RankedQuote } from '#messages/tenders';
import { validIn } from './lot-ranking.js';
import type { TenderRow } from './tenders.read-model.js';

/** Relative scores of a lot, once every quote that counts has its quality, and what they hang on. */
export function scoresOf({ scoring }: TenderRow, ranking: readonly RankedQuote[]): LotScores {
  const valid = validIn(ranking);
  const missing = valid.filter(({ quality }) => quality === undefined);
  const none = { scores: [], flips: [], missing: missing.map((quote) => quote.supplierName) };
  if (missing.length > 0 || valid.length === 0) return none;
  const quotes = valid.map(({ quoteId, totalPence, quality = 0 }) => {
    return { quoteId, pricePence: Math.max(1, totalPence), quality };
  });
  const { scores, flips } = relativeScoring(quotes, scoring?.priceWeight ?? 100);
  const named = (id: string) => valid.find(({ quoteId }) => quoteId === id)!.supplierName;
  return {
    scores: scores.map(({ quoteId, rank, score }) => {
      return { quoteId, supplierName: named(quoteId), rank, score };
    }),
    missing: [],
    flips: flips.map(({ withoutQuoteId, winnerIds }) => {
      return { withoutSupplier: named(withoutQuoteId), winners: winnerIds.map(named) };
    }),
  };
}
