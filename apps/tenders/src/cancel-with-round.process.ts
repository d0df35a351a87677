import type { ProcessWithMemory } from '#libs/event-sourcing';
import { ask } from '#messages/messages';
import type { RoundEvent } from '#messages/rounds';
import { CancelTender, type TenderEvent } from '#messages/tenders';

/** The tender of a round, while there is one. */
type Memory = { readonly tenderId: string | null };
type OfRound = { readonly roundId: string };

/** A cancelled round takes its tender with it. */
export const cancelWithRound: ProcessWithMemory<Memory, RoundEvent | TenderEvent> = {
  name: 'cancel-with-round',
  initial: { tenderId: null },
  on: {
    TenderDrafted: {
      key: ({ roundId }: OfRound) => roundId,
      evolve: (_, { tenderId }) => ({ tenderId }),
    },
    TenderCancelled: {
      key: ({ roundId }: OfRound) => roundId,
      evolve: () => ({ tenderId: null }),
    },
    RoundCancelled: {
      key: ({ roundId }: OfRound) => roundId,
      evolve: (memory) => memory,
      react: ({ tenderId }, { reason }) =>
        tenderId === null ? [] : [ask(CancelTender, { tenderId, reason })],
    },
  },
};
