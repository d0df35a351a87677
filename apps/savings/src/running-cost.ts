import type { RecordRunningCost, SavingsEvent } from '#messages/savings';

export type RecordedCost = Extract<SavingsEvent, { type: 'RunningCostRecorded' }>['data'];

export function costOf(command: RecordRunningCost): RecordedCost {
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

export function isSameCost(a: RecordedCost, b: RecordedCost): boolean {
  return parts.every((part) => a[part] === b[part]);
}
