import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RevealedQuote } from '#messages/quotes';
import { alder, ashdown, expectRefused, SmallCluster } from './small-cluster.js';
import { closeAndOpen, inDays, openTender, paper, quoteOf, tier } from './small-round.js';
import type { Answer, Refusal } from './wire.js';

let cluster: SmallCluster;
let tenderId: string;

beforeAll(async () => {
  cluster = await SmallCluster.open();
  tenderId = await openTender(cluster, { [alder]: 10 }, () => inDays(7));
  await cluster.quiet();
}, 60_000);
afterAll(() => cluster.close());

/** A quote for paper with something on its line and over all lots. */
const termed = (line: object, whole: object = {}) => {
  const quote = quoteOf([tier(1, 900)]);
  return { ...quote, lines: quote.lines.map((one) => ({ ...one, ...line })), ...whole };
};
const send = (body: object): Promise<Answer> =>
  cluster.wire.post('ashdown', `/tenders/${tenderId}/submissions/${ashdown}/quotes`, body);
const bundle = (...lotIds: unknown[]) => ({ bundles: [{ lotIds, offBasisPoints: 250 }] });
const rebate = (fromSpendPence: unknown, rateBasisPoints: unknown) => ({
  fromSpendPence,
  rateBasisPoints,
});

describe('Terms of a quote by which nothing could be won or compared', () => {
  it.each<[string, object, object, Refusal]>([
    ['no capacity at all', { capacity: 0 }, {}, [400, 'invalid', /capacity must be a whole/]],
    ['half a unit', { minimumAward: 1.5 }, {}, [400, 'invalid', /minimumAward must be a whole/]],
    ['a charge below zero', { fixedFeePence: -1 }, {}, [400, 'invalid', /whole pence: 0 or more/]],
    ['a least above the most', { capacity: 5, minimumAward: 6 }, {}, wrong(/raise the other/)],
    ['a least above the lot', { minimumAward: 11 }, {}, wrong(/above the 10 units/)],
    ['a huge charge', { deliveryPencePerSchool: 1_000_000_01 }, {}, wrong(/£1,000,000.00 at most/)],
    ['a least above all lots', { minimumAward: 6 }, { capacity: 5 }, wrong(/all lots together/)],
    ['a capacity as text', {}, { capacity: '5' }, [400, 'invalid', /^capacity must be a whole/]],
    ['bundles that are no list', {}, { bundles: 5 }, [400, 'invalid', /^bundles must be a list\./]],
    ['a bundle of one lot', {}, bundle(paper), [400, 'invalid', /for one lot, lower its price/]],
    ['a bundle of no ids', {}, bundle('a', 'b'), [400, 'invalid', /lotIds must be a UUID/]],
    ['a lot twice', {}, bundle(paper, paper), [400, 'invalid', /names each of its lots once/]],
    ['an unknown lot', {}, bundle(paper, randomUUID()), wrong(/for which you do not quote/)],
    ['a free quote', {}, { rebates: [rebate(1, 10_001)] }, [400, 'invalid', /to 10,000 \(100 %\)/]],
    ['a rebate from nothing', {}, { rebates: [rebate(0, 1)] }, wrong(/lower your prices instead/)],
    [
      'rebates in no order',
      {},
      { rebates: [rebate(2, 5), rebate(1, 6)] },
      wrong(/list the rebates by rising spend/),
    ],
    [
      'eleven rebates',
      {},
      { rebates: Array.from({ length: 11 }, (_, n) => rebate(n + 1, n + 1)) },
      [400, 'invalid', /rebates/],
    ],
    ['a colour of a bundle', {}, { bundles: [{ colour: 1 }] }, [400, 'invalid', /colour is not a/]],
  ])('are refused: %s', async (_, line, whole, refusal) => {
    await expectRefused(cluster, () => send(termed(line, whole)), refusal);
  });

  it('are opened as they were sealed when they are sound; null is “not said”', async () => {
    const own = { capacity: 8, minimumAward: 2, fixedFeePence: 500, deliveryPencePerSchool: 250 };
    const whole = { capacity: 9, rebates: [rebate(50_00, 150)] };
    const sound = termed(own, { ...whole, bundles: null });
    expect(await send(sound)).toMatchObject({ status: 201 });
    await closeAndOpen(cluster, tenderId);
    const [opened] =
      (await cluster.wire.until<RevealedQuote[] | null>(
        'lead',
        `/tenders/${tenderId}/quotes`,
        (quotes) => quotes !== null && quotes.length > 0,
        'the quotes are opened',
      )) ?? [];
    expect(opened).toMatchObject({ ...whole, lines: [own] });
    expect(opened).not.toHaveProperty('bundles');
  }, 30_000);
});

function wrong(sentence: RegExp): Refusal {
  return [409, 'terms-wrong', sentence];
}
