import { describe, expect, it } from '@jest/globals';
import type { RevealedQuote } from '#messages/quotes';
import type { LotChoice, TenderEvent } from '#messages/tenders';
import { specify } from '#specification';
import { tender } from './tender.decider.js';
import {
  ada,
  drafted,
  offer,
  paper,
  paperQuotes,
  published,
  quoteIds,
  quoteOf,
  suppliers,
  tenderId,
  trays,
  which,
  workedFor,
} from './tender.fixture.js';

const given = specify(tender);
const asked = (opened: readonly RevealedQuote[] | null) => ({ actor: ada, facts: { opened } });
const worked = (opened: readonly RevealedQuote[] | null, choices: LotChoice[]) => ({
  actor: ada,
  facts: { opened, worked: workedFor(opened, choices) },
});
const recommend = (opened: readonly RevealedQuote[], quoteId: string, reason?: string) => {
  const choices = [{ lotId: paper, quoteId }];
  const body = { tenderId, choices, ...(reason && { reason }) };
  return given(drafted, published).when('RecommendAward', body, worked(opened, choices));
};
const aside: TenderEvent = {
  type: 'QuoteSetAside',
  data: {
    ...which,
    lotId: paper,
    quoteId: quoteIds.Quillstone,
    reason: 'A typing error.',
    setAsideBy: 'ada',
  },
};
const setAside = {
  tenderId,
  lotId: paper,
  quoteId: quoteIds.Quillstone,
  reason: 'A typing error.',
};

describe('A quote set aside', () => {
  it('is recorded with its reason, once, after the opening', () => {
    given(drafted, published).when('SetQuoteAside', setAside, asked(paperQuotes)).records(aside);
    given(drafted, published, aside)
      .when('SetQuoteAside', setAside, asked(paperQuotes))
      .refuses('quote-set-aside');
    given(drafted, published)
      .when('SetQuoteAside', setAside, asked(null))
      .refuses('quotes-not-opened');
    given(drafted).when('SetQuoteAside', setAside, asked(null)).refuses('tender-not-published');
  });

  it('is one that was made for that lot', () => {
    const odd = (change: object) =>
      given(drafted, published).when(
        'SetQuoteAside',
        { ...setAside, ...change },
        asked(paperQuotes),
      );
    odd({ lotId: tenderId }).refuses('lot-unknown');
    odd({ lotId: trays }).refuses('quote-unknown');
    odd({ quoteId: tenderId }).refuses('quote-unknown');
  });
});

describe('A recommendation', () => {
  it('names the cheapest of three without more words', () => {
    const [event] = recommend(paperQuotes, quoteIds.Quillstone).events();
    expect(event).toMatchObject({
      type: 'AwardRecommended',
      data: {
        ...which,
        recommendedBy: 'ada',
        lots: [{ lotId: paper, quoteId: quoteIds.Quillstone }],
      },
    });
  });

  it('waits until the quotes are open', () => {
    const choices = [{ lotId: paper, quoteId: quoteIds.Quillstone }];
    given(drafted, published)
      .when('RecommendAward', { tenderId, choices }, worked(null, choices))
      .refuses('quotes-not-opened');
  });

  it('gives a reason for one that is not the cheapest, which the refusal puts in figures', () => {
    recommend(paperQuotes, quoteIds.Brackenfold).refuses('reason-needed');
    expect(() => recommend(paperQuotes, quoteIds.Brackenfold).events()).toThrow(
      'copier-paper: Brackenfold asks £10,436.40, £507.00 more than Quillstone with £9,929.40.',
    );
    const [event] = recommend(paperQuotes, quoteIds.Brackenfold, 'Delivers in August.').events();
    expect(event!.data).toMatchObject({ reason: 'Delivers in August.' });
  });

  it('gives a reason for a lot with fewer than three valid quotes', () => {
    const two = paperQuotes.slice(1);
    expect(() => recommend(two, quoteIds.Quillstone).events()).toThrow('only 2 valid quotes');
    recommend(two, quoteIds.Quillstone, 'Four were asked.').events();
    const choices = [{ lotId: paper, quoteId: quoteIds.Brackenfold }];
    given(drafted, published, aside)
      .when('RecommendAward', { tenderId, choices }, worked(paperQuotes, choices))
      .refuses('reason-needed');
  });

  it('gives a reason for one that asks unusually little', () => {
    const low = quoteOf('Quillstone', offer(paper, [[1, 600]]));
    const quotes = [paperQuotes[0]!, paperQuotes[1]!, low];
    expect(() => recommend(quotes, quoteIds.Quillstone).events()).toThrow(
      'Quillstone asks unusually little, £4,824.00 for 804; say how it explains that.',
    );
  });

  it('gives a reason for one whose rebate leaves unusually little', () => {
    const rebates = [{ fromSpendPence: 900_000, rateBasisPoints: 4_000 }];
    const low = { ...quoteOf('Quillstone', offer(paper, [[1, 1200]])), rebates };
    const quotes = [paperQuotes[0]!, paperQuotes[1]!, low];
    expect(() => recommend(quotes, quoteIds.Quillstone).events()).toThrow(
      'Quillstone asks unusually little, £5,788.80 for 804 after its discounts; say how',
    );
    recommend(quotes, quoteIds.Quillstone, 'It clears its store.').events();
  });

  it('breaks a tie by a reason that names the choice, never by who was first', () => {
    const tied = quoteOf('Nethermere', offer(paper, [[1, 1235]]));
    const quotes = [paperQuotes[0]!, tied, paperQuotes[2]!];
    recommend(quotes, quoteIds.Nethermere).refuses('reason-needed');
    recommend(quotes, quoteIds.Nethermere, 'The lot was drawn.').refuses('reason-needed');
    const drawn = recommend(quotes, quoteIds.Nethermere, 'The lot fell on nethermere.');
    expect(drawn.events()).toHaveLength(1);
  });

  it('chooses a quote that is there and counts', () => {
    recommend(paperQuotes, tenderId).refuses('quote-unknown');
    const choices = [{ lotId: paper, quoteId: quoteIds.Quillstone }];
    given(drafted, published, aside)
      .when('RecommendAward', { tenderId, choices, reason: 'No.' }, worked(paperQuotes, choices))
      .refuses('quote-not-valid');
  });

  it('chooses once for every lot that has a valid quote', () => {
    const both = quoteOf('Quillstone', ...paperQuotes[2]!.lines, offer(trays, [[1, 2600]]));
    const quotes = [paperQuotes[0]!, paperQuotes[1]!, both];
    recommend(quotes, quoteIds.Quillstone).refuses('lot-not-chosen');
    const choice = { lotId: paper, quoteId: quoteIds.Quillstone };
    const chosen = (...choices: (typeof choice)[]) =>
      given(drafted, published).when(
        'RecommendAward',
        { tenderId, choices },
        worked(quotes, choices),
      );
    chosen(choice, choice).refuses('lot-twice');
    chosen({ ...choice, lotId: suppliers.Nethermere }).refuses('lot-unknown');
  });

  it('is made once until it is decided', () => {
    const past = [drafted, published, ...recommend(paperQuotes, quoteIds.Quillstone).events()];
    const choices = [{ lotId: paper, quoteId: quoteIds.Quillstone }];
    given(...past)
      .when('RecommendAward', { tenderId, choices }, worked(paperQuotes, choices))
      .refuses('recommendation-waits');
    given(...past)
      .when('SetQuoteAside', { ...setAside }, asked(paperQuotes))
      .refuses('recommendation-waits');
  });
});
