import { notFound, refuse } from '#libs/decider';
import { formatPounds } from '#libs/money';
import type {
  ConfirmRunningCost,
  RecordedCost,
  RecordRunningCost,
  RoundParty,
  SavingsEvent,
} from '#messages/savings';

type Recorded = Extract<SavingsEvent, { type: 'RunningCostRecorded' }>['data'];

/** The last word on a cost, and what counts of it until that is confirmed. */
export interface CostState {
  readonly recorded: Recorded;
  readonly counts?: RecordedCost;
}

export type Costs = ReadonlyMap<string, CostState>;

/**
 * Money moves by the word of two: what is to go back to a party, or did so far, waits for somebody
 * else, and what was confirmed counts meanwhile.
 */
export function recordedCost(
  costs: Costs,
  command: RecordRunningCost,
  round: RoundParty | null,
): readonly SavingsEvent[] {
  if (!round || round.consortiumId !== command.consortiumId) notFound();
  checkAmount(command, round);
  checkPayee(command, round);
  const data = costOf(command);
  const { recorded, counts } = costs.get(command.costId) ?? {};
  if (recorded && isSameCost(recorded, data)) {
    refuse('cost-unchanged', 'This running cost is recorded exactly so already.');
  }
  const movesMoney = [data, counts].some((cost) => cost?.paidToPartyId !== undefined);
  const event = { ...data, ...(movesMoney && { awaitsConfirmation: true as const }) };
  return [{ type: 'RunningCostRecorded', data: event }];
}

export function confirmedCost(
  costs: Costs,
  { costId, meta: { actor } }: ConfirmRunningCost,
): readonly SavingsEvent[] {
  const { recorded } = costs.get(costId) ?? notFound();
  const { awaitsConfirmation, ...cost } = recorded;
  if (!awaitsConfirmation) {
    refuse(
      'cost-not-waiting',
      'This running cost counts already, or moves no money: there is nothing to confirm.',
    );
  }
  if (cost.recordedBy === actor.id) {
    refuse(
      'own-cost',
      'You recorded this running cost yourself. Someone else with the role of lead, finance or ' +
        'award approver has to confirm it before the schools pay for it.',
    );
  }
  return [{ type: 'RunningCostConfirmed', data: { ...cost, confirmedBy: actor.id } }];
}

export function withRecorded(costs: Costs, recorded: Recorded): Costs {
  const { costId, awaitsConfirmation } = recorded;
  const counts = awaitsConfirmation ? costs.get(costId)?.counts : recorded;
  return new Map(costs).set(costId, { recorded, ...(counts && { counts }) });
}

export function withConfirmed(costs: Costs, recorded: Recorded): Costs {
  return new Map(costs).set(recorded.costId, { recorded, counts: recorded });
}

/** It counts at once: a slip of the keys must not become the official figure. */
function checkAmount({ amountPence }: RecordRunningCost, { valuePence }: RoundParty): void {
  if (amountPence <= valuePence) return;
  refuse(
    'cost-above-round',
    `${formatPounds(amountPence)} for running the round is more than all that it buys, ` +
      `${formatPounds(valuePence)}: check the amount, which is in pounds and pence.`,
  );
}

function checkPayee(
  { paidToPartyId, evidenceReference }: RecordRunningCost,
  { isMember }: RoundParty,
): void {
  if (paidToPartyId === undefined) return;
  if (!isMember) {
    refuse(
      'payee-not-a-member',
      'Only a contracting party of this consortium can get back what it spent on the round: ' +
        'choose one, or leave it out if no money moves.',
    );
  }
  if (evidenceReference === undefined) {
    refuse(
      'cost-not-proved',
      'The schools pay this back to a party: name the document that proves it, such as the ' +
        'number of an invoice or a time sheet, so that whoever confirms it can look it up.',
    );
  }
}

function costOf(command: RecordRunningCost): Recorded {
  const { roundId, consortiumId, costId, description, amountPence, meta } = command;
  const { hours, paidToPartyId, evidenceReference } = command;
  return {
    roundId,
    consortiumId,
    costId,
    description,
    ...(hours !== undefined && { hours }),
    amountPence,
    ...(paidToPartyId !== undefined && { paidToPartyId }),
    ...(evidenceReference !== undefined && { evidenceReference }),
    recordedBy: meta.actor.id,
  };
}

const parts = [
  'description',
  'hours',
  'amountPence',
  'paidToPartyId',
  'evidenceReference',
] as const;

function isSameCost(a: RecordedCost, b: RecordedCost): boolean {
  return parts.every((part) => a[part] === b[part]);
}
