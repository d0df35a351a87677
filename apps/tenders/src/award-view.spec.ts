import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sumPence } from '#libs/money';
import type { Actor, Grant } from '#messages/messages';
import type { RevealedQuote } from '#messages/quotes';
import {
  FindBestAward,
  FindFeedback,
  FindTender,
  type BestAwardAnswer,
  type TenderEvent,
  type TenderTerms,
} from '#messages/tenders';
import { specify } from '#specification';
import { freshDatabase, type FreshDatabase } from '#testing';
import { tender } from './tender.decider.js';
import {
  ada,
  ben,
  consortiumId,
  governors,
  lots,
  offer,
  paper,
  paperQuotes,
  quoteIds,
  quoteOf,
  suppliers,
  tenderLots,
  terms,
  workedFor,
} from './tender.fixture.js';
import { run, type Running } from './testing.js';
import { WorkOutAward } from './work-out-award.query.js';

const buyer: Actor = {
  id: 'p',
  kind: 'person',
  grants: [{ role: 'school-buyer', consortiumId, schoolUrn: '990007', partyId: governors }],
};
const sellerOf = (supplierId: string): Actor => {
  const grant: Grant = { role: 'supplier', consortiumId, supplierId };
  return { id: 's', kind: 'person', grants: [grant] };
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

/** A tender of its own with other terms, its quotes opened. */
async function opened(change: Partial<TenderTerms>, quotes: readonly RevealedQuote[]) {
  const tenderId = randomUUID();
  const own = { ...terms, ...change, tenderId, roundId: randomUUID() };
  const events: TenderEvent[] = [
    { type: 'TenderDrafted', data: { ...own, draftedBy: 'ada' } },
    { type: 'TenderPublished', data: { ...own, sharingRuleVersion: 1, publishedBy: 'ben' } },
  ];
  await app.record(`tender-${tenderId}`, ...events);
  const openedBy = ['ada', 'ben'];
  await app.record(
    `submissions-${tenderId}`,
    { type: 'QuotesOpened', data: { tenderId, consortiumId, openedBy, seals: [] } },
    ...quotes.map((quote) => ({
      type: 'QuoteRevealed',
      data: { tenderId, consortiumId, ...quote, sealHash: quote.quoteId, salt: 'cd' },
    })),
  );
  return { tenderId, terms: own, events };
}

function worked(tenderId: string, quoteId: string) {
  const choices = [{ lotId: paper, quoteId }];
  const asked = { tenderId, choices, setAside: 0, qualities: [] };
  return app.ofRule(Object.assign(new WorkOutAward(), asked));
}

describe('What a recommendation would be', () => {
  it('shares by the rule of the round, to the penny', async () => {
    const { tenderId } = await opened({ sharingRule: 'contribution' }, paperQuotes);
    const { lots: made } = await worked(tenderId, quoteIds.Quillstone);
    const [part] = made![0]!.parts;
    const shares = part!.shares.map((share) => share.sharePence!);
    expect(sumPence(shares)).toBe(part!.totalPence);
    expect(shares).not.toEqual(part!.shares.map(({ paysPence }) => paysPence));
  });

  it('names the school that would pay more than the ceiling', async () => {
    const dear = paperQuotes.map((quote) => ({
      ...quote,
      lines: quote.lines.map((line) => ({ ...line, deliveryPencePerSchool: 14_000 })),
    }));
    const { tenderId } = await opened({}, dear);
    const { overCeiling, solved } = await worked(tenderId, quoteIds.Quillstone);
    expect(overCeiling).toBe(
      'School 990007 would pay £1,424.40 for copier-paper, and its ceiling is £1,404.00',
    );
    expect(solved).toBeUndefined();
    const best = await app.find<BestAwardAnswer, FindBestAward>(ben, FindBestAward, { tenderId });
    expect(best).toMatchObject({ best: { overCeiling: expect.stringContaining('would pay') } });
  });

  it('names the school that would be invoiced more than the ceiling', async () => {
    const shared = [{ ...tenderLots[0]!, maxSuppliers: 2 }];
    const quotes = paperQuotes.map((quote) => ({
      ...quote,
      lines: quote.lines.map((line) =>
        quote.supplierName === 'Nethermere' ? { ...line, fixedFeePence: 360_00 } : line,
      ),
    }));
    const { tenderId } = await opened({ lots: shared }, quotes);
    const choices = [
      { lotId: paper, quoteId: quoteIds.Brackenfold, quantity: 803 },
      { lotId: paper, quoteId: quoteIds.Nethermere, quantity: 1 },
    ];
    const asked = { tenderId, choices, setAside: 0, qualities: [] };
    expect(await app.ofRule(Object.assign(new WorkOutAward(), asked))).toMatchObject({
      overCeiling:
        'School 990007 would be invoiced £1,712.08 for 104 of copier-paper, ' +
        'and its ceiling is £1,404.00',
    });
  });

  it('tells before the award who would pay more than it last did', async () => {
    const demand = lots[0]!.demand.map((wanted) =>
      wanted.schoolUrn === '990007' ? { ...wanted, lastPricePence: 1_200 } : wanted,
    );
    const own = [{ ...tenderLots[0]!, demand }];
    const { tenderId } = await opened({ lots: own }, paperQuotes);
    const answer = await app.find<BestAwardAnswer, FindBestAward>(ben, FindBestAward, { tenderId });
    expect(answer).toMatchObject({
      state: 'done',
      best: {
        dearer: [
          { lotId: paper, schoolUrn: '990007', sharePence: 128_440, atLastPricePence: 124_800 },
        ],
      },
    });
  });
});

describe('A lot that two suppliers won', () => {
  it('is seen by all as far as it is theirs', async () => {
    const shared = tenderLots.map((lot) => ({ ...lot, maxSuppliers: 2 }));
    const made = await opened({ lots: shared }, paperQuotes);
    const { tenderId } = made;
    const choices = [
      { lotId: paper, quoteId: quoteIds.Quillstone, quantity: 600 },
      { lotId: paper, quoteId: quoteIds.Nethermere, quantity: 204 },
    ];
    const facts = {
      opened: paperQuotes,
      worked: workedFor(paperQuotes, choices, { of: made.terms }),
    };
    const past = specify(tender)(...made.events);
    const recommended = past
      .when('RecommendAward', { tenderId, choices, reason: 'So.' }, { actor: ada, facts })
      .events();
    const awarded = specify(tender)(...made.events, ...recommended)
      .when('ApproveAward', { tenderId }, { actor: ben, facts })
      .events();
    await app.record(`tender-${tenderId}`, ...recommended, ...awarded);
    const seen = async (actor: Actor) => (await app.find(actor, FindTender, { tenderId })).lots[0]!;
    const winners = [
      { supplierName: 'Quillstone', quantity: 600, totalPence: 600 * 1_290 },
      { supplierName: 'Nethermere', quantity: 204, totalPence: 204 * 1_340 },
    ];
    expect(await seen(ada)).toMatchObject({ winners, winner: { supplierName: 'Quillstone' } });
    const { shares } = await seen(buyer);
    expect(shares).toMatchObject([
      { schoolUrn: '990007', quantity: 104, supplierName: 'Nethermere' },
    ]);
    expect((await seen(sellerOf(suppliers.Nethermere))).winners).toMatchObject([winners[1]]);
    expect((await seen(sellerOf(suppliers.Brackenfold))).winners).toEqual([]);
    const feedback = (supplierId: string) =>
      app.find(sellerOf(supplierId), FindFeedback, { tenderId, supplierId });
    expect(await feedback(suppliers.Nethermere)).toMatchObject([
      { won: true, ownQuantity: 204, quantity: 804, winnerName: 'Nethermere', winners },
    ]);
    expect(await feedback(suppliers.Brackenfold)).toMatchObject([{ won: false, winners }]);
  });
});

describe('A tender that is scored lot by lot', () => {
  it('shows scores once all are there, warns of flips, and has no award of least cost', async () => {
    const scoring = { kind: 'relative', priceWeight: 50 } as const;
    const quotes = [
      quoteOf('Quillstone', offer(paper, [[1, 600]])),
      quoteOf('Nethermere', offer(paper, [[1, 1_000]])),
      quoteOf('Brackenfold', offer(paper, [[1, 1_200]])),
    ];
    const { tenderId, terms: own } = await opened({ scoring }, quotes);
    const view = async () => (await app.find(ada, FindTender, { tenderId })).lots[0]!.scores;
    expect(await view()).toMatchObject({ missing: ['Quillstone', 'Nethermere', 'Brackenfold'] });
    const { roundId } = own;
    const scores = [
      { quoteId: quoteIds.Quillstone, quality: 0 },
      { quoteId: quoteIds.Nethermere, quality: 70 },
      { quoteId: quoteIds.Brackenfold, quality: 82 },
    ];
    const scored = { lotId: paper, scores, reason: 'Samples.', scoredBy: 'ada' };
    const which = { tenderId, roundId, consortiumId };
    await app.record(`tender-${tenderId}`, {
      type: 'QualityScored',
      data: { ...which, ...scored },
    });
    const { scores: ranked, flips } = (await view())!;
    expect(ranked.map(({ supplierName }) => supplierName)).toEqual([
      'Brackenfold',
      'Nethermere',
      'Quillstone',
    ]);
    expect(flips).toEqual([{ withoutSupplier: 'Quillstone', winners: ['Nethermere'] }]);
    const answer = await app.find<BestAwardAnswer, FindBestAward>(ada, FindBestAward, { tenderId });
    expect(answer).toMatchObject({ state: 'failed' });
  });
});
