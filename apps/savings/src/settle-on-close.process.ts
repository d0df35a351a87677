import type { Process } from '#libs/event-sourcing';
import type { StoredEvent } from '#libs/event-store';
import { ask, type Ask } from '#messages/messages';
import type { OrderEvent } from '#messages/orders';
import type { RoundEvent } from '#messages/rounds';
import { RestateShares, SettleShares, type SavingsEvent } from '#messages/savings';
import { changeWords } from './change-words.js';

/**
 * A closed round's shares become official, and are put right when an input changes after that. One
 * process does both, so that they are asked in the order of the log: a correction just before the
 * settlement is in it, and one just after it is never passed over.
 */
export const settleOnClose: Process<RoundEvent | OrderEvent | SavingsEvent> = {
  name: 'settle-on-close',
  on: {
    RoundClosed: ({ roundId }) => [ask(SettleShares, { roundId })],

    ShortageDeclared: (data, event) =>
      restate(data.roundId, event, changeWords.ShortageDeclared(data)),
    CreditNoteMatched: (data, event) =>
      restate(data.roundId, event, changeWords.CreditNoteMatched(data)),
    BaselineCorrected: (data, event) =>
      restate(data.roundId, event, changeWords.BaselineCorrected(data)),
    // Until it is confirmed it counts nowhere.
    RunningCostRecorded: (data, event) =>
      data.awaitsConfirmation
        ? []
        : restate(data.roundId, event, changeWords.RunningCostRecorded(data)),
    RunningCostConfirmed: (data, event) =>
      restate(data.roundId, event, changeWords.RunningCostConfirmed(data)),
  },
};

function restate(
  roundId: string,
  { stream, revision }: StoredEvent,
  reason: string,
): readonly Ask[] {
  return [ask(RestateShares, { roundId, stream, revision, reason })];
}
