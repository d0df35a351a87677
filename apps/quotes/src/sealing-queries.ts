import type { Sealed } from '#libs/sealing';
import { AllowedTo, Query } from '#messages/messages';
import type { Seal } from '#messages/quotes';
import type { QuotePlain } from './quote-text.js';

/** A seal with what it hides: all that is recorded of a quote before the opening. */
export type SealedQuote = Seal & Sealed;

/** What an opened seal hid, or null when it does not open. */
export interface RevealedText {
  readonly quoteId: string;
  readonly opened: (QuotePlain & { readonly salt: string }) | null;
}

/**
 * Seals a quote under its tender's key. Null for a supplier that is not registered.
 * Asked by the decider here only, and never recorded: it holds the prices.
 */
@AllowedTo('system')
export class SealQuoteText extends Query<Sealed | null> {
  static readonly unrecorded = true;
  readonly tenderId!: string;
  readonly consortiumId!: string;
  readonly supplierId!: string;
  readonly quoteId!: string;
  readonly plain!: QuotePlain;
}

/** Opens seals. Asked by the decider here only, once a second person completes the opening. */
@AllowedTo('system')
export class RevealQuotes extends Query<readonly RevealedText[]> {
  static readonly unrecorded = true;
  readonly tenderId!: string;
  readonly seals!: readonly SealedQuote[];
}
