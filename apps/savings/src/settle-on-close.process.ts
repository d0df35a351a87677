import type { Process } from '#libs/event-sourcing';
import type { StoredEvent } from '#libs/event-store';
import { ask, type Ask } from '#messages/messages';
import type { OrderEvent } from '#messages/orders';
import type { RoundEvent } from '#messages/rounds';
import { RestateShares, SettleShares, type SavingsEvent } from '#messages/savings';

/**
 * A closed round's shares become official, and are put right when an input changes after that. One
 * process does both, so that they are asked in the order of the log: a correction just before the
 * settlement is in it, and one just after it is never passed over.
 */
export const settleOnClose: Process<RoundEvent | OrderEvent | SavingsEvent> = {
  name: 'settle-on-close',
  on: {
    RoundClosed: ({ roundId }) => [ask(SettleShares, { roundId })],

    ShortageDeclared: ({ roundId, schoolUrn, quantity, reason }, event) =>
      restate(
        roundId,
        event,
        `${quantity} units for school ${schoolUrn} will never come: ${reason}`,
      ),

    CreditNoteMatched: ({ roundId, creditNoteNumber, supplierName, reason }, event) =>
      restate(roundId, event, `Credit note ${creditNoteNumber} of ${supplierName}: ${reason}`),

    BaselineCorrected: ({ roundId, schoolUrn, item, reason }, event) =>
      restate(
        roundId,
        event,
        `The last price of ${item} of school ${schoolUrn} was corrected: ${reason}`,
      ),

    RunningCostRecorded: ({ roundId, description }, event) =>
      restate(roundId, event, `The cost of running the round was recorded: ${description}`),
  },
};

function restate(
  roundId: string,
  { stream, revision }: StoredEvent,
  reason: string,
): readonly Ask[] {
  return [ask(RestateShares, { roundId, stream, revision, reason })];
}
