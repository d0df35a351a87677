import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { StoredEvent } from '#libs/event-store';
import { sumPence } from '#libs/money';
import { command, rounds } from './fund-asks.fixture.js';
import { after, expectSound, historyOf, type Asked, type History } from './fund-history.fixture.js';
import { availablePence } from './fund-state.js';
import { transferOnSettlement } from './transfer-on-settlement.process.js';

const [roundId, elsewhere] = rounds;
const { RoundClosed, SharesSettled } = transferOnSettlement.on;

/** A history in which this round is not settled yet. */
const unsettled = (all: readonly Asked[]) =>
  historyOf(all.filter((one) => one.name !== 'PostTransfers' || one['roundId'] !== roundId));

const heldFor = ({ state }: History) =>
  Object.values(state.reservations).filter((one) => one.roundId === roundId);

/** Some of what each school has held goes to a school whose money is held elsewhere. */
function transfersFrom(history: History, quarters: number) {
  const payers = heldFor(history).map(({ schoolUrn, partyId, amountPence }) => {
    return { schoolUrn, partyId, amountPence: Math.floor((amountPence * quarters) / 4) };
  });
  const paid = sumPence(payers.map(({ amountPence }) => amountPence));
  const all = [...payers, { schoolUrn: 'getter', partyId: 'a', amountPence: -paid }];
  return all.filter(({ amountPence }) => amountPence !== 0);
}

/** What the process asks for a round that is closed and settled. */
function asksFor(history: History, transfers: ReturnType<typeof transfersFrom>) {
  const released = heldFor(history).map((one) => ({ ...one, amountPence: 0 }));
  const which = { roundId, consortiumId: 'c', fundId: 'f' };
  const closed = RoundClosed!.evolve({}, { ...which, closedBy: 'p', released });
  const rule = { id: 'contribution', version: 1 } as const;
  const shares = { ...which, rule, inputHash: '', rows: [], transfers };
  const event = { id: 'settled', revision: 0 } as StoredEvent<never>;
  return SharesSettled!.react!(closed, shares, event);
}

/** Another round takes all that is free. */
function grabbed(history: History): History {
  return Object.entries(history.state.parties).reduce((before, [partyId, account]) => {
    const schoolUrn = `${partyId}0`;
    const reservationId = `${elsewhere}.${schoolUrn}`;
    const held = before.state.reservations[reservationId]?.amountPence ?? 0;
    const amountPence = held + availablePence(account);
    const whose = { partyId, schoolUrn, reservationId, roundId: elsewhere };
    return after(before, { name: 'ReserveFunds', ...whose, requestId: 'r', amountPence });
  }, history);
}

describe('Whatever has happened to a fund, a round that is settled', () => {
  it('has its transfers from what was held for it, though others take all that is free', () => {
    let moved = 0;
    const commands = fc.array(command, { maxLength: 60, size: 'max' });
    fc.assert(
      fc.property(commands, fc.nat(4), (all, quarters) => {
        const history = unsettled(all);
        const transfers = transfersFrom(history, quarters);
        const settled = asksFor(history, transfers).reduce(
          (before, { message, body }) => grabbed(after(before, { name: message.name, ...body })),
          grabbed(history),
        );
        expectSound(settled.state);
        expect(heldFor(settled).every(({ amountPence }) => amountPence === 0)).toBe(true);
        const last = settled.events.findLast(({ type }) => type === 'TransfersPosted');
        if (transfers.length === 0) return;
        moved += 1;
        expect(last?.data).toMatchObject({ transferId: 'settled', asOf: 0, transfers });
      }),
      { numRuns: 60 },
    );
    expect(moved).toBeGreaterThan(10);
  });

  it('is settled once, however often that is asked', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40, size: 'max' }), (all) => {
        const history = unsettled(all);
        const asks = asksFor(history, transfersFrom(history, 3));
        const settle = (from: History) =>
          asks.reduce(
            (before, { message, body }) => after(before, { name: message.name, ...body }),
            from,
          );
        const once = settle(history);
        expect(settle(once).events).toEqual(once.events);
      }),
      { numRuns: 30 },
    );
  });
});
