import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { specify } from '#specification';
import type { LockedLot, RoundEvent } from '#messages/rounds';
import { refusalOf } from './refusal.fixture.js';
import { round } from './round.decider.js';
import { demandHashOf } from './round-lock.js';
import type { Data } from './round-state.js';
import {
  brook,
  closesAt,
  committed,
  consortiumId,
  drafted,
  fundId,
  hill,
  opened,
  paper,
  request,
  requested,
  roundId,
  terms,
  towels,
  wants,
} from './round.fixture.js';

const given = specify(round);
const open = [drafted, opened];
const due = { at: closesAt };
const lock = { roundId };
const which = { roundId, consortiumId };
const extending = { ...opened, data: { ...terms, minimumRule: 'extend-once' } } as const;
const draftExtending = { ...drafted, data: { ...extending.data, draftedBy: 'lead' } } as const;
const evidence = { lastPricePence: 1249, evidenceGrade: 'A', evidenceReference: 'INV 17' } as const;

function lockedIn(events: readonly RoundEvent[]): Data<'RoundLocked'> {
  const last = events.at(-1);
  if (last?.type !== 'RoundLocked') throw new Error('The round was not locked.');
  return last.data;
}

describe('A round at lock', () => {
  it('freezes what is committed: lots in draft order, schools in order of URN', () => {
    const events = given(
      ...open,
      ...committed(request(1, hill, wants(towels, 40), wants(paper, 90, { max: 95 }))),
      ...committed(request(2, { ...brook, vatRecovered: false }, wants(paper, 30, { max: 40 }))),
    )
      .when('LockRound', lock, due)
      .events();
    const paperDemand = [
      { ...brook, quantity: 30, max: 40, ...evidence, vatRecovered: false },
      { ...hill, quantity: 90, max: 95, ...evidence, vatRecovered: true },
    ];
    const towelDemand = [{ ...hill, quantity: 40, max: 40, ...evidence, vatRecovered: true }];
    const lots: LockedLot[] = [
      { ...paper, quantity: 120, mostQuantity: 135, demand: paperDemand },
      { ...towels, quantity: 40, mostQuantity: 40, demand: towelDemand },
    ];
    const paperNet = 135 * 1325;
    const towelNet = 40 * 1280;
    const data = {
      ...terms,
      lots,
      demandHash: demandHashOf(roundId, lots),
      estimatedValuePence: paperNet + paperNet / 5 + towelNet + towelNet / 5,
      released: [
        { ...brook, amountPence: (40 * 1325 * 6) / 5 },
        { ...hill, amountPence: 95 * 1325 + 40 * 1280 },
      ],
    };
    expect(events).toEqual([{ type: 'RoundLocked', data }]);
  });

  it('has a hash of its demand that anyone can compute', () => {
    const demand = [{ ...brook, quantity: 3, max: 4, lastPricePence: null, vatRecovered: true }];
    const lot = { ...paper, quantity: 3, mostQuantity: 4 };
    const canonical =
      `{"lots":[{"demand":[{"evidenceGrade":"none","lastPricePence":null,"max":4,` +
      `"partyId":"${brook.partyId}","quantity":3,"schoolUrn":"990006","vatRecovered":true}],` +
      `"lotId":"${paper.lotId}"}],"roundId":"${roundId}"}`;
    const hash = createHash('sha256').update(canonical, 'utf8').digest('hex');
    const locked = { ...lot, demand: demand.map((one) => ({ ...one, evidenceGrade: 'none' })) };
    expect(demandHashOf(roundId, [locked as LockedLot])).toBe(hash);
  });

  it('is not locked before it closes, nor twice', () => {
    const early = given(...open).when('LockRound', lock);
    expect(refusalOf(() => early.events())).toContain('until Friday 12 June 2026, 12:00pm');
    given(...open)
      .when('LockRound', lock)
      .refuses('still-open');
    given(drafted).when('LockRound', lock, due).refuses('round-not-open');
    given().when('LockRound', lock, due).refuses('not-found');
  });

  it('counts no request that waits or has no answer, and gives its money back', () => {
    const pending = request(2, brook, wants(paper, 50));
    const waiting = request(3, { ...hill, schoolUrn: '990001' }, wants(paper, 500));
    const kept = request(1, hill, wants(paper, 100));
    const more = request(4, hill, wants(paper, 900));
    const past = [
      ...committed(kept),
      requested(more),
      requested(pending),
      requested(waiting, true),
    ];
    const locked = lockedIn(
      given(...open, ...past)
        .when('LockRound', lock, due)
        .events(),
    );
    expect(locked.lots.map(({ quantity }) => quantity)).toEqual([100]);
    expect(locked.released).toEqual([
      { ...brook, amountPence: 0 },
      { ...hill, amountPence: 132_500 },
    ]);
  });

  it('drops each lot below its minimum, and keeps money for the others only', () => {
    const demand = request(1, hill, wants(paper, 99), wants(towels, 40));
    const events = given(...open, ...committed(demand))
      .when('LockRound', lock, due)
      .events();
    const { lotId } = paper;
    const dropped = { ...which, lotId, quantity: 99, minimumQuantity: 100 };
    expect(events.slice(0, -1)).toEqual([{ type: 'LotDropped', data: dropped }]);
    const { lots, released } = lockedIn(events);
    expect(lots.map(({ item }) => item)).toEqual(['hand-towels']);
    expect(released).toEqual([{ ...hill, amountPence: 40 * 1280 }]);
  });

  it('is extended once by five working days where its rule says so', () => {
    const demand = committed(request(1, hill, wants(paper, 99), wants(towels, 40)));
    // Monday 15 June 2026 is a holiday in Scotland: five working days end on the 22nd.
    const until = '2026-06-22T11:00:00.000Z';
    const extended = { type: 'CommitmentExtended', data: { ...which, closesAt: until } } as const;
    given(draftExtending, extending, ...demand)
      .when('LockRound', lock, due)
      .records(extended);
    const again = given(draftExtending, extending, ...demand, extended);
    again.when('LockRound', lock, due).refuses('still-open');
    const events = again.when('LockRound', lock, { at: until }).events();
    expect(events.map(({ type }) => type)).toEqual(['LotDropped', 'RoundLocked']);
    expect(lockedIn(events).closesAt).toBe(until);
  });

  it('keeps its time of day in London when the clocks change meanwhile', () => {
    const autumn = { ...extending.data, closesAt: '2026-10-23T11:00:00.000Z' };
    given(
      { type: 'RoundDrafted', data: { ...autumn, draftedBy: 'lead' } },
      { type: 'CommitmentOpened', data: autumn },
      ...committed(request(1, hill, wants(paper, 99))),
    )
      .when('LockRound', lock, { at: autumn.closesAt })
      .records({
        type: 'CommitmentExtended',
        data: { ...which, closesAt: '2026-10-30T12:00:00.000Z' },
      });
  });

  it('is not extended for a lot that nobody wants', () => {
    given(draftExtending, extending)
      .when('LockRound', lock, due)
      .records(
        {
          type: 'LotDropped',
          data: { ...which, lotId: paper.lotId, quantity: 0, minimumQuantity: 100 },
        },
        {
          type: 'RoundNotViable',
          data: {
            ...which,
            fundId,
            reason: 'No school had committed to anything when commitment closed.',
            released: [],
          },
        },
      );
  });

  it('is not viable when no lot is left, says why, and gives all money back', () => {
    const events = given(...open, ...committed(request(1, hill, wants(paper, 99))))
      .when('LockRound', lock, due)
      .events();
    expect(events.at(-1)).toEqual({
      type: 'RoundNotViable',
      data: {
        ...which,
        fundId,
        reason: 'Too little was wanted: copier-paper 99 of at least 100.',
        released: [{ ...hill, amountPence: 0 }],
      },
    });
  });
});

describe('What is locked, whatever schools ask', () => {
  const asked = fc.record({
    school: fc.integer({ min: 0, max: 4 }),
    paper: fc.integer({ min: 1, max: 500 }),
    room: fc.integer({ min: 0, max: 50 }),
    vatRecovered: fc.boolean(),
    answered: fc.boolean(),
  });

  it('sums to its schools’ latest commitments, within what stays reserved', () => {
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 12 }), (requests) => {
        const past = requests.flatMap(({ school, room, vatRecovered, answered, ...want }, n) => {
          const who = { ...brook, schoolUrn: `99000${school}`, vatRecovered };
          const line = wants(paper, want.paper, { max: want.paper + room });
          const data = request(n, who, line, wants(towels, 1));
          return answered ? committed(data) : [requested(data)];
        });
        const events = given(...open, ...past)
          .when('LockRound', lock, due)
          .events();
        if (events.at(-1)?.type !== 'RoundLocked') return;
        const { lots, released, estimatedValuePence } = lockedIn(events);
        for (const lot of lots) {
          expect(lot.quantity).toBeGreaterThanOrEqual(lot.minimumQuantity);
          expect(lot.demand.reduce((sum, one) => sum + one.quantity, 0)).toBe(lot.quantity);
          expect(lot.demand.reduce((sum, one) => sum + one.max, 0)).toBe(lot.mostQuantity);
        }
        const latest = new Map(
          requests.filter((one) => one.answered).map((one) => [one.school, one.paper]),
        );
        const quantity = [...latest.values()].reduce((sum, one) => sum + one, 0);
        const wanted = lots.find(({ item }) => item === 'copier-paper')?.quantity ?? 0;
        expect(wanted).toBe(quantity >= paper.minimumQuantity ? quantity : 0);
        const kept = released.reduce((sum, one) => sum + one.amountPence, 0);
        expect(kept).toBeLessThanOrEqual(estimatedValuePence + released.length);
      }),
    );
  });
});
