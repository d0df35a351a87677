import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { orderIdOf } from '#messages/orders';
import { contractIdOf, type TenderView } from '#messages/tenders';
import { makeLog } from '#libs/http';
import {
  alder,
  ashdown,
  consortiumId,
  fundId,
  SmallCluster,
  trust,
  type Who,
} from './small-cluster.js';
import { apiAddresses, crawl, dresses, files, findings, looks, tables } from './looks.js';
import { closeAndOpen, inDays, openTender, quoteOf, seal, tier } from './small-round.js';
import { expectRefusal, type Answer, type Refusal } from './wire.js';

/** What one supplier writes into its quote, and nobody else writes anywhere. */
const prices = [91_357_246, 83_642_579, 73_194_685] as const;
const fees = { fixedFeePence: 62_483_719, deliveryPencePerSchool: 57_931_486 };
const rebates = [{ fromSpendPence: 48_276_193, rateBasisPoints: 150 }];
const sums = [...prices, ...Object.values(fees), ...rebates.map((one) => one.fromSpendPence)];
const reason = 'wolverine-marmalade';
const inPounds = (pence: number) =>
  `${Math.floor(pence / 100)}.${String(pence % 100).padStart(2, '0')}`;
const withCommas = (pence: number) => inPounds(pence).replace(/(\d)(?=(\d{3})+\.)/g, '$1,');
const canaries = dresses([
  reason,
  ...sums.flatMap((pence) => [String(pence), inPounds(pence), withCommas(pence)]),
]);

const whoLooks: (Who | null)[] = [
  ...(['lead', 'approver', 'finance', 'auditor', 'operator', 'alderBuyer', 'trustHead'] as const),
  ...(['ashdown', 'beckside', 'outsider', 'stranger', null] as const),
];

let cluster: SmallCluster;
let tenderId: string;
let receipt: Answer;
let ids: Record<string, string>;
const log: string[] = [];
const key = randomUUID();
const quote = quoteOf([tier(1, prices[0]), tier(5, prices[1]), tier(9, prices[2])]);
const own = { meetsSpecification: false, reason, ...fees };
const lines = quote.lines.map((line) => ({ ...line, ...own }));
const sealed = { ...quote, lines, rebates };
const path = () => `/tenders/${tenderId}/submissions/${ashdown}/quotes`;
const { stdout, stderr } = process;
const outputs = [stdout, stderr].map((stream) => ({ stream, write: stream.write.bind(stream) }));

beforeAll(async () => {
  const keep = (chunk: unknown) => log.push(String(chunk)) > 0;
  for (const { stream } of outputs) stream.write = keep;
  cluster = await SmallCluster.open(makeLog({ write: keep }));
  tenderId = await openTender(cluster, { [alder]: 10 }, () => inDays(7));
  await seal(cluster, tenderId, 'beckside', 950);
  const { roundId } = await cluster.wire.find<TenderView>('lead', `/tenders/${tenderId}`);
  const orderId = orderIdOf(tenderId, ashdown);
  const contractId = contractIdOf(tenderId, trust, ashdown);
  const which = { consortiumId, fundId, roundId, tenderId, orderId, contractId };
  ids = { ...which, supplierId: ashdown, schoolUrn: alder };
  receipt = await cluster.wire.post('ashdown', path(), sealed, { key });
  await cluster.quiet();
}, 60_000);

afterAll(async () => {
  await cluster.close();
  for (const { stream, write } of outputs) stream.write = write;
});

/** All that somebody gets from the API and from pages: every address, every link. */
async function seenBy(who: Who | null): Promise<string[]> {
  const { url } = cluster.wire;
  const { events } = await cluster.store.readAll({ after: 0n, limit: 1000 });
  const streams = [...new Set(events.map(({ stream }) => stream))];
  const api = [
    ...(await apiAddresses(url, ids)),
    ...streams.map((stream) => `/api/v1/events?stream=${stream}`),
  ];
  const starts = ['/', '/home', '/rounds', '/tenders', `/tenders/${tenderId}`, '/events'];
  const cookie: Record<string, string> = who ? { cookie: await cluster.cookieOf(who) } : {};
  const texts = [
    ...(await looks(url, api, cluster.wire.authorization(who))),
    ...(await crawl(url, [...starts, `/rounds/${ids['roundId']}`], cookie)),
  ];
  const readable = texts.filter(([, text]) => text.startsWith('200 '));
  expect([who, readable.length > 0]).toEqual([who, true]);
  return findings(new Map(texts), canaries);
}

describe('Before two people open the quotes, a sealed price', () => {
  it('is in no receipt', () => {
    expect(receipt.status).toBe(201);
    expect(findings(new Map([['receipt', receipt.text]]), canaries)).toEqual([]);
  });

  it('is in no answer to the supplier’s own mistakes', async () => {
    const { post } = cluster.wire;
    const send = (body: object, how = {}) => post.call(cluster.wire, 'ashdown', path(), body, how);
    const [line] = lines;
    const changed = (changes: object) => ({
      ...sealed,
      quoteId: randomUUID(),
      lines: [{ ...line, ...changes }],
    });
    const text = quote.lines[0]?.tiers.map((one) => ({
      ...(one as object),
      unitPricePence: String(prices[0]),
    }));
    const mistakes: [object, object, Refusal][] = [
      [sealed, {}, [409, 'quote-exists', /give the new one a new id/]],
      [changed({}), { key }, [409, 'command-id-reused', /new one/]],
      [changed({ lotId: randomUUID() }), {}, [409, 'lot-unknown', /copier-paper/]],
      [changed({ tiers: [tier(2, prices[0])] }), {}, [409, 'tiers-wrong', /start it from 1/]],
      [changed({ capacity: 2, minimumAward: 3 }), {}, [409, 'terms-wrong', /raise the other/]],
      [changed({ fixedFeePence: String(sums[3]) }), {}, [400, 'invalid', /whole pence/]],
      [changed({ capacity: sums[3] }), {}, [400, 'invalid', /whole number/]],
      [changed({ tiers: text }), {}, [400, 'invalid', /whole pence/]],
      [changed({ tiers: [tier(prices[0], 1)] }), {}, [400, 'invalid', /whole number/]],
    ];
    for (const [body, how, refusal] of mistakes) {
      const answer = await send(body, how);
      expectRefusal(answer, refusal);
      expect(findings(new Map([[refusal[1], answer.text]]), canaries)).toEqual([]);
    }
  });

  it.each(whoLooks)(
    'is nowhere that %s can look',
    async (who) => {
      expect(await seenBy(who)).toEqual([]);
    },
    30_000,
  );

  it('is in no table, no file and no line of the log', async () => {
    const { databaseUrl, configuration } = cluster.installation;
    const held = await tables(databaseUrl);
    expect(held.get('event_store.events')).toContain('QuoteSealed');
    expect(held.get('event_store.refusals')).toContain('tiers-wrong');
    expect(findings(held, canaries)).toEqual([]);
    expect(findings(files(configuration.dataFolder), canaries)).toEqual([]);
    const lines = log.join('\n');
    expect(lines).toContain(`/submissions/${ashdown}/quotes`);
    expect(findings(new Map([['log', lines]]), canaries)).toEqual([]);
  });
});

describe('Once two people have opened the quotes, the same search', () => {
  beforeAll(async () => {
    await closeAndOpen(cluster, tenderId);
    await cluster.quiet();
  });

  it('finds the price in the log of events and in the tables made from it', async () => {
    const held = findings(await tables(cluster.installation.databaseUrl), canaries);
    expect(held).toContain(`event_store.events: ${prices[2]}`);
    expect(held).toContain(`event_store.events: ${reason}`);
    for (const sum of sums) expect(held).toContain(`event_store.events: ${sum}`);
    expect(held.some((place) => !place.startsWith('event_store.'))).toBe(true);
  });

  it('finds it where lead and auditor look', async () => {
    for (const who of ['lead', 'auditor'] as const) {
      const found = await seenBy(who);
      expect(found).toContain(`/api/v1/tenders/${tenderId}/quotes: ${prices[0]}`);
      const onPages = found.filter((place) => !place.startsWith('/api/'));
      for (const sum of sums.slice(2)) {
        expect(onPages).toContain(`/tenders/${tenderId}/assessment: ${withCommas(sum)}`);
      }
    }
  }, 30_000);

  it('finds it nowhere that another supplier, a school or a stranger looks before the award', async () => {
    for (const who of ['beckside', 'alderBuyer', 'stranger'] as const) {
      expect([who, await seenBy(who)]).toEqual([who, []]);
    }
  }, 60_000);

  it('sees through base64 and hex, wherever in a text they begin', () => {
    for (const before of ['', 'a', 'ab', 'abc']) {
      const text = Buffer.from(`${before}${prices[0]} or more`);
      for (const encoding of ['base64', 'base64url', 'hex'] as const) {
        const places = new Map([['text', text.toString(encoding)]]);
        expect(findings(places, canaries)).not.toEqual([]);
      }
    }
  });
});
