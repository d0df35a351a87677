import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { TenderEvent } from '#messages/tenders';
import { specify } from '#specification';
import { tender } from './tender.decider.js';
import {
  ada,
  ben,
  drafted,
  governors,
  offer,
  paper,
  paperQuotes,
  published,
  quoteIds,
  quoteOf,
  tenderId,
  tenderLots,
  trays,
  trust,
  which,
  workedFor,
} from './tender.fixture.js';

const given = specify(tender);
const choices = [{ lotId: paper, quoteId: quoteIds.Quillstone }];
const facts = { opened: paperQuotes, worked: workedFor(paperQuotes, choices) };
const recommended = given(drafted, published)
  .when('RecommendAward', { tenderId, choices }, { actor: ada, facts })
  .events();
const past = [drafted, published, ...recommended];
const approve = (...events: TenderEvent[]) =>
  given(...events).when('ApproveAward', { tenderId }, { actor: ben, facts });

function award(): Extract<TenderEvent, { type: 'TenderAwarded' }>['data'] {
  const [event] = approve(...past).events();
  return event!.data as never;
}

describe('An award', () => {
  it('is approved by someone other than its recommender', () => {
    given(...past)
      .when('ApproveAward', { tenderId }, { actor: ada, facts })
      .refuses('own-recommendation');
    expect(award()).toMatchObject({ ...which, recommendedBy: 'ada', approvedBy: 'ben' });
  });

  it('waits for a recommendation, and is made once', () => {
    approve(drafted, published).refuses('not-recommended');
    const [event] = approve(...past).events();
    approve(...past, event!).refuses('tender-awarded');
    given(...past, event!)
      .when('CancelTender', { tenderId, reason: 'Too late.' }, { actor: ada })
      .refuses('tender-awarded');
  });

  it('carries the winner’s tiers and each school’s share, to the penny', () => {
    const [lot] = award().lots;
    expect(lot).toMatchObject({
      lotId: paper,
      supplierName: 'Quillstone',
      totalPence: 992_940,
      tiers: paperQuotes[2]!.lines[0]!.tiers,
      shares: [
        { schoolUrn: '990001', partyId: trust, quantity: 400, paysPence: 494_000 },
        { schoolUrn: '990002', partyId: trust, quantity: 300, paysPence: 370_500 },
        { schoolUrn: '990007', partyId: governors, quantity: 104, paysPence: 128_440 },
      ],
    });
    expect(lot!.ranking).toHaveLength(3);
  });

  it('names its rule, the lots without a winner, and the schools it leaves without', () => {
    expect(award()).toMatchObject({
      sharingRule: { id: 'equal_price', version: 1 },
      unsuccessfulLotIds: [trays],
      withoutAward: [{ schoolUrn: '990008', partyId: governors }],
    });
  });

  it('shares every total without losing a penny', () => {
    const price = fc.integer({ min: 1, max: 1350 });
    fc.assert(
      fc.property(price, price, (low, high) => {
        const line = offer(
          paper,
          [
            [1, low],
            [13, high],
          ],
          'incremental',
        );
        const opened = [quoteOf('Quillstone', line)];
        const reason = 'Only Quillstone quoted.';
        const asked = { opened, worked: workedFor(opened, choices) };
        const [chosen] = given(drafted, published)
          .when('RecommendAward', { tenderId, choices, reason }, { actor: ada, facts: asked })
          .events();
        const [event] = given(drafted, published, chosen!)
          .when('ApproveAward', { tenderId }, { actor: ben, facts: { opened } })
          .events();
        const [lot] = (event!.data as ReturnType<typeof award>).lots;
        const shared = lot!.shares.reduce((sum, { paysPence }) => sum + paysPence, 0);
        expect(shared).toBe(12 * low + (tenderLots[0]!.quantity - 12) * high);
        expect(lot!.totalPence).toBe(shared);
      }),
    );
  });
});

describe('A returned recommendation', () => {
  const reason = 'Ask Quillstone about August first.';
  const returned: TenderEvent = {
    type: 'RecommendationReturned',
    data: { ...which, reason, returnedBy: 'ben' },
  };

  it('may be followed by another one', () => {
    const body = { tenderId, reason };
    given(...past)
      .when('ReturnRecommendation', body, { actor: ben })
      .records(returned);
    given(drafted, published)
      .when('ReturnRecommendation', body, { actor: ben })
      .refuses('not-recommended');
    given(...past, returned)
      .when('RecommendAward', { tenderId, choices }, { actor: ada, facts })
      .records(recommended[0]!);
    approve(...past, returned).refuses('not-recommended');
  });
});
