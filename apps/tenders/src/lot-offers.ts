import type { QuoteLine, RevealedQuote } from '#messages/quotes';
import type { TenderLot } from '#messages/tenders';

/** A quote, and its line for one lot. */
export type Offer = { readonly quote: RevealedQuote; readonly line: QuoteLine };
export type LotToRank = Pick<TenderLot, 'lotId' | 'quantity' | 'ceilingPence'> &
  Partial<Pick<TenderLot, 'mostQuantity' | 'demand' | 'maxSuppliers' | 'reserveUnitPence'>>;

export function offersFor(lotId: string, quotes: readonly RevealedQuote[]): Offer[] {
  return quotes.flatMap((quote) => {
    const line = quote.lines.find((one) => one.lotId === lotId);
    return line ? [{ quote, line }] : [];
  });
}

/** The most units that an offer can supply of its lot, by itself. */
export function capacityOf({ quote, line }: Offer): number {
  return Math.min(line.capacity ?? Infinity, quote.capacity ?? Infinity);
}
