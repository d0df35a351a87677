import type { Decider } from '#libs/decider';
import type { Seal, submissionsCommands, SubmissionLot, SubmissionsEvent } from '#messages/quotes';
import type { SealedQuote } from './sealing-queries.js';

/** The quotes of one tender: in force are the last ones of each supplier that were not withdrawn. */
export interface Submissions {
  readonly status: 'none' | 'open' | 'closed' | 'opening' | 'opened' | 'stopped';
  readonly consortiumId?: string;
  readonly closesAt: string;
  readonly lots: readonly SubmissionLot[];
  /** By supplier. */
  readonly inForce: Readonly<Record<string, SealedQuote>>;
  /** Every quote id that was ever used. */
  readonly quoteIds: readonly string[];
  readonly declined: readonly string[];
  readonly firstOpenerId?: string;
}

export const noSubmissions: Submissions = {
  status: 'none',
  closesAt: '',
  lots: [],
  inForce: {},
  quoteIds: [],
  declined: [],
};

/** In the order of their ids, which says nothing about when they came. */
export function sealsInForce({ inForce }: Submissions): SealedQuote[] {
  return Object.values(inForce).sort((a, b) => (a.quoteId < b.quoteId ? -1 : 1));
}

/** Without their ciphertexts: what may be listed. */
export function listed(sealed: readonly SealedQuote[]): Seal[] {
  return sealed.map(({ quoteId, supplierId, sealHash }) => ({ quoteId, supplierId, sealHash }));
}

type Evolve = Decider<Submissions, typeof submissionsCommands, SubmissionsEvent>['evolve'];

export const evolve: Evolve = {
  SubmissionsOpened: (_, { consortiumId, closesAt, lots }) => ({
    ...noSubmissions,
    status: 'open',
    consortiumId,
    closesAt,
    lots,
  }),
  QuoteSealed: (state, { supplierId, quoteId, sealHash, ciphertext }) => ({
    ...state,
    inForce: { ...state.inForce, [supplierId]: { supplierId, quoteId, sealHash, ciphertext } },
    quoteIds: [...state.quoteIds, quoteId],
    declined: state.declined.filter((id) => id !== supplierId),
  }),
  QuoteWithdrawn: (state, { supplierId }) => {
    const { [supplierId]: _, ...inForce } = state.inForce;
    return { ...state, inForce };
  },
  TenderDeclined: (state, { supplierId }) => ({
    ...state,
    declined: [...state.declined, supplierId],
  }),
  SubmissionsClosed: (state) => ({ ...state, status: 'closed' }),
  SubmissionsStopped: (state) => ({ ...state, status: 'stopped' }),
  OpeningStarted: (state, { openedBy }) => ({
    ...state,
    status: 'opening',
    firstOpenerId: openedBy,
  }),
  QuotesOpened: (state) => ({ ...state, status: 'opened' }),
  QuoteRevealed: (state) => state,
};
