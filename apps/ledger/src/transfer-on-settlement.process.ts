import type { ProcessWithMemory } from '#libs/event-sourcing';
import { PostTransfers, ReduceReservation } from '#messages/ledger';
import { ask, type Ask } from '#messages/messages';
import { reservationOf, type Release, type RoundEvent } from '#messages/rounds';
import type { SavingsEvent, Transfer } from '#messages/savings';

/** What a round has said at its close, until its shares are settled. */
interface Closed {
  readonly fundId?: string;
  readonly released?: readonly Release[];
}

/**
 * A round's settled shares move money between its members; so does what a restatement changes.
 * What is still held for a closed round waits for that: of each school's reservation stays what it
 * pays into the others' shares, and only the rest is free for other rounds.
 */
export const transferOnSettlement: ProcessWithMemory<Closed, RoundEvent | SavingsEvent> = {
  name: 'transfer-on-settlement',
  initial: {},
  on: {
    RoundClosed: {
      key: ({ roundId }) => roundId,
      evolve: (_, { fundId, released = [] }) => ({ fundId, released }),
    },
    SharesSettled: {
      key: ({ roundId }) => roundId,
      evolve: (closed) => closed,
      react: (
        { released = [], ...closed },
        { roundId, transfers = [], ...shares },
        { id, revision },
      ) => {
        const fundId = shares.fundId ?? closed.fundId;
        const which = { fundId, roundId, transferId: id, asOf: revision };
        return [
          ...release(which, released, transfers),
          ...(transfers.length > 0 ? post(which, 'Shares settled', transfers) : []),
        ];
      },
    },
    SharesRestated: {
      key: ({ roundId }) => roundId,
      evolve: (closed) => closed,
      react: (_, { fundId, roundId, reason, transfers = [], transferChanges }, event) => {
        if (transferChanges.length === 0) return [];
        const which = { fundId, roundId, transferId: event.id, asOf: event.revision };
        return [
          ...release(which, transferChanges.flatMap(lessHeld), transfers),
          ...post(which, `Shares restated: ${reason}`, transfers),
        ];
      },
    },
  },
};

interface Which {
  readonly fundId: string | undefined;
  readonly roundId: string;
  readonly transferId: string;
  readonly asOf: number;
}

/** A school that is to pay less needs less of what an earlier refusal has left held for it. */
function lessHeld({ schoolUrn, partyId, amountPence }: Transfer): Release[] {
  if (schoolUrn === undefined || amountPence > 0) return [];
  return [{ schoolUrn, partyId, amountPence: 0 }];
}

/** If the transfers are refused, what a payer has held for them stays held until they are not. */
function release(
  { fundId, roundId }: Which,
  released: readonly Release[],
  transfers: readonly Transfer[],
): Ask<ReduceReservation>[] {
  if (fundId === undefined) return [];
  return released.map(({ schoolUrn, amountPence }) => {
    const pays = transfers.find((one) => one.schoolUrn === schoolUrn)?.amountPence ?? 0;
    const reservationId = reservationOf(roundId, schoolUrn);
    return ask(ReduceReservation, {
      fundId,
      reservationId,
      amountPence: Math.max(amountPence, pays),
    });
  });
}

function post(
  { fundId, ...which }: Which,
  reason: string,
  transfers: readonly Transfer[],
): Ask<PostTransfers>[] {
  if (fundId === undefined) return [];
  const lines = transfers.map((transfer) => ({ ...transfer }));
  const shortened = reason.length > 500 ? `${reason.slice(0, 499)}…` : reason;
  return [ask(PostTransfers, { fundId, ...which, reason: shortened, transfers: lines })];
}
