import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FundEvent, type FundView } from '#messages/ledger';
import type { RoundView } from '#messages/rounds';
import {
  expectRefused,
  alder,
  birch,
  consortiumId,
  fundId,
  SmallCluster,
  trust,
  trustBudgetPence,
} from './small-cluster.js';
import { boxes, buyers, openRound, type Urn } from './small-round.js';
import type { Refusal } from './wire.js';

let cluster: SmallCluster;

beforeAll(async () => {
  cluster = await SmallCluster.open();
}, 60_000);
afterAll(() => cluster.close());

const partyMoney = async (partyId: string) => {
  const { parties } = await cluster.wire.find<FundView>('finance', `/funds/${fundId}`);
  return parties.find((one) => one.partyId === partyId);
};

/** Commits over HTTP; answered once the fund has said yes or no. */
const commit = (roundId: string, urn: Urn, count: number) =>
  cluster.wire.post(buyers[urn], `/rounds/${roundId}/demand/${urn}`, {
    requestId: randomUUID(),
    lines: [boxes(count)],
  });

const isAnswered = ({ demand }: RoundView) =>
  demand.length > 0 && demand.every(({ status }) => status !== 'requested');

describe('One budget of £1,000.00', () => {
  it('is never given twice: of two schools that want £600.00 at once, one is told why not', async () => {
    const roundId = await openRound(cluster);
    const asked = await Promise.all([commit(roundId, alder, 60), commit(roundId, birch, 60)]);
    expect(asked.map(({ status }) => status)).toEqual([201, 201]);
    const both = (view: RoundView) => view.demand.length === 2 && isAnswered(view);
    const path = `/rounds/${roundId}`;
    const { demand } = await cluster.wire.until('lead', path, both, 'both are answered');
    expect(demand.map(({ status }) => status).toSorted()).toEqual(['committed', 'refused']);
    const [no] = demand.filter(({ status }) => status === 'refused');
    expect(no?.reason).toBe(
      'This needs £600.00 in the worst case, and £400.00 of the approved budget is free; ' +
        'ask for less, or ask the approver to raise the budget.',
    );
    expect(no?.committed).toEqual([]);
    expect(await partyMoney(trust)).toMatchObject({
      reservedPence: 600_00,
      availablePence: 400_00,
    });
    const post = () => cluster.wire.post('lead', `${path}/cancellation`, { reason: 'Over.' });
    expect((await post()).status).toBe(201);
    await cluster.quiet();
    expect(await partyMoney(trust)).toMatchObject({ reservedPence: 0 });
  });

  it('is never overspent by twenty commitments at random', async () => {
    const rounds = await Promise.all([openRound(cluster), openRound(cluster)]);
    const before = await cluster.store.head();
    const wants = Array.from({ length: 20 }, (_, n) => ({
      roundId: rounds[n % 2] ?? '',
      urn: n % 4 < 2 ? alder : birch,
      count: 1 + Math.floor(Math.random() * 60),
    }));
    const asked = await Promise.all(
      wants.map((want) => commit(want.roundId, want.urn, want.count)),
    );
    expect(asked.map(({ status }) => status)).toEqual(Array(20).fill(201));
    for (const roundId of rounds) {
      await cluster.wire.until('lead', `/rounds/${roundId}`, isAnswered, 'all are answered');
    }
    await cluster.quiet();
    const { events } = await cluster.store.readAll({ after: before, limit: 1000 });
    const answers = events.filter(({ type }) => /^Demand(Committed|Refused)$/.test(type));
    expect({ wants, answers: answers.length }).toEqual({ wants, answers: 20 });

    const held = new Map<string, number>();
    for (const event of events as unknown as FundEvent[]) {
      if (event.type === 'FundsReserved' || event.type === 'ReservationReduced') {
        held.set(event.data.reservationId, event.data.amountPence);
      }
      expect([...held.values()].reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(
        trustBudgetPence,
      );
    }
    const reserved = [...held.values()].reduce((sum, one) => sum + one, 0);
    expect(await partyMoney(trust)).toMatchObject({ reservedPence: reserved });
    for (const roundId of rounds) {
      const reason = 'The race is over.';
      await cluster.wire.post('lead', `/rounds/${roundId}/cancellation`, { reason });
    }
  }, 30_000);

  it('is not cut below what is promised, approved by another party or written in thirds', async () => {
    const roundId = await openRound(cluster);
    await commit(roundId, alder, 10);
    await cluster.wire.until('lead', `/rounds/${roundId}`, isAnswered, 'it is answered');
    await cluster.quiet();
    const approve = (amountPence: unknown, who: 'trustHead' | 'governorsHead' = 'trustHead') => {
      const body = { consortiumId, partyId: trust, amountPence, minuteReference: 'Minute 8' };
      return () => cluster.wire.post(who, `/funds/${fundId}/budgets`, body);
    };
    const promised: Refusal = [409, 'budget-below-commitments', /£100\.00 .* reserved or spent/];
    await expectRefused(cluster, approve(99_99), promised);
    await expectRefused(cluster, approve(500_00, 'governorsHead'), [
      404,
      'not-found',
      /nothing here/,
    ]);
    for (const amount of [33.333, -1, '100', 1e15, null]) {
      await expectRefused(cluster, approve(amount), [
        400,
        'invalid',
        /amountPence must be whole pence/,
      ]);
    }
    await cluster.wire.post('lead', `/rounds/${roundId}/cancellation`, { reason: 'Over.' });
    await cluster.quiet();
  });
});
