import { formatLondon } from '#libs/calendar';
import { refuse } from '#libs/decider';
import { sealHashOf } from '#libs/sealing';
import type { OpenQuotes, SubmissionsEvent, SupplierSummary } from '#messages/quotes';
import { termsOf, textOf } from './quote-text.js';
import type { RevealedText, SealedQuote } from './sealing-queries.js';
import { listed, sealsInForce, type Submissions } from './submissions-state.js';

/** What the second person's opening needs to know; nothing is asked before there is a first. */
export interface OpeningFacts {
  readonly revealed?: readonly RevealedText[];
  readonly suppliers?: readonly SupplierSummary[];
}

/** Is this the act that opens the seals: a second person's, after the first? */
export function completesOpening(state: Submissions, actorId: string): boolean {
  return state.status === 'opening' && state.firstOpenerId !== actorId;
}

/** Two people open the quotes: the first starts, another one completes. */
export function open(
  state: Submissions,
  { tenderId, consortiumId, meta }: OpenQuotes,
  facts: OpeningFacts,
): readonly SubmissionsEvent[] {
  refuseUnlessClosed(state);
  const openedBy = meta.actor.id;
  if (state.firstOpenerId === undefined) {
    return [{ type: 'OpeningStarted', data: { tenderId, consortiumId, openedBy } }];
  }
  if (state.firstOpenerId === openedBy) {
    const sentence = 'You have started the opening: a second person completes it, not you again.';
    refuse('second-person-needed', sentence);
  }
  const which = { tenderId, consortiumId };
  const sealed = sealsInForce(state);
  const seals = listed(sealed);
  return [
    { type: 'QuotesOpened', data: { ...which, openedBy: [state.firstOpenerId, openedBy], seals } },
    ...sealed.map((seal) => reveal(which, seal, facts)),
  ];
}

function refuseUnlessClosed({ status, closesAt }: Submissions): void {
  if (status === 'open') {
    const sentence =
      `The quotes are sealed until the tender closes on ${formatLondon(closesAt)}. ` +
      'Open them after that, two people together.';
    refuse('submissions-open', sentence);
  }
  if (status === 'opened') refuse('quotes-opened', 'The quotes have been opened already.');
  if (status === 'stopped') {
    refuse('submissions-stopped', 'This tender was cancelled: its quotes stay sealed.');
  }
}

function reveal(
  which: { tenderId: string; consortiumId: string },
  { quoteId, supplierId, sealHash }: SealedQuote,
  { revealed = [], suppliers = [] }: OpeningFacts,
): SubmissionsEvent {
  const supplierName =
    suppliers.find((one) => one.supplierId === supplierId)?.name ?? 'an unknown supplier';
  const opened = revealed.find((one) => one.quoteId === quoteId)?.opened;
  const of = { tenderId: which.tenderId, supplierId, quoteId };
  if (!opened || sealHashOf(of, opened.salt, textOf(opened)) !== sealHash) {
    const sentence =
      `The seal of the quote from ${supplierName} does not open, so none was opened. ` +
      'Tell the operator: its record or its key was changed, or belongs to another installation.';
    refuse('seal-broken', sentence);
  }
  const { salt, lines } = opened;
  const terms = termsOf(opened);
  const data = { ...which, quoteId, supplierId, sealHash, supplierName, salt, lines, ...terms };
  return { type: 'QuoteRevealed', data };
}
