import type { DueTimes } from '#libs/event-sourcing';
import { ask } from '#messages/messages';
import { LockRound, type RoundEvent } from '#messages/rounds';

const lock = (roundId: string, at: string | null) => [
  { key: roundId, at, ask: ask(LockRound, { roundId }) },
];

/** A round is locked when its commitment closes, whatever was down in between. */
export const lockWhenDue: DueTimes<RoundEvent> = {
  name: 'lock-when-due',
  on: {
    CommitmentOpened: ({ roundId, closesAt }) => lock(roundId, closesAt),
    CommitmentExtended: ({ roundId, closesAt }) => lock(roundId, closesAt),
    RoundCancelled: ({ roundId }) => lock(roundId, null),
  },
};
