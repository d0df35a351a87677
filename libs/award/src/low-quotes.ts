import { abnormallyLow, type QuoteNote } from '#libs/allocation';
import { goodsOf, wholePenceOf } from './exact-cost.js';
import type { TenderModel } from './tender-model.js';

/** A quote that has to be asked about before anything is decided. */
export interface LowQuote extends QuoteNote {
  readonly lotId: string;
}

/**
 * Quotes that are abnormally low for their lot: goods for the whole lot, whatever the quote's capacity
 * and without fees, 40 % or more under the mean of the others or 30 % or more under the next.
 */
export function lowQuotesOf({ lots, quotes }: TenderModel): LowQuote[] {
  return lots.flatMap(({ lotId, quantity }) => {
    const priced = quotes
      .filter((quote) => quote.lotId === lotId && quantity > 0)
      .map(({ quoteId, schedule }) => ({
        quoteId,
        costPence: wholePenceOf(goodsOf(schedule, quantity)),
      }));
    return abnormallyLow(priced).map((note) => ({ lotId, ...note }));
  });
}
