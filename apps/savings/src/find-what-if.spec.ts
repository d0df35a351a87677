import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor, Body, Event } from '#messages/messages';
import type { LockedDemand } from '#messages/rounds';
import { FindWhatIf, type WhatIf } from '#messages/what-if';
import { freshDatabase, type FreshDatabase } from '#testing';
import { consortiumId, person, run, type Running } from './testing.js';

const [lotId, cheap, dear] = [randomUUID(), randomUUID(), randomUUID()] as const;
const tiers = (...pairs: [number, number][]) =>
  pairs.map(([fromQuantity, unitPricePence]) => ({ fromQuantity, unitPricePence }));
const lot = {
  lotId,
  item: 'meal-trays',
  description: 'Trays',
  specification: 'Compostable',
  unit: 'carton',
  caseSize: 1,
  ceilingPence: 3000,
  minimumQuantity: 0,
  financeCode: 'E25',
  vatRateBasisPoints: 2000,
  indicativeTiers: [{ fromQuantity: 100, unitPricePence: 2500 }],
};
const wanted = (schoolUrn: string, quantity: number): LockedDemand => ({
  schoolUrn,
  partyId: `party ${schoolUrn}`,
  quantity,
  max: quantity,
  lastPricePence: 2800,
  evidenceGrade: 'A',
  vatRecovered: true,
});
const demand = [wanted('990001', 60), wanted('990002', 40)];
const prices = [
  { quoteId: cheap, supplierName: 'Platterleaf', totalPence: 244_000 },
  { quoteId: dear, supplierName: 'Tallowgate', totalPence: 277_500 },
].map((one) => ({ ...one, supplierId: randomUUID() }));
const lines = {
  [cheap]: tiers([1, 2840], [100, 2440]),
  [dear]: tiers([1, 2950], [50, 2775]),
};

const lead = person('lead');
const school = person('school-buyer', { schoolUrn: '990002', partyId: 'party 990002' });
const supplier = person('supplier', { supplierId: prices[0]!.supplierId });
const stranger: Actor = { ...lead, grants: [{ role: 'lead', consortiumId: 'another' }] };

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

async function begin({ awarded }: { awarded: boolean }) {
  const [roundId, tenderId] = [randomUUID(), randomUUID()];
  const terms = { roundId, consortiumId, title: 'Autumn', sharingRule: 'equal_price' };
  const locked = { ...lot, quantity: 100, mostQuantity: 100, demand };
  await app.record(
    `round-${roundId}`,
    { type: 'RoundDrafted', data: { ...terms, lots: [lot] } },
    { type: 'CommitmentOpened', data: { ...terms, lots: [lot] } },
    { type: 'RoundLocked', data: { ...terms, lots: [locked], released: [] } },
  );
  if (awarded) {
    const quotes = prices.map(({ quoteId, ...who }): Event => ({
      type: 'QuoteRevealed',
      data: { tenderId, consortiumId, quoteId, ...who, lines: [lineOf(quoteId)] },
    }));
    await app.record(`submissions-${tenderId}`, ...quotes);
    await app.record(`tender-${tenderId}`, award(roundId, tenderId));
  }
  return (actor: Actor, asked: Partial<Body<FindWhatIf>> = {}) =>
    app.find<WhatIf, FindWhatIf>(actor, FindWhatIf, { roundId, ...asked });
}

function lineOf(quoteId: string) {
  return { lotId, meetsSpecification: true, basis: 'all-units', tiers: lines[quoteId] };
}

function award(roundId: string, tenderId: string): Event {
  const [{ supplierId, supplierName }] = prices as [(typeof prices)[number]];
  const won = { quoteId: cheap, supplierId, supplierName, basis: 'all-units', tiers: lines[cheap] };
  const shares = demand.map(({ schoolUrn, partyId, quantity }) => ({
    schoolUrn,
    partyId,
    quantity,
    vatRecovered: true,
    paysPence: quantity * 2440,
  }));
  const data = {
    tenderId,
    roundId,
    consortiumId,
    fundId: 'f',
    title: 'Autumn',
    paymentDays: 30,
    sharingRule: { id: 'equal_price', version: 1 },
    lots: [{ ...lot, quantity: 100, ...won, totalPence: 244_000, ranking: prices, shares }],
    unsuccessfulLotIds: [],
    withoutAward: [],
    recommendedBy: 'a',
    approvedBy: 'b',
  };
  return { type: 'TenderAwarded', data };
}

describe('What if, asked of an awarded round', () => {
  it('answers the truth to no question, and says that nothing of it is recorded', async () => {
    const ask = await begin({ awarded: true });
    const { total, ...answer } = await ask(lead);
    expect(answer).toMatchObject({ notTheTruth: true, from: 'award', leaving: null });
    expect(total.whatIf).toEqual(total.truth);
    expect(total.truth).toMatchObject({ paysPence: 244_000, baselinePence: 280_000 });
  });

  it('knows who would win without a school, and what that would cost the others', async () => {
    const ask = await begin({ awarded: true });
    const { lots, leaving, total } = await ask(lead, { withoutSchoolUrn: '990001' });
    // 40 cartons at £28.40 are less than 50 at £27.75; the others lose 40 × £4.00.
    expect(lots[0]!.whatIf).toMatchObject({ supplierName: 'Platterleaf', totalPence: 113_600 });
    expect(leaving).toMatchObject({ othersPence: 16_000, harmPence: 16_000, capPence: 21_600 });
    expect(total.whatIf).toMatchObject({ quantity: 40, paysPence: 113_600 });
  });

  it('tries out another quote, and shows a school its own row and the totals', async () => {
    const ask = await begin({ awarded: true });
    const asked = { lotId, tiers: ['1:2900', '100:2400'], replacesQuoteId: dear };
    const own = await ask(school, asked);
    expect(own.lots[0]!.whatIf).toMatchObject({ supplierName: 'Tallowgate', totalPence: 240_000 });
    expect(own.schools.map(({ schoolUrn }) => schoolUrn)).toEqual(['990002']);
    expect(own.total).toEqual((await ask(lead, asked)).total);
  });

  it('says what is wrong with a question', async () => {
    const ask = await begin({ awarded: true });
    const wrong = [
      ask(lead, { lotId, tiers: ['2:2400'] }),
      ask(lead, { lotId, tiers: ['1:2400', '1:2300'] }),
      ask(lead, { lotId, tiers: ['one:2400'] }),
      ask(lead, { lotId }),
      ask(lead, { tiers: ['1:2400'] }),
    ];
    for (const answer of wrong) await expect(answer).rejects.toThrow(/tier|price|quantity/i);
    const [replacesQuoteId, supplierName, basis] = [dear, 'Tallowgate', 'incremental'] as const;
    for (const half of [{ replacesQuoteId }, { supplierName }, { basis }]) {
      await expect(ask(lead, half)).rejects.toThrow(/lotId must say which lot/);
    }
    await expect(ask(lead, { withoutSchoolUrn: '990009' })).rejects.toMatchObject({
      code: 'school-not-in-round',
    });
    const elsewhere = { lotId: randomUUID(), tiers: ['1:2400'] };
    await expect(ask(lead, elsewhere)).rejects.toMatchObject({ code: 'lot-not-in-round' });
    const unknown = { lotId, tiers: ['1:2400'], replacesQuoteId: randomUUID() };
    await expect(ask(lead, unknown)).rejects.toMatchObject({ code: 'quote-not-counted' });
  });
});

describe('Who may ask', () => {
  it('is every member after the award, never a supplier or a stranger', async () => {
    const ask = await begin({ awarded: true });
    for (const outsider of [supplier, stranger]) {
      await expect(ask(outsider)).rejects.toMatchObject({ kind: 'not-found' });
    }
  });

  it('is only who oversees the consortium before: at indicative prices', async () => {
    const ask = await begin({ awarded: false });
    await expect(ask(school)).rejects.toMatchObject({ kind: 'not-found' });
    const asked = { withoutSchoolUrn: '990002', lotId, tiers: ['1:2600', '60:2300'] };
    const { from, total, lots, quotes } = await ask(lead, asked);
    expect([from, quotes]).toEqual(['indicative-prices', []]);
    expect(lots[0]!.truth).toMatchObject({ supplierName: null, totalPence: 250_000 });
    expect(total.whatIf).toMatchObject({ quantity: 60, paysPence: 60 * 2300 });
  });
});
