import type { RevealedQuote, SubmissionsEvent } from '#messages/quotes';
import type { Quality } from './lot-ranking.js';

type Revealed = Extract<SubmissionsEvent, { type: 'QuoteRevealed' }>['data'];

/** An opened quote, and the hash that sealed it. */
export interface OpenedQuote extends RevealedQuote {
  readonly sealHash: string;
}

/** What came out of a seal. */
export function quoteOf(revealed: Omit<Revealed, 'tenderId'>): OpenedQuote {
  const { quoteId, supplierId, supplierName, sealHash, lines } = revealed;
  const { capacity, bundles, rebates } = revealed;
  return {
    quoteId,
    supplierId,
    supplierName,
    sealHash,
    lines,
    ...(capacity !== undefined && { capacity }),
    ...(bundles && { bundles }),
    ...(rebates && { rebates }),
  };
}

/** Later scores of a lot take the place of those before. */
export function withScores(
  before: readonly Quality[],
  lotId: string,
  scores: readonly Omit<Quality, 'lotId'>[],
): Quality[] {
  const others = before.filter((one) => one.lotId !== lotId);
  return [...others, ...scores.map((score) => ({ lotId, ...score }))];
}
