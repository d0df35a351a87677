import { notFound, refuse, type Decider } from '#libs/decider';
import { find } from '#messages/messages';
import {
  FindComputedShares,
  type ComputedShares,
  type SavingsEvent,
  type savingsCommands,
} from '#messages/savings';

type Settled = { readonly settled: boolean };
type Facts = { SettleShares: { shares: ComputedShares | null } };

/** The official figures of one round: recorded once, when everything is paid. */
export const shares: Decider<Settled, typeof savingsCommands, SavingsEvent, Facts> = {
  stream: ({ roundId }) => `savings-${roundId}`,
  scope: () => ({}),
  initialState: { settled: false },

  needs: {
    SettleShares: ({ roundId }) => ({ shares: find(FindComputedShares, { roundId }) }),
  },

  decide: {
    SettleShares: ({ settled }, _, facts) => {
      if (settled) refuse('shares-settled', 'The shares of this round are settled already.');
      if (!facts.shares) notFound();
      return [{ type: 'SharesSettled', data: facts.shares }];
    },
  },

  evolve: {
    SharesSettled: () => ({ settled: true }),
    SharesRestated: (state) => state,
    BaselineCorrected: (state) => state,
    RunningCostRecorded: (state) => state,
  },
};
