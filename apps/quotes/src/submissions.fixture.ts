import { newKey, sealText } from '#libs/sealing';
import type { Actor } from '#messages/messages';
import type { QuoteLine, QuoteTerms, SubmissionsEvent } from '#messages/quotes';
import { roomFor, textOf } from './quote-text.js';

export const key = newKey();
export const tenderId = '00000000-0000-7000-8000-0000000000a1';
export const consortiumId = '00000000-0000-7000-8000-0000000000c1';
export const paper = '00000000-0000-7000-8000-000000000011';
export const trays = '00000000-0000-7000-8000-000000000012';
export const quillstone = '00000000-0000-7000-8000-000000000051';
export const nethermere = '00000000-0000-7000-8000-000000000052';
export const which = { tenderId, consortiumId };

export const closesAt = '2026-12-01T12:00:00.000Z';
export const opened = {
  type: 'SubmissionsOpened',
  data: {
    ...which,
    closesAt,
    lots: [
      { lotId: paper, item: 'copier-paper', quantity: 804 },
      { lotId: trays, item: 'meal-trays', quantity: 91 },
    ],
  },
} satisfies SubmissionsEvent;

/** A quote for paper at one price. */
export function priced(unitPricePence: number): QuoteLine {
  const tiers = [{ fromQuantity: 1, unitPricePence }];
  return { lotId: paper, meetsSpecification: true, basis: 'all-units', tiers };
}

export function sealedAs(
  supplierId: string,
  quoteId: string,
  lines = [priced(1235)],
  terms: QuoteTerms = {},
) {
  const text = textOf({ lines, ...terms });
  return sealText(key, { tenderId, supplierId, quoteId }, text, roomFor(lines));
}

export function person(id: string): Actor {
  return { id, kind: 'person', grants: [{ role: 'lead', consortiumId }] };
}
