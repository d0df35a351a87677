import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor, Event } from '#messages/messages';
import {
  FindLockedRound,
  FindRound,
  FindRounds,
  type LockedRound,
  type RoundSummary,
  type RoundView,
} from '#messages/rounds';
import { freshDatabase, type FreshDatabase } from '#testing';
import {
  brook,
  committed,
  consortiumId,
  drafted,
  fundId,
  hill,
  opened,
  paper,
  request,
  requested,
  requestId,
  terms,
  towels,
  wants,
} from './round.fixture.js';
import { person, run, system, type Running } from './testing.js';

const lead = person('lead');
const buyer = person('school-buyer', brook);
const supplierId = '80000000-0000-4000-8000-000000000001';
const supplier = person('supplier', { supplierId });
const stranger: Actor = { ...lead, grants: [{ role: 'lead', consortiumId: 'another' }] };
const tenderId = '70000000-0000-4000-8000-000000000001';
const brookWants = request(1, brook, wants(paper, 30, { max: 40 }), wants(towels, 22));
const hillWants = request(2, hill, wants(paper, 361));

let database: FreshDatabase;
let app: Running;

beforeAll(async () => {
  database = await freshDatabase();
  app = await run(database.url);
});

afterAll(async () => {
  await app.stop();
  await database.drop();
});

/** The same events of a round of its own. */
async function begin(...events: Event[]) {
  const roundId = randomUUID();
  const record = (...more: Event[]) =>
    app.record(
      `round-${roundId}`,
      ...more.map(({ type, data }) => ({ type, data: { ...data, roundId } })),
    );
  await record(...events);
  return {
    roundId,
    record,
    seenBy: (actor: Actor) => app.find<RoundView, FindRound>(actor, FindRound, { roundId }),
    listedFor: async (actor: Actor) => {
      const rounds = await app.find<RoundSummary[], FindRounds>(actor, FindRounds, {});
      return rounds.find((round) => round.roundId === roundId);
    },
    locked: () =>
      app.find<LockedRound | null, FindLockedRound>(system, FindLockedRound, { roundId }),
  };
}

describe('A round on the page', () => {
  it('is its lead’s as a draft, every member’s once open, and never a supplier’s', async () => {
    const round = await begin(drafted);
    expect(await round.listedFor(lead)).toMatchObject({ status: 'draft', lots: 2, demo: false });
    expect(await round.listedFor(buyer)).toBeUndefined();
    await expect(round.seenBy(buyer)).rejects.toMatchObject({ kind: 'not-found' });
    await round.record(opened);
    expect(await round.listedFor(buyer)).toMatchObject({ status: 'open' });
    for (const outsider of [supplier, stranger]) {
      expect(await round.listedFor(outsider)).toBeUndefined();
      await expect(round.seenBy(outsider)).rejects.toMatchObject({ kind: 'not-found' });
    }
  });

  it('shows everyone the sums of what is committed, and what is missing, in words', async () => {
    const round = await begin(drafted, opened, ...committed(brookWants), ...committed(hillWants));
    await round.record(requested(request(3, hill, wants(paper, 900))));
    const { lots } = await round.seenBy(buyer);
    expect(lots[0]).toMatchObject({ desired: 391, most: 401, schools: 2, dropped: false });
    expect(lots[0]?.sentences).toEqual(['9 more boxes reach the first indicative price, £12.90.']);
    expect(lots[1]).toMatchObject({ desired: 22, most: 22, schools: 1 });
    expect(lots[1]?.sentences).toEqual(['2 more cases fill a layer of 24.']);
  });

  it('shows a school its own demand only; those who run and check see it all', async () => {
    const round = await begin(drafted, opened, ...committed(brookWants), ...committed(hillWants));
    const urnsFor = async (actor: Actor) =>
      (await round.seenBy(actor)).demand.map(({ schoolUrn }) => schoolUrn);
    expect(await urnsFor(buyer)).toEqual(['990006']);
    expect(await urnsFor(person('school-approver', hill))).toEqual(['990007']);
    for (const role of ['lead', 'finance', 'auditor', 'award-approver'] as const) {
      expect(await urnsFor(person(role))).toEqual(['990006', '990007']);
    }
  });

  it('tells a school what became of its request, and what counts meanwhile', async () => {
    const second = request(3, brook, wants(paper, 50));
    const { lines, schoolUrn, partyId } = second;
    const asked = { schoolUrn, partyId, requestedBy: 'buyer', requested: lines };
    const round = await begin(drafted, opened, ...committed(brookWants), requested(second, true));
    const seen = async () => (await round.seenBy(buyer)).demand[0];
    const waiting = { ...asked, requestId: requestId(3), status: 'waiting' };
    expect(await seen()).toMatchObject({ ...waiting, committed: brookWants.lines });
    await round.record({ type: 'DemandApproved', data: { ...second, approvedBy: 'head' } });
    expect(await seen()).toMatchObject({ status: 'requested', committed: brookWants.lines });
    await round.record({ type: 'DemandRefused', data: { ...second, reason: 'Over budget.' } });
    const refused = { status: 'refused', reason: 'Over budget.', committed: brookWants.lines };
    expect(await seen()).toMatchObject(refused);
    await round.record({ type: 'DemandWithdrawn', data: second });
    expect(await seen()).toMatchObject({ status: 'withdrawn', requestId: null, committed: [] });
  });

  it('keeps the latest request’s status when the fund answers an earlier one', async () => {
    const second = request(3, brook, wants(paper, 50));
    const first = requested(brookWants);
    const answered = { type: 'DemandCommitted', data: brookWants };
    const round = await begin(drafted, opened, first, requested(second), answered);
    const [demand] = (await round.seenBy(buyer)).demand;
    expect(demand).toMatchObject({ status: 'requested', requestId: requestId(3) });
    expect(demand?.committed).toEqual(brookWants.lines);
  });

  it('lists for its lead the members who have said nothing yet, by name', async () => {
    const names = { 990006: 'Brook High', 990007: 'Hill School', 990008: 'Dale', 990009: 'Ash' };
    for (const [urn, name] of Object.entries(names)) {
      await app.record(`school-${urn}`, { type: 'SchoolRegistered', data: { urn, name } });
      const joined = { consortiumId, schoolUrn: urn };
      await app.record(`consortium-${consortiumId}`, { type: 'MemberJoined', data: joined });
    }
    const round = await begin(drafted, opened, requested(brookWants, true));
    await round.record({ type: 'RoundDeclined', data: hillWants });
    expect((await round.seenBy(lead)).silent).toEqual([
      { schoolUrn: '990009', schoolName: 'Ash' },
      { schoolUrn: '990008', schoolName: 'Dale' },
    ]);
    expect((await round.seenBy(buyer)).silent).toEqual([]);
  });
});

describe('A proposal of another rule', () => {
  const proposalId = '90000000-0000-4000-8000-000000000001';
  const rule = { proposalId, sharingRule: 'serial', version: 1, reason: 'Fairer.' };
  const proposed = { type: 'SharingRuleProposed', data: { ...rule, proposedBy: 'lead' } };
  const accepted = { type: 'SharingRuleAccepted', data: { proposalId, ...hill } };
  const both = [drafted, opened, ...committed(brookWants), ...committed(hillWants)];

  it('says how many have accepted, and to a school only whether it has', async () => {
    const round = await begin(...both, proposed, accepted);
    const figures = { status: 'open', asked: 2, accepted: 1 };
    const [own, all] = [await round.seenBy(buyer), await round.seenBy(lead)];
    expect(own.proposal).toMatchObject({ ...figures, acceptedBy: [], waitingFor: ['990006'] });
    expect(all.proposal).toMatchObject({ ...figures, acceptedBy: ['990007'] });
    await round.record({ type: 'DemandWithdrawn', data: hillWants });
    expect((await round.seenBy(lead)).proposal).toMatchObject({ asked: 1, accepted: 0 });
    await round.record({ type: 'RoundNotViable', data: {} });
    expect((await round.seenBy(lead)).proposal).toMatchObject({ status: 'lapsed' });
  });

  it('is the round’s rule once it is agreed', async () => {
    const round = await begin(...both, proposed, accepted);
    expect(await round.seenBy(buyer)).toMatchObject({ sharingRule: 'equal_price' });
    await round.record({ type: 'SharingRuleAgreed', data: { ...rule, acceptedBy: [] } });
    const { sharingRule, proposal } = await round.seenBy(buyer);
    expect([sharingRule, proposal?.status]).toEqual(['serial', 'agreed']);
  });
});

describe('A locked round', () => {
  const lots = [{ ...paper, quantity: 391, mostQuantity: 401, demand: [] }];
  const locked = { ...terms, lots, demandHash: 'ab12', estimatedValuePence: 3_000_000_000 };

  it('goes on through its tender, which schools know from publication on', async () => {
    const round = await begin(drafted, opened, {
      type: 'LotDropped',
      data: { lotId: towels.lotId },
    });
    await round.record({ type: 'RoundLocked', data: { ...locked, released: [] } });
    const tender = (type: string) =>
      app.record(`tender-${round.roundId}`, {
        type,
        data: { tenderId, roundId: round.roundId, lots: [] },
      });
    const { lots: progress, ...seen } = await round.seenBy(buyer);
    expect(seen).toMatchObject({ status: 'locked', estimatedValuePence: 3_000_000_000 });
    expect(progress.map(({ dropped, sentences }) => ({ dropped, sentences }))).toEqual([
      { dropped: false, sentences: [] },
      { dropped: true, sentences: [] },
    ]);
    await tender('TenderDrafted');
    expect(await round.seenBy(buyer)).toMatchObject({ status: 'locked', tenderId: null });
    expect(await round.seenBy(lead)).toMatchObject({ status: 'locked', tenderId });
    await tender('TenderPublished');
    expect(await round.seenBy(buyer)).toMatchObject({ status: 'tendering', tenderId });
    await tender('TenderCancelled');
    expect(await round.seenBy(lead)).toMatchObject({ status: 'locked', tenderId: null });
    await tender('TenderAwarded');
    expect(await round.listedFor(buyer)).toMatchObject({ status: 'awarded' });
    await round.record({ type: 'RoundClosed', data: {} });
    expect(await round.listedFor(buyer)).toMatchObject({ status: 'closed' });
  });

  it('is what a tender is made from, unless it is cancelled', async () => {
    const round = await begin(drafted, opened);
    expect(await round.locked()).toBeNull();
    await round.record({ type: 'RoundLocked', data: { ...locked, released: [] } });
    expect(await round.locked()).toEqual({ ...locked, roundId: round.roundId });
    await round.record({ type: 'RoundCancelled', data: {} });
    expect(await round.locked()).toBeNull();
  });
});

describe('The fund’s answer', () => {
  it('reaches the round by itself', async () => {
    const round = await begin(drafted, opened, requested(brookWants), requested(hillWants));
    const answer = { roundId: round.roundId, fundId, reason: 'Over budget.' };
    await app.record(
      `fund-${fundId}`,
      { type: 'FundsReserved', data: { ...answer, ...brook, requestId: requestId(1) } },
      { type: 'ReservationRefused', data: { ...answer, ...hill, requestId: requestId(2) } },
    );
    const statuses = async () => (await round.seenBy(lead)).demand.map(({ status }) => status);
    const until = Date.now() + 10_000;
    while ((await statuses()).includes('requested') && Date.now() < until) await pause(50);
    expect(await statuses()).toEqual(['committed', 'refused']);
  });
});
