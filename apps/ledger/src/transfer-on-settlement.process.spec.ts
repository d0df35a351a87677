import { describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '#libs/event-store';
import { PostTransfers, ReduceReservation } from '#messages/ledger';
import { ask } from '#messages/messages';
import type { ComputedShares, RestatedShares } from '#messages/savings';
import { reserveOnDemand } from './reserve-on-demand.process.js';
import { transferOnSettlement } from './transfer-on-settlement.process.js';

const { RoundClosed, SharesSettled, SharesRestated } = transferOnSettlement.on;
const event = { id: 'the event', revision: 3 } as StoredEvent<never>;
const transfers = [
  { schoolUrn: '990001', partyId: 'a', amountPence: 300 },
  { partyId: 'b', amountPence: -300 },
];
const shares: ComputedShares = {
  roundId: 'round',
  consortiumId: 'c',
  fundId: 'fund',
  inputHash: '',
  rule: { id: 'contribution', version: 1 },
  rows: [],
  transfers,
};
const { transfers: _, ...equal } = shares;
const restated: RestatedShares = {
  ...shares,
  reason: 'Credit note C 1',
  cause: { stream: 'order-1', revision: 7 },
  differences: [],
  transferChanges: transfers,
};
const which = { fundId: 'fund', roundId: 'round', transferId: 'the event', asOf: 3 };
const released = ['990001', '990002'].map((schoolUrn) => {
  return { schoolUrn, partyId: schoolUrn, amountPence: 0 };
});
const round = { roundId: 'round', consortiumId: 'c', fundId: 'fund', closedBy: 'lead' };
const closed = RoundClosed!.evolve({}, { ...round, released });
const settle = (memory: typeof closed, data: ComputedShares) =>
  SharesSettled!.react!(memory, data, event);
const restate = (data: RestatedShares) => SharesRestated!.react!(closed, data, event);
const left = (schoolUrn: string, amountPence: number) =>
  ask(ReduceReservation, { fundId: 'fund', reservationId: `round.${schoolUrn}`, amountPence });

describe('When shares are settled', () => {
  const posted = ask(PostTransfers, { ...which, reason: 'Shares settled', transfers });

  it('the fund moves what the rule asks for, named by the event', () => {
    expect(settle({}, shares)).toEqual([posted]);
  });

  it('what was held for the round is given back, but for what a payer’s transfer takes', () => {
    expect(settle(closed, shares)).toEqual([left('990001', 300), left('990002', 0), posted]);
  });

  it('everything held is given back where everyone pays what it is billed', () => {
    const all = [left('990001', 0), left('990002', 0)];
    expect(settle(closed, equal)).toEqual(all);
    expect(settle(closed, { ...shares, transfers: [] })).toEqual(all);
    const { fundId: __, ...old } = equal;
    expect(settle(closed, old)).toEqual(all);
  });

  it('nothing is asked for a round that closed without saying what is held', () => {
    expect(settle({}, equal)).toEqual([]);
    expect(settle(RoundClosed!.evolve({}, round), equal)).toEqual([]);
  });

  it('nothing is given back before that, when the round closes', () => {
    expect(RoundClosed).not.toHaveProperty('react');
    expect(reserveOnDemand.on).not.toHaveProperty('RoundClosed');
  });
});

describe('When shares are restated', () => {
  it('the fund brings its transfers to what they are now, with the reason, however long', () => {
    const reason = 'Shares restated: Credit note C 1';
    expect(restate(restated)).toEqual([ask(PostTransfers, { ...which, reason, transfers })]);
    const [asked] = restate({ ...restated, reason: 'x'.repeat(600) });
    expect(asked?.body).toMatchObject({ reason: expect.stringMatching(/^.{499}…$/) });
    expect(restate({ ...restated, transferChanges: [] })).toEqual([]);
  });

  it('a school that pays less than before has only that held, should it have been refused', () => {
    const transferChanges = [
      { schoolUrn: '990001', partyId: 'a', amountPence: -50 },
      { schoolUrn: '990002', partyId: 'b', amountPence: -20 },
      { schoolUrn: '990003', partyId: 'c', amountPence: 70 },
    ];
    const asked = restate({ ...restated, transferChanges });
    expect(asked.slice(0, -1)).toEqual([left('990001', 300), left('990002', 0)]);
    expect(asked.at(-1)?.message).toBe(PostTransfers);
  });
});
