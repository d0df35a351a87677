import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LockRound, type RoundView } from '#messages/rounds';
import { expectRefused, alder, cedar, SmallCluster } from './small-cluster.js';
import { boxes, draftOf, inDays, inMs, openRound, paperLot } from './small-round.js';
import type { Refusal } from './wire.js';

let cluster: SmallCluster;
let roundId: string;

beforeAll(async () => {
  cluster = await SmallCluster.open();
  roundId = await openRound(cluster);
  await cluster.quiet();
}, 60_000);
afterAll(() => cluster.close());

const demand = (lines: unknown, changes: object = {}) => ({
  requestId: randomUUID(),
  lines,
  ...changes,
});
const commit = (body: object, { round = roundId, urn = alder as string } = {}) =>
  cluster.wire.post('alderBuyer', `/rounds/${round}/demand/${urn}`, body);

const wholeUnits = /desired must be a whole number of units from 1 to 10,000,000/;

describe('Demand that cannot be', () => {
  it.each<[string, object, Refusal]>([
    ['0', { desired: 0 }, [400, 'invalid', wholeUnits]],
    ['less than 0', { desired: -3 }, [400, 'invalid', wholeUnits]],
    ['a million million', { desired: 1e12 }, [400, 'invalid', wholeUnits]],
    ['"12abc"', { desired: '12abc' }, [400, 'invalid', wholeUnits]],
    ['"12" as text', { desired: '12' }, [400, 'invalid', wholeUnits]],
    ['one and a half', { desired: 1.5 }, [400, 'invalid', wholeUnits]],
    ['nothing said', { desired: null }, [400, 'invalid', wholeUnits]],
    [
      'less than the least',
      { min: 9, desired: 8, max: 8 },
      [
        409,
        'quantities-out-of-order',
        /copier-paper: you need at least 9, want 8.*may not be above/,
      ],
    ],
    [
      'more than the most',
      { desired: 8, max: 7 },
      [409, 'quantities-out-of-order', /want 8 and take at most 7/],
    ],
    [
      'of a lot that is not there',
      { lotId: randomUUID() },
      [409, 'lot-unknown', /Line 1 is for a lot that this round does not have/],
    ],
    [
      'in a unit of its own',
      { unit: 'pallet' },
      [400, 'invalid', /lines\[0\]\.unit is not a field of this request; leave it out/],
    ],
    [
      'with a price of three decimals',
      { lastPricePence: 12.345, evidenceGrade: 'A' },
      [400, 'invalid', /lines\[0\]\.lastPricePence must be whole pence/],
    ],
    [
      'with evidence that is something else than its grade',
      { lastPricePence: 900, evidenceGrade: 'A', evidenceReference: 'I 1', evidenceKind: 'note' },
      [409, 'evidence-kind-differs', /copier-paper: evidence of grade A does not go with .* note/],
    ],
    [
      'with half a fingerprint',
      { lastPricePence: 900, evidenceGrade: 'A', evidenceHash: 'AB12' },
      [400, 'invalid', /lines\[0\]\.evidenceHash must be .*64 digits/],
    ],
    [
      'with a list price from nowhere',
      { benchmarkPricePence: 900 },
      [409, 'benchmark-incomplete', /copier-paper: a list or framework price needs both/],
    ],
    [
      'with a price below zero',
      { lastPricePence: -1, evidenceGrade: 'A' },
      [400, 'invalid', /lines\[0\]\.lastPricePence must be whole pence: 0 or more/],
    ],
  ])('is refused: %s', async (_, changes, refusal) => {
    await expectRefused(cluster, () => commit(demand([{ ...boxes(8), ...changes }])), refusal);
  });

  it('is refused without a line, and with two for one lot', async () => {
    await expectRefused(cluster, () => commit(demand([])), [400, 'invalid', /at least one lot/]);
    const twice = [boxes(1), boxes(2)];
    const refusal: Refusal = [409, 'lot-repeated', /two lines for copier-paper: put them into one/];
    await expectRefused(cluster, () => commit(demand(twice)), refusal);
  });

  it('names every fault of a request at once, each with its place', async () => {
    const lines = [
      { ...boxes(0), min: -1 },
      { ...boxes(4), lotId: 'paper' },
    ];
    const answer = await commit(demand(lines));
    const places = (answer.json['errors'] as { path: string }[]).map(({ path }) => path);
    expect(places).toEqual(['lines[0].min', 'lines[0].desired', 'lines[0].max', 'lines[1].lotId']);
  });

  it('is refused for a school that is not the buyer’s, as if the round were not there', async () => {
    const refusal: Refusal = [404, 'not-found', /There is nothing here, or it is not yours/];
    for (const urn of [cedar, '999999']) {
      await expectRefused(cluster, () => commit(demand([boxes(1)]), { urn }), refusal);
    }
    const round = randomUUID();
    await expectRefused(cluster, () => commit(demand([boxes(1)]), { round }), refusal);
    const sixDigits: Refusal = [400, 'invalid', /schoolUrn must be .*six digits/];
    await expectRefused(cluster, () => commit(demand([boxes(1)]), { urn: '99' }), sixDigits);
  });

  it('comes too late for a locked round, and for one whose time is over', async () => {
    const locked = await openRound(cluster);
    const late = await openRound(cluster, inMs(300));
    await cluster.ask('system', LockRound, { roundId: locked }, inDays(15));
    const isOver = ({ status }: RoundView) => status === 'not-viable';
    await cluster.wire.until('lead', `/rounds/${late}`, isOver, 'the due time locks the round');
    await cluster.quiet();
    const closed: Refusal = [409, 'commitment-closed', /“Paper for spring” closed on .*are fixed/];
    for (const round of [locked, late]) {
      await expectRefused(cluster, () => commit(demand([boxes(1)]), { round }), closed);
    }
    const events = await cluster.store.readStream(`round-${late}`);
    expect(events.map(({ type }) => type)).toEqual([
      'RoundDrafted',
      'CommitmentOpened',
      'RoundNotViable',
    ]);
    expect(events.at(-1)?.data).toMatchObject({
      reason: 'No school had committed to anything when commitment closed.',
      released: [],
    });
  });
});

describe('A round that cannot be drafted', () => {
  const draft = (changes: object) =>
    cluster.wire.post('lead', '/rounds', { ...draftOf(randomUUID()), ...changes });
  const lot = (changes: object) => ({ lots: [{ ...paperLot, ...changes }] });
  const source = { source: 'catalogue', sourceDay: '2026-01-05' };
  const tiers = (...pairs: [number, number][]) =>
    lot({
      indicativeTiers: pairs.map(([fromQuantity, unitPricePence]) => {
        return { fromQuantity, unitPricePence, ...source };
      }),
    });
  const offset = /closesAt must be a date and time with its offset, such as 2026-12-01T12:00:00Z/;

  it.each<[string, object, Refusal]>([
    ['a time without a zone', { closesAt: '2027-01-05T12:00:00' }, [400, 'invalid', offset]],
    ['a year alone', { closesAt: '2026' }, [400, 'invalid', offset]],
    ['the 30th of February', { closesAt: '2027-02-30T12:00:00Z' }, [400, 'invalid', offset]],
    ['a number for a time', { closesAt: 1_800_000_000 }, [400, 'invalid', offset]],
    ['a day that is past', { closesAt: '2020-01-05T12:00:00Z' }, [409, 'closing-past', /is past/]],
    ['the year 9999', { closesAt: '9999-12-31T12:00:00Z' }, [409, 'closing-too-far', /up to/]],
    [
      'a source of the 30th of February',
      lot({
        indicativeTiers: [
          { fromQuantity: 1, unitPricePence: 1, source: 'x', sourceDay: '2026-02-30' },
        ],
      }),
      [400, 'invalid', /lots\[0\]\.indicativeTiers\[0\]\.sourceDay must be a real date/],
    ],
    ['no ceiling', lot({ ceilingPence: 0 }), [409, 'ceiling-missing', /most that a unit may cost/]],
    ['a ceiling of 12.345', lot({ ceilingPence: 12.345 }), [400, 'invalid', /must be whole pence/]],
    ['a blank unit', lot({ unit: '  ' }), [400, 'invalid', /lots\[0\]\.unit must be text/]],
    ['falling tiers', tiers([9, 5], [2, 6]), [409, 'indicative-tiers-faulty', /rising quantity/]],
    ['two tiers from one', tiers([2, 5], [2, 6]), [409, 'indicative-tiers-faulty', /keep one/]],
    ['no lot', { lots: [] }, [400, 'invalid', /at least one lot/]],
    [
      'two lots of one id',
      { lots: [paperLot, { ...paperLot, item: 'ink' }] },
      [409, 'lot-repeated', /ink/],
    ],
    ['an unknown rule', { minimumRule: 'shrug' }, [400, 'invalid', /minimumRule must be one of/]],
  ])('%s', async (_, changes, refusal) => {
    await expectRefused(cluster, () => draft(changes), refusal);
  });

  it('is not drafted in another consortium’s fund, nor in its name', async () => {
    const refusal: Refusal = [404, 'not-found', /nothing here/];
    await expectRefused(cluster, () => draft({ fundId: randomUUID() }), refusal);
    await expectRefused(cluster, () => draft({ consortiumId: randomUUID() }), refusal);
    expect(await cluster.wire.find('outsider', '/rounds')).toEqual([]);
  });

  it('is not opened when schools would have no three working days to answer', async () => {
    const body = { ...draftOf(randomUUID()), closesAt: inDays(1) };
    expect((await cluster.wire.post('lead', '/rounds', body)).status).toBe(201);
    const refusal: Refusal = [409, 'closes-too-soon', /at least three working days/];
    await expectRefused(
      cluster,
      () => cluster.wire.post('lead', `/rounds/${body.roundId}/opening`, {}),
      refusal,
    );
  });
});
