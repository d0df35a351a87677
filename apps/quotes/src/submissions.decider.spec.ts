import { describe, expect, it } from '@jest/globals';
import { specify } from '#specification';
import type { QuoteLine, QuoteTerms, SubmissionsEvent } from '#messages/quotes';
import { submissions } from './submissions.decider.js';
import {
  closesAt,
  consortiumId,
  nethermere,
  opened,
  paper,
  priced,
  quillstone,
  sealedAs,
  tenderId,
  trays,
  which,
} from './submissions.fixture.js';

const given = specify(submissions);
const quoteId = '00000000-0000-7000-8000-0000000000f1';
const nextId = '00000000-0000-7000-8000-0000000000f2';
const at = '2026-11-30T09:00:00.000Z';
const late = '2026-12-01T12:00:00.000Z';

const sealed = sealedAs(quillstone, quoteId);
const facts = { sealed };
const mine = { ...which, supplierId: quillstone };
const quote = { ...mine, quoteId, lines: [priced(1235)] };
const quoteSealed: SubmissionsEvent = {
  type: 'QuoteSealed',
  data: { ...mine, quoteId, ...sealed },
};
const closed: SubmissionsEvent = { type: 'SubmissionsClosed', data: { ...which, seals: [] } };
const stopped: SubmissionsEvent = { type: 'SubmissionsStopped', data: which };

/** One millisecond before the deadline. */
const lastMoment = new Date(Date.parse(closesAt) - 1).toISOString();

const bundleOf = (...lotIds: string[]) => ({ lotIds, offBasisPoints: 250 });
const rebate = (fromSpendPence: number, rateBasisPoints: number) => ({
  fromSpendPence,
  rateBasisPoints,
});

describe('The submissions of a tender', () => {
  it('are opened once', () => {
    given()
      .when('OpenSubmissions', opened.data as never)
      .records(opened);
    given(opened)
      .when('OpenSubmissions', opened.data as never)
      .refuses('submissions-exist');
  });

  it('close at the deadline and not before, naming the seals in force', () => {
    given(opened, quoteSealed).when('CloseSubmissions', { tenderId }, { at }).refuses('still-open');
    const seals = [{ quoteId, supplierId: quillstone, sealHash: sealed.sealHash }];
    given(opened, quoteSealed)
      .when('CloseSubmissions', { tenderId }, { at: late })
      .records({ type: 'SubmissionsClosed', data: { ...which, seals } });
    given(opened, closed)
      .when('CloseSubmissions', { tenderId }, { at: late })
      .refuses('submissions-closed');
    given().when('CloseSubmissions', { tenderId }, { at: late }).refuses('not-found');
  });

  it('stop with the tender, and stay sealed', () => {
    given(opened).when('StopSubmissions', { tenderId }).records(stopped);
    given(opened, stopped).when('StopSubmissions', { tenderId }).records();
    given(opened, stopped).when('SealQuote', quote, { at, facts }).refuses('submissions-stopped');
    given(opened, stopped).when('OpenQuotes', which).refuses('submissions-stopped');
    given().when('StopSubmissions', { tenderId }).records();
  });
});

describe('A quote', () => {
  it('is recorded as a seal, and only until the deadline by the store’s clock', () => {
    given(opened).when('SealQuote', quote, { at, facts }).records(quoteSealed);
    given(opened).when('SealQuote', quote, { at, facts }).recordsNotAfter(lastMoment);
  });

  it('never has its prices in what is recorded', () => {
    const lines = [priced(77_777_777)];
    const hidden = { sealed: sealedAs(quillstone, quoteId, lines) };
    const [event] = given(opened)
      .when('SealQuote', { ...quote, lines }, { at, facts: hidden })
      .events();
    expect(JSON.stringify(event)).not.toContain('77777777');
  });

  it('comes too late from the deadline on', () => {
    given(opened).when('SealQuote', quote, { at: late, facts }).refuses('too-late');
    given(opened, closed).when('SealQuote', quote, { at, facts }).refuses('too-late');
  });

  it('takes the place of the same supplier’s earlier one, under an id of its own', () => {
    const next = { ...quote, quoteId: nextId };
    const again = sealedAs(quillstone, nextId);
    given(opened, quoteSealed)
      .when('SealQuote', next, { at, facts: { sealed: again } })
      .records({
        type: 'QuoteSealed',
        data: { ...mine, quoteId: nextId, ...again, replaces: quoteId },
      });
    given(opened, quoteSealed).when('SealQuote', quote, { at, facts }).refuses('quote-exists');
    const theirs = { ...quote, supplierId: nethermere };
    given(opened, quoteSealed).when('SealQuote', theirs, { at, facts }).refuses('quote-exists');
  });

  it('is for a tender of its own consortium, by a registered supplier', () => {
    const elsewhere = { ...quote, consortiumId: nextId };
    given(opened).when('SealQuote', elsewhere, { at, facts }).refuses('not-found');
    given().when('SealQuote', quote, { at, facts: {} }).refuses('not-found');
    given(opened)
      .when('SealQuote', quote, { at, facts: { sealed: null } })
      .refuses('supplier-unknown');
  });

  it.each<[string, QuoteLine[]]>([
    ['lot-unknown', [{ ...priced(1235), lotId: nextId }]],
    ['lot-twice', [priced(1235), priced(1234)]],
    ['reason-needed', [{ ...priced(1235), meetsSpecification: false }]],
    ['tiers-wrong', [{ ...priced(1), tiers: [{ fromQuantity: 100, unitPricePence: 1 }] }]],
    ['tiers-wrong', [{ ...priced(1), tiers: [...priced(9).tiers, ...priced(8).tiers] }]],
    ['tiers-wrong', [{ ...priced(1), tiers: [{ fromQuantity: 1, unitPricePence: -1 }] }]],
  ])('is refused with %s when its lines say something odd', (code, lines) => {
    given(opened)
      .when('SealQuote', { ...quote, lines }, { at, facts })
      .refuses(code);
  });

  it.each<[string, Partial<QuoteLine>, QuoteTerms]>([
    ['a least award above its capacity', { capacity: 9, minimumAward: 10 }, {}],
    ['a least award above what is wanted', { minimumAward: 805 }, {}],
    ['a least award above the capacity over all lots', { minimumAward: 10 }, { capacity: 9 }],
    ['a bundle with a lot that is not quoted', {}, { bundles: [bundleOf(paper, trays)] }],
    ['a bundle with a lot that is not tendered', {}, { bundles: [bundleOf(paper, nextId)] }],
    ['rebates that fall', {}, { rebates: [rebate(200, 20), rebate(300, 10)] }],
    ['rebates in no order', {}, { rebates: [rebate(300, 10), rebate(200, 20)] }],
  ])('is refused with terms-wrong for %s', (_, line, terms) => {
    const lines = [{ ...priced(1235), ...line }];
    given(opened)
      .when('SealQuote', { ...quote, lines, ...terms } as never, { at, facts })
      .refuses('terms-wrong');
  });

  it('may want a least award that only a tender with spare units can give', () => {
    const lots = opened.data.lots.map((lot) => ({ ...lot, mostQuantity: 900 }));
    const spare = { ...opened, data: { ...opened.data, lots } };
    given()
      .when('OpenSubmissions', spare.data as never)
      .records(spare);
    const wanting = (minimumAward: number) => ({
      ...quote,
      lines: [{ ...priced(1235), minimumAward }],
    });
    given(spare).when('SealQuote', wanting(900), { at, facts }).records(quoteSealed);
    given(spare).when('SealQuote', wanting(901), { at, facts }).refuses('terms-wrong');
  });

  it('takes null for a term that is not said', () => {
    const none = { capacity: null, bundles: null, rebates: null } as never;
    const lines = [{ ...priced(1235), capacity: null as never, minimumAward: 10 }];
    given(opened)
      .when('SealQuote', { ...quote, lines, ...(none as object) }, { at, facts })
      .records(quoteSealed);
  });

  it('that does not meet the specification says why', () => {
    const lines = [{ ...priced(1235), meetsSpecification: false, reason: 'It is 75 gsm.' }];
    given(opened)
      .when('SealQuote', { ...quote, lines }, { at, facts })
      .records(quoteSealed);
  });

  it('is withdrawn until the deadline, and may be sent anew', () => {
    const withdrawn: SubmissionsEvent = { type: 'QuoteWithdrawn', data: { ...mine, quoteId } };
    given(opened, quoteSealed).when('WithdrawQuote', mine, { at }).records(withdrawn);
    given(opened, quoteSealed).when('WithdrawQuote', mine, { at }).recordsNotAfter(lastMoment);
    given(opened, quoteSealed).when('WithdrawQuote', mine, { at: late }).refuses('too-late');
    given(opened).when('WithdrawQuote', mine, { at }).refuses('no-quote');
    given(opened, quoteSealed, withdrawn).when('WithdrawQuote', mine, { at }).refuses('no-quote');
    const next = { ...quote, quoteId: nextId };
    given(opened, quoteSealed, withdrawn)
      .when('SealQuote', next, { at, facts })
      .records({ type: 'QuoteSealed', data: { ...mine, quoteId: nextId, ...sealed } });
  });
});

describe('A supplier that will not quote', () => {
  const declined: SubmissionsEvent = { type: 'TenderDeclined', data: { ...mine, reason: 'Full.' } };

  it('declines once, and may still change its mind', () => {
    const decline = { ...mine, reason: 'Full.' };
    given(opened).when('DeclineTender', decline, { at }).records(declined);
    given(opened).when('DeclineTender', decline, { at }).recordsNotAfter(lastMoment);
    given(opened, declined).when('DeclineTender', mine, { at }).refuses('declined-already');
    given(opened, declined).when('SealQuote', quote, { at, facts }).records(quoteSealed);
  });

  it('withdraws its quote first', () => {
    given(opened, quoteSealed).when('DeclineTender', mine, { at }).refuses('quote-in-force');
  });
});

describe('Sealing', () => {
  const needs = (state: object, command: object) =>
    submissions.needs?.SealQuote?.(command as never, state as never) ?? {};

  it('is asked for only while quotes are taken', () => {
    const command = { ...quote, meta: {} };
    expect(Object.keys(needs({ status: 'open' }, command))).toEqual(['sealed']);
    expect(Object.keys(needs({ status: 'closed' }, command))).toEqual([]);
    expect(Object.keys(needs({ status: 'none' }, command))).toEqual([]);
  });

  it('is the business of the supplier itself', () => {
    const scope = submissions.scope({ ...submissions.initialState, consortiumId }, quote as never);
    expect(scope).toMatchObject({ consortiumId, supplierId: quillstone });
  });
});
