import { describe, expect, it } from '@jest/globals';
import type { TenderEvent, TenderTerms } from '#messages/tenders';
import { specify } from '#specification';
import { tender } from './tender.decider.js';
import {
  ada,
  ben,
  drafted,
  locked,
  paper,
  paperQuotes,
  published,
  quoteIds,
  tenderId,
  terms,
  trays,
  which,
} from './tender.fixture.js';

const given = specify(tender);
const { closesAt, paymentDays, deliveryTerms } = terms;
const body = { ...which, closesAt, paymentDays, deliveryTerms };
const facts = { locked, other: null };
const draft = (more: object) =>
  given().when('DraftTender', { ...body, ...more }, { actor: ada, facts });

function expectRefused(asked: { refuses(code: string): void }, code: string): void {
  asked.refuses(code);
}

describe('The terms of an award', () => {
  it('are fixed in the draft: who may share a lot, at what reserve, how many may win', () => {
    const lotTerms = [{ lotId: paper, maxSuppliers: 2, reserveUnitPence: 1_340 }];
    const [event] = draft({ lotTerms, maxWinners: 3 }).events();
    const data = event!.data as TenderTerms;
    expect(data).toMatchObject({ maxWinners: 3 });
    expect(data.lots[0]).toMatchObject({ maxSuppliers: 2, reserveUnitPence: 1_340 });
    expect('maxSuppliers' in data.lots[1]!).toBe(false);
  });

  it('take over whether the round buys more than is firm', () => {
    const spare = { locked: { ...locked, spareUnits: true }, other: null };
    const [event] = given().when('DraftTender', body, { actor: ada, facts: spare }).events();
    expect(event!.data).toMatchObject({ spareUnits: true });
  });

  it('are written anew by a revision: what is left out is gone', () => {
    const [first] = draft({
      lotTerms: [{ lotId: paper, maxSuppliers: 2 }],
      maxWinners: 3,
    }).events();
    const revised = { tenderId, closesAt, paymentDays, deliveryTerms };
    given(first!)
      .when('ReviseTender', revised, { actor: ben })
      .records({ type: 'TenderRevised', data: { ...terms, revisedBy: 'ben' } });
  });

  it('name lots of the tender, once', () => {
    expectRefused(draft({ lotTerms: [{ lotId: tenderId, maxSuppliers: 2 }] }), 'lot-unknown');
    const twice = [{ lotId: paper, maxSuppliers: 2 }, { lotId: paper }];
    expectRefused(draft({ lotTerms: twice }), 'lot-twice');
  });

  it('say what quality counts before the quotes come', () => {
    expectRefused(draft({ scoring: { kind: 'monetised-quality' } }), 'scoring-incomplete');
    expectRefused(draft({ scoring: { kind: 'relative' } }), 'scoring-incomplete');
    const scoring = { kind: 'relative', priceWeight: 60 };
    const lotTerms = [{ lotId: trays, maxSuppliers: 2 }];
    expectRefused(draft({ scoring, lotTerms }), 'relative-needs-one-winner');
    expect(draft({ scoring }).events()[0]!.data).toMatchObject({ scoring });
    expect('scoring' in draft({ scoring: { kind: 'price' } }).events()[0]!.data).toBe(false);
  });
});

describe('Quality scores', () => {
  const scored: TenderEvent = {
    type: 'TenderPublished',
    data: {
      ...terms,
      scoring: { kind: 'relative', priceWeight: 60 },
      sharingRuleVersion: 1,
      publishedBy: 'ben',
    },
  };
  const scores = [{ quoteId: quoteIds.Quillstone, quality: 40 }];
  const reason = 'Samples were tried in two schools.';
  const record = (
    change: object = {},
    of: TenderEvent = scored,
    opened: typeof paperQuotes | null = paperQuotes,
  ) =>
    given(drafted, of).when(
      'RecordQualityScores',
      { tenderId, lotId: paper, scores, reason, ...change },
      { actor: ada, facts: { opened } },
    );

  it('are recorded with what they rest on, where the terms score quality', () => {
    const [event] = record().events();
    expect(event).toEqual({
      type: 'QualityScored',
      data: { ...which, lotId: paper, scores, reason, scoredBy: 'ada' },
    });
    expectRefused(record({}, published), 'quality-not-scored');
    expectRefused(record({}, scored, null), 'quotes-not-opened');
  });

  it('are for quotes that were made for the lot, one each', () => {
    expectRefused(record({ scores: [{ quoteId: tenderId, quality: 1 }] }), 'quote-unknown');
    expectRefused(record({ lotId: trays }), 'quote-unknown');
    expectRefused(record({ scores: [...scores, ...scores] }), 'score-twice');
  });
});
