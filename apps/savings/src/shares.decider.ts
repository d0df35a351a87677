import { notFound, refuse, type Decider } from '#libs/decider';
import { find } from '#messages/messages';
import {
  FindBaseline,
  FindComputedShares,
  FindRoundParty,
  type BaselineInUse,
  type ComputedShares,
  type CorrectBaseline,
  type RoundParty,
  type savingsCommands,
  type SavingsEvent,
} from '#messages/savings';
import { checkEvidence, correctionOf, isSameBaseline } from './baseline.js';
import { restatementOf } from './restatement.js';
import {
  confirmedCost,
  recordedCost,
  withConfirmed,
  withRecorded,
  type Costs,
} from './running-cost.js';

interface RoundSavings {
  readonly consortiumId?: string;
  /** The official figures, the last of them. */
  readonly official?: ComputedShares;
  readonly costs: Costs;
}

type Facts = {
  SettleShares: { shares: ComputedShares | null };
  RestateShares: { shares: ComputedShares | null };
  CorrectBaseline: { baseline: BaselineInUse | null };
  RecordRunningCost: { round: RoundParty | null };
};

const sharesOf = ({ roundId }: { roundId: string }) => find(FindComputedShares, { roundId });

/**
 * The official figures of one round: recorded when everything is paid, and again, whole, whenever
 * an input of theirs changes after that.
 */
export const shares: Decider<RoundSavings, typeof savingsCommands, SavingsEvent, Facts> = {
  stream: ({ roundId }) => `savings-${roundId}`,
  scope: ({ consortiumId }, command) => ({
    consortiumId: consortiumId ?? ('consortiumId' in command ? command.consortiumId : undefined),
  }),
  initialState: { costs: new Map() },

  needs: {
    SettleShares: (command) => ({ shares: sharesOf(command) }),
    RestateShares: (command) => ({ shares: sharesOf(command) }),
    CorrectBaseline: ({ roundId, schoolUrn, lotId }) => ({
      baseline: find(FindBaseline, { roundId, schoolUrn, lotId }),
    }),
    RecordRunningCost: ({ roundId, paidToPartyId }) => ({
      round: find(FindRoundParty, {
        roundId,
        ...(paidToPartyId !== undefined && { partyId: paidToPartyId }),
      }),
    }),
  },

  decide: {
    SettleShares: ({ official }, _, facts) => {
      if (official) refuse('shares-settled', 'The shares of this round are settled already.');
      if (!facts.shares) notFound();
      return [{ type: 'SharesSettled', data: facts.shares }];
    },

    RestateShares: ({ official }, { stream, revision, reason }, facts) => {
      // What changes before the settlement is in it; the same inputs give the same figures.
      if (!official || !facts.shares) return [];
      if (official.inputHash === facts.shares.inputHash) return [];
      const data = restatementOf(official, facts.shares, { stream, revision, reason });
      return [{ type: 'SharesRestated', data }];
    },

    CorrectBaseline: (_, command, { baseline }) => correctedBaseline(command, baseline),
    RecordRunningCost: ({ costs }, command, { round }) => recordedCost(costs, command, round),
    ConfirmRunningCost: ({ costs }, command) => confirmedCost(costs, command),
  },

  evolve: {
    SharesSettled: (state, data) => ({
      ...state,
      consortiumId: data.consortiumId,
      official: data,
    }),
    SharesRestated: (state, data) => ({ ...state, official: data }),
    BaselineCorrected: (state, { consortiumId }) => ({ ...state, consortiumId }),
    RunningCostRecorded: (state, cost) => ({
      ...state,
      consortiumId: cost.consortiumId,
      costs: withRecorded(state.costs, cost),
    }),
    RunningCostConfirmed: (state, cost) => ({ ...state, costs: withConfirmed(state.costs, cost) }),
  },
};

function correctedBaseline(
  command: CorrectBaseline,
  baseline: BaselineInUse | null,
): readonly SavingsEvent[] {
  if (!baseline || baseline.consortiumId !== command.consortiumId) notFound();
  if (!baseline.isAwarded) {
    refuse(
      'not-awarded',
      `The award of this round is not approved yet, and it is made by the last prices that the ` +
        'schools gave with their demand. Correct this one once it is.',
    );
  }
  checkEvidence(command);
  if (isSameBaseline(command, baseline)) {
    refuse(
      'baseline-unchanged',
      `The last price of ${baseline.item} of school ${command.schoolUrn} and its evidence are ` +
        'exactly these already: there is nothing to correct.',
    );
  }
  return [{ type: 'BaselineCorrected', data: correctionOf(command, baseline) }];
}
