import type { Process } from '#libs/event-sourcing';
import { ask } from '#messages/messages';
import type { RoundEvent } from '#messages/rounds';
import { SettleShares } from '#messages/savings';

/** A closed round's shares become official. */
export const settleOnClose: Process<RoundEvent> = {
  name: 'settle-on-close',
  on: {
    RoundClosed: ({ roundId }) => [ask(SettleShares, { roundId })],
  },
};
