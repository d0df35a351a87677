import type { Process } from '#libs/event-sourcing';
import { PostTransfers } from '#messages/ledger';
import { ask, type Ask } from '#messages/messages';
import type { SavingsEvent, Transfer } from '#messages/savings';

/** A round's settled shares move money between its members; so does what a restatement changes. */
export const transferOnSettlement: Process<SavingsEvent> = {
  name: 'transfer-on-settlement',
  on: {
    SharesSettled: ({ fundId, roundId, transfers = [] }, { id }) =>
      post({ fundId, roundId, transferId: id }, 'Shares settled', transfers),
    SharesRestated: ({ fundId, roundId, reason, transferChanges }, { id }) =>
      post({ fundId, roundId, transferId: id }, `Shares restated: ${reason}`, transferChanges),
  },
};

interface Which {
  readonly fundId: string | undefined;
  readonly roundId: string;
  readonly transferId: string;
}

function post(
  { fundId, ...which }: Which,
  reason: string,
  transfers: readonly Transfer[],
): Ask<PostTransfers>[] {
  if (fundId === undefined || transfers.length === 0) return [];
  const lines = transfers.map((transfer) => ({ ...transfer }));
  const shortened = reason.length > 500 ? `${reason.slice(0, 499)}…` : reason;
  return [ask(PostTransfers, { fundId, ...which, reason: shortened, transfers: lines })];
}
