import { describe, expect, it } from '@jest/globals';
import type { RevealedQuote } from '#messages/quotes';
import type { LotChoice, SolvedAward, TenderEvent, TenderTerms } from '#messages/tenders';
import { specify } from '#specification';
import { tender } from './tender.decider.js';
import {
  ada,
  drafted,
  paper,
  paperQuotes,
  quoteIds,
  tenderId,
  terms,
  which,
  workedFor,
} from './tender.fixture.js';

const { Brackenfold, Nethermere, Quillstone } = quoteIds;
const solved: SolvedAward = {
  inputHash: 'ab'.repeat(32),
  solver: 'HiGHS',
  proved: true,
  gapPence: 0,
  boundPence: 990_000,
  costPence: 990_000,
  optimalSolutions: 1,
  tieBrokenBy: [],
  nodes: 1,
  dearerByPence: 0,
};

/** Paper may be shared by two; the trays have no quote. */
function recommend(
  choices: LotChoice[],
  change: Partial<TenderTerms> = {},
  more: { opened?: readonly RevealedQuote[]; worked?: object; reason?: string } = {},
) {
  const lots = terms.lots.map((lot) => ({ ...lot, maxSuppliers: 2 }));
  const of = { ...terms, lots, ...change };
  const published: TenderEvent = {
    type: 'TenderPublished',
    data: { ...of, sharingRuleVersion: 1, publishedBy: 'ben' },
  };
  const { opened = paperQuotes, worked = {}, reason } = more;
  const facts = { opened, worked: { ...workedFor(opened, choices, { of, solved }), ...worked } };
  const body = { tenderId, choices, ...(reason && { reason }) };
  return specify(tender)(drafted, published).when('RecommendAward', body, { actor: ada, facts });
}

function expectRefused(asked: { refuses(code: string): void }, code: string): void {
  asked.refuses(code);
}

const split = (a: number, b: number) => [
  { lotId: paper, quoteId: Quillstone, quantity: a },
  { lotId: paper, quoteId: Nethermere, quantity: b },
];

describe('Choices for a lot that suppliers may share', () => {
  it('say how much each wins, and add up to the lot', () => {
    const [event] = recommend(split(500, 304)).events();
    expect(event!.data).toMatchObject({
      solved: { proved: true },
      lots: [
        {
          lotId: paper,
          quoteId: Quillstone,
          parts: [
            { quoteId: Quillstone, quantity: 500, goodsPence: 645_000, totalPence: 645_000 },
            { quoteId: Nethermere, quantity: 304, goodsPence: 407_360, totalPence: 407_360 },
          ],
        },
      ],
    });
    expectRefused(recommend(split(500, 303)), 'quantity-wrong');
    expectRefused(recommend(split(500, 305)), 'quantity-wrong');
    recommend(split(500, 304).map(({ quantity: _, ...choice }) => choice)).refuses(
      'quantity-needed',
    );
  });

  it('name no more suppliers than may share it, each once', () => {
    const third = { lotId: paper, quoteId: Brackenfold, quantity: 4 };
    expectRefused(recommend([...split(500, 300), third]), 'too-many-suppliers');
    expectRefused(recommend([...split(500, 304), split(1, 1)[0]!]), 'lot-twice');
    expectRefused(recommend(split(500, 304), { lots: terms.lots }), 'lot-twice');
    expectRefused(recommend(split(500, 304), { maxWinners: 1 }), 'too-many-winners');
  });

  it('keep to what each can and wants to supply', () => {
    const limited = (more: object, whole: object = {}) =>
      paperQuotes.map((quote) =>
        quote.quoteId === Quillstone
          ? { ...quote, ...whole, lines: quote.lines.map((line) => ({ ...line, ...more })) }
          : quote,
      );
    const choose = (opened: readonly RevealedQuote[]) => recommend(split(500, 304), {}, { opened });
    expectRefused(choose(limited({ capacity: 499 })), 'capacity-exceeded');
    expectRefused(choose(limited({}, { capacity: 499 })), 'capacity-exceeded');
    expectRefused(choose(limited({ minimumAward: 501 })), 'minimum-not-met');
  });

  it('may leave at its reserve price what is dearer, and buy more where the round says so', () => {
    const lots = terms.lots.map((lot) => ({ ...lot, reserveUnitPence: 1_300 }));
    const part = [{ lotId: paper, quoteId: Quillstone, quantity: 800 }];
    expect(recommend(part, { lots }).events()).toHaveLength(1);
    expectRefused(recommend(part), 'quantity-wrong');
    const more = [{ lotId: paper, quoteId: Quillstone, quantity: 819 }];
    expect(recommend(more, { spareUnits: true }).events()).toHaveLength(1);
    expectRefused(
      recommend([{ ...more[0]!, quantity: 820 }], { spareUnits: true }),
      'quantity-wrong',
    );
  });
});

describe('A recommendation beside the best award', () => {
  const worse = { solved: { ...solved, dearerByPence: 12_300 } };

  it('explains by how much it is dearer, or is not recorded', () => {
    const asked = recommend(split(500, 304), {}, { worked: worse });
    asked.refuses('reason-needed');
    expect(() => asked.events()).toThrow('£123.00 more than the award of least cost, £9,900.00');
    const said = recommend(split(500, 304), {}, { worked: worse, reason: 'Two vans are safer.' });
    expect(said.events()[0]!.data).toMatchObject({ solved: { dearerByPence: 12_300 } });
  });

  it('needs no reason for a dearer quote where all lots together are the best', () => {
    const dearer = [{ lotId: paper, quoteId: Brackenfold }];
    const alone = { lots: terms.lots };
    expect(recommend(dearer, alone).events()).toHaveLength(1);
    expectRefused(recommend(dearer, alone, { worked: worse }), 'reason-needed');
  });

  it('waits until that is worked out, and says how far it is', () => {
    const unfinished = '£12.00 open after 5 of about 180 seconds';
    const asked = recommend(split(500, 304), {}, { worked: { unfinished } });
    asked.refuses('award-unfinished');
    expect(() => asked.events()).toThrow('still being worked out: £12.00 open after 5');
  });

  it('waits for the shares of each school too', () => {
    const asked = recommend(split(500, 304), {}, { worked: { lots: null, unshared: true } });
    asked.refuses('award-unfinished');
    expect(() => asked.events()).toThrow('What each school would pay by the round’s rule');
  });

  it('is refused where the rule has no answer, or charges someone above the ceiling', () => {
    const cannotShare = 'The nucleolus is for 10 schools at most.';
    expectRefused(recommend(split(500, 304), {}, { worked: { cannotShare } }), 'cannot-share');
    const overCeiling = 'Alder would pay £9.00 for paper, and its ceiling is £8.00';
    expectRefused(
      recommend(split(500, 304), {}, { worked: { overCeiling } }),
      'share-above-ceiling',
    );
  });

  it('goes by the scores where the terms say so, once all have one', () => {
    const scoring = { kind: 'relative', priceWeight: 60 } as const;
    const published: TenderEvent = {
      type: 'TenderPublished',
      data: { ...terms, scoring, sharingRuleVersion: 1, publishedBy: 'ben' },
    };
    const scores = (...all: [string, number][]): TenderEvent => ({
      type: 'QualityScored',
      data: {
        ...which,
        lotId: paper,
        scores: all.map(([quoteId, quality]) => ({ quoteId, quality })),
        reason: 'Samples.',
        scoredBy: 'ada',
      },
    });
    const choose = (quoteId: string, ...events: TenderEvent[]) => {
      const choices = [{ lotId: paper, quoteId }];
      const facts = { opened: paperQuotes, worked: workedFor(paperQuotes, choices) };
      const past = specify(tender)(drafted, published, ...events);
      return past.when('RecommendAward', { tenderId, choices }, { actor: ada, facts });
    };
    expectRefused(choose(Quillstone, scores([Quillstone, 40])), 'quality-missing');
    const all = scores([Quillstone, 40], [Nethermere, 90], [Brackenfold, 50]);
    expect(choose(Nethermere, all).events()).toHaveLength(1);
    expect(() => choose(Quillstone, all).events()).toThrow('the best score is that of Nethermere');
  });
});
