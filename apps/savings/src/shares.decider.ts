import { notFound, refuse, type Decider } from '#libs/decider';
import { find } from '#messages/messages';
import {
  FindBaseline,
  FindComputedShares,
  FindRoundParty,
  type BaselineInUse,
  type ComputedShares,
  type CorrectBaseline,
  type RecordRunningCost,
  type RoundParty,
  type savingsCommands,
  type SavingsEvent,
} from '#messages/savings';
import { checkEvidence, correctionOf, isSameBaseline } from './baseline.js';
import { differencesOf, transferChangesOf } from './restatement.js';
import { costOf, isSameCost, type RecordedCost } from './running-cost.js';

interface RoundSavings {
  readonly consortiumId?: string;
  /** The official figures, the last of them. */
  readonly official?: ComputedShares;
  readonly costs: ReadonlyMap<string, RecordedCost>;
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
      const data = {
        ...facts.shares,
        reason,
        cause: { stream, revision },
        differences: differencesOf(official, facts.shares),
        transferChanges: transferChangesOf(official, facts.shares),
      };
      return [{ type: 'SharesRestated', data }];
    },

    CorrectBaseline: (_, command, { baseline }) => correctedBaseline(command, baseline),
    RecordRunningCost: ({ costs }, command, { round }) => recordedCost(costs, command, round),
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
      costs: new Map(state.costs).set(cost.costId, cost),
    }),
  },
};

function correctedBaseline(
  command: CorrectBaseline,
  baseline: BaselineInUse | null,
): readonly SavingsEvent[] {
  if (!baseline || baseline.consortiumId !== command.consortiumId) notFound();
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

function recordedCost(
  costs: RoundSavings['costs'],
  command: RecordRunningCost,
  round: RoundParty | null,
): readonly SavingsEvent[] {
  if (!round || round.consortiumId !== command.consortiumId) notFound();
  if (command.paidToPartyId !== undefined && !round.isMember) {
    refuse(
      'payee-not-a-member',
      'Only a contracting party of this consortium can get back what it spent on the round: ' +
        'choose one, or leave it out if no money moves.',
    );
  }
  const data = costOf(command);
  const before = costs.get(command.costId);
  if (before && isSameCost(before, data)) {
    refuse('cost-unchanged', 'This running cost is recorded exactly so already.');
  }
  return [{ type: 'RunningCostRecorded', data }];
}
