import { formatLondon } from '#libs/calendar';
import { notFound, refuse, type Decider } from '#libs/decider';
import type { Sealed } from '#libs/sealing';
import { find, type Scope } from '#messages/messages';
import { FindSuppliers, type submissionsCommands, type SubmissionsEvent } from '#messages/quotes';
import { completesOpening, open, type OpeningFacts } from './opening.js';
import { refuseFaulty } from './quote-lines.js';
import { plainQuote } from './quote-text.js';
import { RevealQuotes, SealQuoteText } from './sealing-queries.js';
import {
  evolve,
  listed,
  noSubmissions,
  sealsInForce,
  type Submissions,
} from './submissions-state.js';

type Facts = { SealQuote: { sealed?: Sealed | null }; OpenQuotes: OpeningFacts };

/** Everything sent in for one tender: sealing and closing race in one stream. */
export const submissions: Decider<
  Submissions,
  typeof submissionsCommands,
  SubmissionsEvent,
  Facts
> = {
  stream: ({ tenderId }) => `submissions-${tenderId}`,
  scope: (state, command): Scope => {
    const asked = 'consortiumId' in command ? command.consortiumId : undefined;
    const consortiumId = state.consortiumId ?? asked;
    return {
      ...(consortiumId !== undefined && { consortiumId }),
      ...('supplierId' in command && { supplierId: command.supplierId }),
      knownTo: 'members-and-suppliers',
    };
  },
  initialState: noSubmissions,

  needs: {
    SealQuote: ({ tenderId, consortiumId, supplierId, quoteId, lines, ...more }, { status }) => {
      const which = { tenderId, consortiumId, supplierId, quoteId };
      const plain = plainQuote({ lines, ...more });
      return status === 'open' ? { sealed: find(SealQuoteText, { ...which, plain }) } : {};
    },
    OpenQuotes: ({ tenderId, consortiumId, meta }, state) =>
      completesOpening(state, meta.actor.id)
        ? {
            revealed: find(RevealQuotes, { tenderId, seals: sealsInForce(state) }),
            suppliers: find(FindSuppliers, { consortiumId }),
          }
        : {},
  },

  decide: {
    OpenSubmissions: ({ status }, { tenderId, consortiumId, closesAt, lots }) => {
      if (status !== 'none') {
        refuse('submissions-exist', 'Quotes for this tender are being taken already.');
      }
      const plain = lots.map(({ lotId, item, quantity, mostQuantity }) => ({
        lotId,
        item,
        quantity,
        ...(mostQuantity != null && { mostQuantity }),
      }));
      return [
        { type: 'SubmissionsOpened', data: { tenderId, consortiumId, closesAt, lots: plain } },
      ];
    },

    SealQuote: (state, command, { sealed }) => {
      const { tenderId, consortiumId, supplierId, quoteId, lines, ...terms } = command;
      refuseUnlessInTime(state, command);
      refuseFaulty(plainQuote({ lines, ...terms }), state.lots);
      if (state.quoteIds.includes(quoteId)) {
        refuse('quote-exists', 'A quote with this id was sent already: give the new one a new id.');
      }
      if (!sealed) {
        refuse('supplier-unknown', 'You are not registered as a supplier here: ask the lead.');
      }
      const { sealHash, ciphertext } = sealed;
      const replaces = state.inForce[supplierId]?.quoteId;
      const which = { tenderId, consortiumId, supplierId, quoteId };
      const data = { ...which, sealHash, ciphertext, ...(replaces && { replaces }) };
      return { events: [{ type: 'QuoteSealed', data }], notAfter: lastMoment(state.closesAt) };
    },

    WithdrawQuote: (state, command) => {
      const { tenderId, consortiumId, supplierId } = command;
      refuseUnlessInTime(state, command);
      const quote = state.inForce[supplierId];
      if (!quote) refuse('no-quote', 'You have no quote here that could be withdrawn.');
      const data = { tenderId, consortiumId, supplierId, quoteId: quote.quoteId };
      return { events: [{ type: 'QuoteWithdrawn', data }], notAfter: lastMoment(state.closesAt) };
    },

    DeclineTender: (state, command) => {
      const { tenderId, consortiumId, supplierId, reason } = command;
      refuseUnlessInTime(state, command);
      if (state.inForce[supplierId]) {
        refuse('quote-in-force', 'You have sent a quote: withdraw it first, then decline.');
      }
      if (state.declined.includes(supplierId)) {
        refuse('declined-already', 'You have declined this tender already.');
      }
      const data = { tenderId, consortiumId, supplierId, ...(reason && { reason }) };
      return { events: [{ type: 'TenderDeclined', data }], notAfter: lastMoment(state.closesAt) };
    },

    CloseSubmissions: (state, { tenderId, meta }) => {
      const { consortiumId = notFound(), status, closesAt } = state;
      if (status !== 'open') refuse('submissions-closed', 'No quotes are being taken any more.');
      if (meta.at < closesAt) {
        refuse('still-open', `Quotes are taken until ${formatLondon(closesAt)}.`);
      }
      const seals = listed(sealsInForce(state));
      return [{ type: 'SubmissionsClosed', data: { tenderId, consortiumId, seals } }];
    },

    StopSubmissions: ({ consortiumId, status }, { tenderId }) => {
      // Cancelled before it was published: it never took quotes.
      if (consortiumId === undefined) return [];
      if (status === 'stopped' || status === 'opened') return [];
      return [{ type: 'SubmissionsStopped', data: { tenderId, consortiumId } }];
    },

    OpenQuotes: (state, command, facts) => {
      if (state.consortiumId !== command.consortiumId) notFound();
      return open(state, command, facts);
    },
  },

  evolve,
};

type FromSupplier = { readonly consortiumId: string; readonly meta: { readonly at: string } };

/** By the clock of the edge; the store's own clock has the last word. */
function refuseUnlessInTime(state: Submissions, { consortiumId, meta }: FromSupplier): void {
  const { status, closesAt } = state;
  if (state.consortiumId !== consortiumId) notFound();
  if (status === 'stopped') {
    refuse('submissions-stopped', 'This tender was cancelled: no quotes are taken any more.');
  }
  if (status !== 'open' || meta.at >= closesAt) {
    refuse('too-late', `This tender closed on ${formatLondon(closesAt)}: yours came too late.`);
  }
}

/** In time is before the deadline: at the deadline itself it is too late by a millisecond. */
function lastMoment(closesAt: string): string {
  return new Date(Date.parse(closesAt) - 1).toISOString();
}
