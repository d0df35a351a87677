import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor, Event, Grant } from '#messages/messages';
import {
  contractIdOf,
  FindAward,
  FindContracts,
  FindFeedback,
  FindTender,
  FindTenders,
  SignContract,
  type TenderEvent,
} from '#messages/tenders';
import { specify } from '#specification';
import { freshDatabase, type FreshDatabase } from '#testing';
import { tender } from './tender.decider.js';
import {
  ada,
  ben,
  consortiumId,
  drafted,
  governors,
  offer,
  paper,
  paperQuotes,
  published,
  quoteIds,
  quoteOf,
  suppliers,
  tenderId,
  trays,
  trust,
  which,
  workedFor,
} from './tender.fixture.js';
import { run, type Running } from './testing.js';

const person = (...grants: Grant[]): Actor => ({ id: 'p', kind: 'person', grants });
const system: Actor = { id: 'process:spec', kind: 'service', grants: [] };
const school = { role: 'school-buyer', consortiumId, schoolUrn: '990007', partyId: governors };
const buyer = person(school as Grant);
const head = person({ ...school, role: 'school-approver' } as Grant);
const auditor = person({ role: 'auditor', consortiumId });
const stranger = person({ role: 'lead', consortiumId: randomUUID() });
const sellerFor = (name: keyof typeof suppliers) =>
  person({ role: 'supplier', consortiumId, supplierId: suppliers[name] });

const second = quoteOf('Brackenfold', ...paperQuotes[0]!.lines, offer(trays, [[1, 2600]]));
const quotes = [second, paperQuotes[1]!, paperQuotes[2]!];
const closed: Event = { type: 'SubmissionsClosed', data: { tenderId, consortiumId, seals: [] } };
const opening = { type: 'OpeningStarted', data: { tenderId, consortiumId, openedBy: 'ada' } };
const revealed: Event[] = [
  { type: 'QuotesOpened', data: { tenderId, consortiumId, openedBy: ['ada', 'ben'], seals: [] } },
  ...quotes.map((quote) => ({
    type: 'QuoteRevealed',
    data: { tenderId, consortiumId, ...quote, sealHash: 'ab', salt: 'cd' },
  })),
];
const setAside: TenderEvent = {
  type: 'QuoteSetAside',
  data: {
    ...which,
    lotId: paper,
    quoteId: quoteIds.Nethermere,
    reason: 'Withdrew its range.',
    setAsideBy: 'ada',
  },
};

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

const inTender = (...events: Event[]) => app.record(`tender-${tenderId}`, ...events);
const inSubmissions = (...events: Event[]) => app.record(`submissions-${tenderId}`, ...events);

const view = (actor: Actor) => app.find(actor, FindTender, { tenderId });
const unseen = { code: 'not-found' };

describe('A tender, while it is a draft', () => {
  it('is for those who run the consortium', async () => {
    await app.record('school-990007', {
      type: 'SchoolRegistered',
      data: { urn: '990007', name: 'Fellrigg School', phase: 'Special' },
    });
    await inTender(drafted);
    expect(await view(ada)).toMatchObject({
      status: 'draft',
      authorId: 'ada',
      title: 'Paper and trays',
    });
    for (const actor of [buyer, sellerFor('Quillstone'), stranger]) {
      await expect(view(actor)).rejects.toMatchObject(unseen);
      expect(await app.find(actor, FindTenders, {})).toEqual([]);
    }
  });
});

describe('A tender, once published', () => {
  it('gives a supplier every door and no ceiling', async () => {
    await inTender(published);
    const { lots, authorId, status } = await view(sellerFor('Quillstone'));
    expect([authorId, status]).toEqual(['', 'published']);
    expect(lots.map(({ ceilingPence }) => ceilingPence)).toEqual([null, null]);
    expect(lots[0]!.drops).toEqual([
      { schoolUrn: '990001', firm: 400, most: 405 },
      { schoolUrn: '990002', firm: 300, most: 305 },
      { schoolUrn: '990007', schoolName: 'Fellrigg School', firm: 104, most: 109 },
    ]);
    expect(JSON.stringify(lots)).not.toContain('lastPricePence');
  });

  it('gives a school its own door and everybody’s sum', async () => {
    const { lots } = await view(buyer);
    expect(lots.map(({ quantity }) => quantity)).toEqual([804, 91]);
    expect(lots.map(({ drops }) => drops.map(({ schoolUrn }) => schoolUrn))).toEqual([
      ['990007'],
      [],
    ]);
    await expect(view(stranger)).rejects.toMatchObject(unseen);
    const [summary] = await app.find(buyer, FindTenders, {});
    expect(summary).toMatchObject({ tenderId, status: 'published', demo: false });
  });

  it('has no ranking before the opening', async () => {
    await inSubmissions(closed, opening);
    const { status, firstOpenerId, lots } = await view(auditor);
    expect([status, firstOpenerId]).toEqual(['opening', 'ada']);
    expect(lots.flatMap(({ ranking }) => ranking)).toEqual([]);
  });
});

describe('A tender, once opened', () => {
  it('is ranked for those who decide and check, and for nobody else', async () => {
    await inSubmissions(...revealed);
    await inTender(setAside);
    const { lots, status } = await view(auditor);
    expect(status).toBe('opened');
    expect(
      lots[0]!.ranking.map(({ supplierName, totalPence }) => [supplierName, totalPence]),
    ).toEqual([
      ['Quillstone', 992_940],
      ['Brackenfold', 1_043_640],
      ['Nethermere', null],
    ]);
    for (const actor of [buyer, sellerFor('Quillstone')]) {
      const seen = JSON.stringify(await view(actor));
      expect(seen).not.toMatch(/Brackenfold|1043640|Withdrew/);
    }
  });

  it('gives its feedback after the award only', async () => {
    const { Quillstone: supplierId } = suppliers;
    const feedback = app.find(sellerFor('Quillstone'), FindFeedback, { tenderId, supplierId });
    expect(await feedback).toEqual([]);
    const spying = app.find(sellerFor('Nethermere'), FindFeedback, { tenderId, supplierId });
    await expect(spying).rejects.toMatchObject(unseen);
    expect(await app.find(system, FindAward, { tenderId })).toBeNull();
  });
});

describe('A tender, once awarded', () => {
  const choices = [
    { lotId: paper, quoteId: quoteIds.Quillstone },
    { lotId: trays, quoteId: quoteIds.Brackenfold },
  ];
  const aside = [{ lotId: paper, quoteId: quoteIds.Nethermere, reason: 'Withdrew its range.' }];
  const worked = workedFor(quotes, choices, { setAside: aside });
  const facts = { opened: quotes, worked };
  const [recommended] = specify(tender)(drafted as TenderEvent, published as TenderEvent, setAside)
    .when('RecommendAward', { tenderId, choices, reason: 'So.' }, { actor: ada, facts })
    .events();
  const [awarded] = specify(tender)(drafted, published, setAside, recommended!)
    .when('ApproveAward', { tenderId }, { actor: ben, facts })
    .events();

  it('names the winners to members, and to a supplier itself', async () => {
    await inTender(recommended!);
    expect(await view(ben)).toMatchObject({
      status: 'recommended',
      recommendedBy: 'ada',
      reason: 'So.',
    });
    expect((await view(buyer)).recommendedBy).toBeNull();
    await inTender(awarded!);
    const winners = async (actor: Actor) =>
      (await view(actor)).lots.map(({ winner }) => winner?.supplierName);
    expect(await winners(buyer)).toEqual(['Quillstone', 'Brackenfold']);
    expect(await winners(sellerFor('Brackenfold'))).toEqual([undefined, 'Brackenfold']);
    expect(await winners(sellerFor('Nethermere'))).toEqual([undefined, undefined]);
  });

  it('tells each supplier its own figures beside the winner’s', async () => {
    const feedback = (name: keyof typeof suppliers) =>
      app.find(sellerFor(name), FindFeedback, { tenderId, supplierId: suppliers[name] });
    expect(await feedback('Brackenfold')).toMatchObject([
      { won: false, ownTotalPence: 1_043_640, winnerTotalPence: 992_940, place: 2, of: 2 },
      { won: true, ownTotalPence: 236_600, winnerName: 'Brackenfold', place: 1, of: 1 },
    ]);
    expect(await feedback('Nethermere')).toMatchObject([
      { won: false, ownTotalPence: null, setAside: 'Withdrew its range.', place: null },
    ]);
  });

  it('makes contracts that come in force as parties sign', async () => {
    const contractId = contractIdOf(tenderId, governors, suppliers.Quillstone);
    await issued(3);
    const sign = (actor: Actor) => app.ask(actor, SignContract, { contractId });
    await expect(sign(ada)).rejects.toMatchObject({ code: 'forbidden' });
    await sign(head);
    expect(await app.find(system, FindAward, { tenderId })).toMatchObject({
      paymentDays: 30,
      inForce: [{ partyId: governors, supplierId: suppliers.Quillstone }],
      lots: [{ lotId: paper }, { lotId: trays }],
    });
    const contracts = async (actor: Actor) =>
      (await app.find(actor, FindContracts, { tenderId })).map((one) => [
        one.partyId,
        one.netPence,
        one.status,
      ]);
    expect(await contracts(buyer)).toEqual([
      [governors, 236_600, 'issued'],
      [governors, 128_440, 'signed'],
    ]);
    expect(await contracts(sellerFor('Brackenfold'))).toEqual([[governors, 236_600, 'issued']]);
    expect(await contracts(auditor)).toContainEqual([trust, 864_500, 'issued']);
    expect(await contracts(stranger)).toEqual([]);
  });
});

/** The process asks for the contracts by itself. */
async function issued(count: number): Promise<void> {
  for (const until = Date.now() + 5000; Date.now() < until;) {
    if ((await app.find(auditor, FindContracts, { tenderId })).length === count) return;
  }
  throw new Error('The contracts were not issued.');
}
