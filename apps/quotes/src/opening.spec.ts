import { describe, expect, it } from '@jest/globals';
import { unsealText } from '#libs/sealing';
import type { SubmissionsEvent } from '#messages/quotes';
import { specify } from '#specification';
import { plainOf } from './quote-text.js';
import type { RevealedText } from './sealing-queries.js';
import { submissions } from './submissions.decider.js';
import {
  key,
  nethermere,
  opened,
  paper,
  person,
  priced,
  quillstone,
  sealedAs,
  tenderId,
  trays,
  which,
} from './submissions.fixture.js';

const given = specify(submissions);
const [a, b] = [
  { supplierId: quillstone, quoteId: '00000000-0000-7000-8000-0000000000f2' },
  { supplierId: nethermere, quoteId: '00000000-0000-7000-8000-0000000000f1' },
];
const sealedA = sealedAs(a.supplierId, a.quoteId, [priced(1235)]);
const sealedB = sealedAs(b.supplierId, b.quoteId, [priced(1305)]);

const sealedEvent = (of: typeof a, sealed: typeof sealedA): SubmissionsEvent => ({
  type: 'QuoteSealed',
  data: { ...which, ...of, ...sealed },
});
const past = [opened, sealedEvent(a, sealedA), sealedEvent(b, sealedB)];
const closed: SubmissionsEvent = { type: 'SubmissionsClosed', data: { ...which, seals: [] } };
const started: SubmissionsEvent = { type: 'OpeningStarted', data: { ...which, openedBy: 'ada' } };
const suppliers = [
  { supplierId: quillstone, consortiumId: which.consortiumId, name: 'Quillstone' },
  { supplierId: nethermere, consortiumId: which.consortiumId, name: 'Nethermere' },
];

function revealed(of: typeof a, sealed: typeof sealedA): RevealedText {
  const { salt, text } = unsealText(key, { tenderId, ...of }, sealed);
  return { quoteId: of.quoteId, opened: { salt, ...plainOf(text) } };
}
const facts = { suppliers, revealed: [revealed(a, sealedA), revealed(b, sealedB)] };
const ada = { actor: person('ada') };
const ben = { actor: person('ben'), facts };

describe('Opening the quotes', () => {
  it('waits until they are closed, and says when that is', () => {
    given(...past)
      .when('OpenQuotes', which, ada)
      .refuses('submissions-open');
    expect(() =>
      given(...past)
        .when('OpenQuotes', which, ada)
        .events(),
    ).toThrow('Tuesday 1 December 2026, 12:00pm');
    given().when('OpenQuotes', which, ada).refuses('not-found');
  });

  it('takes two people', () => {
    given(...past, closed)
      .when('OpenQuotes', which, ada)
      .records(started);
    given(...past, closed, started)
      .when('OpenQuotes', which, ada)
      .refuses('second-person-needed');
  });

  it('reveals every quote in force at once, with what proves its seal', () => {
    const events = given(...past, closed, started)
      .when('OpenQuotes', which, ben)
      .events();
    const seals = [
      { ...b, sealHash: sealedB.sealHash },
      { ...a, sealHash: sealedA.sealHash },
    ];
    expect(events[0]).toEqual({
      type: 'QuotesOpened',
      data: { ...which, openedBy: ['ada', 'ben'], seals },
    });
    expect(events.slice(1).map(({ type, data }) => [type, data])).toMatchObject([
      ['QuoteRevealed', { ...b, supplierName: 'Nethermere', lines: [priced(1305)] }],
      ['QuoteRevealed', { ...a, supplierName: 'Quillstone', lines: [priced(1235)] }],
    ]);
    given(...past, closed, started, ...events)
      .when('OpenQuotes', which, ada)
      .refuses('quotes-opened');
  });

  it('opens nothing when one seal does not open or hides something else', () => {
    const [first] = facts.revealed;
    const broken = { ...facts, revealed: [first!, { quoteId: b.quoteId, opened: null }] };
    given(...past, closed, started)
      .when('OpenQuotes', which, { ...ben, facts: broken })
      .refuses('seal-broken');
    const { salt } = facts.revealed[1]!.opened!;
    const other = { quoteId: b.quoteId, opened: { salt, lines: [priced(1304)] } };
    given(...past, closed, started)
      .when('OpenQuotes', which, { ...ben, facts: { ...facts, revealed: [first!, other] } })
      .refuses('seal-broken');
  });

  it('reveals the terms under the same seal, and nothing for terms that were not given', () => {
    const terms = {
      capacity: 500,
      bundles: [{ lotIds: [paper, trays], offBasisPoints: 250 }],
      rebates: [{ fromSpendPence: 1_000_00, rateBasisPoints: 100 }],
    };
    const lines = [
      { ...priced(1235), capacity: 400, minimumAward: 10, fixedFeePence: 500 },
      { ...priced(1305), lotId: trays, deliveryPencePerSchool: 0 },
    ];
    const withTerms = sealedAs(a.supplierId, a.quoteId, lines, terms);
    const events = given(opened, sealedEvent(a, withTerms), closed, started)
      .when('OpenQuotes', which, {
        actor: person('ben'),
        facts: { suppliers, revealed: [revealed(a, withTerms)] },
      })
      .events();
    expect(events[1]!.data).toEqual({
      ...which,
      ...a,
      sealHash: withTerms.sealHash,
      supplierName: 'Quillstone',
      salt: expect.any(String),
      lines,
      ...terms,
    });
    const plain = given(...past, closed, started)
      .when('OpenQuotes', which, ben)
      .events();
    expect(Object.keys(plain[1]!.data)).not.toContain('bundles');
  });

  it('leaves replaced and withdrawn quotes sealed', () => {
    const gone: SubmissionsEvent = { type: 'QuoteWithdrawn', data: { ...which, ...a } };
    const events = given(...past, gone, closed, started)
      .when('OpenQuotes', which, ben)
      .events();
    expect(events.map(({ type }) => type)).toEqual(['QuotesOpened', 'QuoteRevealed']);
    expect(events[1]!.data).toMatchObject(b);
  });

  it('of no quotes at all is an opening too', () => {
    given(opened, closed, started)
      .when('OpenQuotes', which, { actor: person('ben'), facts: { revealed: [], suppliers } })
      .records({
        type: 'QuotesOpened',
        data: { ...which, openedBy: ['ada', 'ben'], seals: [] },
      });
  });

  it('asks for the plain text only when a second person completes it', () => {
    const asked = (status: string, firstOpenerId: string | undefined, actor: string) => {
      const state = { ...submissions.initialState, status, firstOpenerId };
      const command = { ...which, meta: { actor: person(actor) } };
      return Object.keys(submissions.needs!.OpenQuotes!(command as never, state as never));
    };
    expect(asked('closed', undefined, 'ada')).toEqual([]);
    expect(asked('opening', 'ada', 'ada')).toEqual([]);
    expect(asked('stopped', 'ada', 'ben')).toEqual([]);
    expect(asked('opening', 'ada', 'ben')).toEqual(['revealed', 'suppliers']);
  });
});
