import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OwnSubmission } from '#messages/quotes';
import type { TenderView } from '#messages/tenders';
import {
  expectRefused,
  alder,
  ashdown,
  birch,
  consortiumId,
  SmallCluster,
} from './small-cluster.js';
import {
  close,
  closeAndOpen,
  inDays,
  inMs,
  openTender,
  paper,
  quoteOf,
  recommend,
  seal,
  submissionsOf,
  suppliers,
  tier,
  type Supplier,
} from './small-round.js';
import { expectRefusal, type Answer, type Refusal } from './wire.js';

let cluster: SmallCluster;
let tenderId: string;

beforeAll(async () => {
  cluster = await SmallCluster.open();
  tenderId = await openTender(cluster, { [alder]: 10 }, () => inDays(7));
  await cluster.quiet();
}, 60_000);
afterAll(() => cluster.close());

const send = (body: object, tender = tenderId, as: Supplier = 'ashdown'): Promise<Answer> =>
  cluster.wire.post(as, `/tenders/${tender}/submissions/${suppliers[as]}/quotes`, body);

describe('A quote that cannot be compared', () => {
  const price = (of: string) => new RegExp(`^The price of copier-paper: .*${of}`);

  it.each<[string, unknown[], Refusal]>([
    ['no price', [], [400, 'invalid', /at least one tier/]],
    [
      'a price of 12.345 pence',
      [tier(1, 12.345)],
      [400, 'invalid', /\.unitPricePence must be whole pence/],
    ],
    ['a price below zero', [tier(1, -5)], [400, 'invalid', /whole pence: 0 or more/]],
    [
      'a price as text',
      [{ fromQuantity: 1, unitPricePence: '900' }],
      [400, 'invalid', /whole pence/],
    ],
    [
      'a quantity of 0',
      [tier(0, 900)],
      [400, 'invalid', /\.fromQuantity must be a whole number of units/],
    ],
    ['half a unit', [tier(1.5, 900)], [400, 'invalid', /must be a whole number of units/]],
    [
      'an empty tier',
      [{}],
      [400, 'invalid', /tiers\[0\]\.fromQuantity must be.*tiers\[0\]\.unitPricePence/],
    ],
    ['no tier at all', [null], [400, 'invalid', /^lines\[0\]\.tiers\[0\] must be an object\.$/]],
    [
      'falling quantities',
      [tier(1, 9), tier(50, 8), tier(20, 7)],
      [409, 'tiers-wrong', price('20 units comes after the one from 50.*rising quantity')],
    ],
    [
      'a gap before the first',
      [tier(10, 900)],
      [409, 'tiers-wrong', price('first tier starts from 10.*start it from 1')],
    ],
    [
      'two from one quantity',
      [tier(1, 900), tier(1, 800)],
      [409, 'tiers-wrong', price('Two tiers start from 1 unit: keep one')],
    ],
    [
      'a price over £1,000,000',
      [tier(1, 1_000_000_01)],
      [409, 'tiers-wrong', price('£0.00 to £1,000,000.00')],
    ],
  ])('is refused: %s', async (_, tiers, refusal) => {
    await expectRefused(cluster, () => send(quoteOf(tiers)), refusal);
  });

  it.each<[string, object, Refusal]>([
    [
      'an unknown lot',
      { lotId: randomUUID() },
      [409, 'lot-unknown', /has no lot .* Its lots are: copier-paper/],
    ],
    [
      'a colour',
      { colour: 'blue' },
      [400, 'invalid', /lines\[0\]\.colour is not a field of this request/],
    ],
    ['another basis', { basis: 'by-weight' }, [400, 'invalid', /basis must be one of/]],
    [
      'another thing without saying why',
      { meetsSpecification: false },
      [409, 'reason-needed', /say in what, and why/],
    ],
    [
      '"false" for false',
      { meetsSpecification: 'false' },
      [400, 'invalid', /must be true or false/],
    ],
  ])('is refused with %s', async (_, changes, refusal) => {
    const quote = quoteOf([tier(1, 900)]);
    const lines = quote.lines.map((line) => ({ ...line, ...changes }));
    await expectRefused(cluster, () => send({ ...quote, lines }), refusal);
  });

  it('is not taken in another supplier’s name, by a school or for no tender', async () => {
    const nothing: Refusal = [404, 'not-found', /nothing here/];
    const to = (supplier: string, tender = tenderId) =>
      `/tenders/${tender}/submissions/${supplier}/quotes`;
    const quote = quoteOf([tier(1, 900)]);
    const { post } = cluster.wire;
    const asks = [
      () => post.call(cluster.wire, 'beckside', to(ashdown), quote),
      () => post.call(cluster.wire, 'alderBuyer', to(ashdown), quote),
      () => post.call(cluster.wire, 'ashdown', to(ashdown, randomUUID()), quote),
      () =>
        post.call(cluster.wire, 'ashdown', to(ashdown), { ...quote, consortiumId: randomUUID() }),
    ];
    for (const act of asks) await expectRefused(cluster, act, nothing);
  });

  it('never has its price in the sentence that refuses it', async () => {
    const answer = await send(quoteOf([tier(10, 777_777), tier(5, 777_777)]));
    expectRefusal(answer, [409, 'tiers-wrong', /copier-paper/]);
    expect(answer.text).not.toMatch(/7,?777[.,]?77|777777/);
  });
});

describe('A deadline', () => {
  it('turns away what comes a second after it, and says when it was', async () => {
    let closesAt = '';
    const tender = await openTender(cluster, { [alder]: 1 }, () => (closesAt = inMs(2000)));
    expect((await send(quoteOf([tier(1, 900)]), tender)).status).toBe(201);
    await pause(Date.parse(closesAt) + 1000 - Date.now());
    const isClosed = ({ status }: OwnSubmission) => status === 'closed';
    const own = `/tenders/${tender}/submissions/${ashdown}`;
    await cluster.wire.until('ashdown', own, isClosed, 'the due time closes');
    await cluster.quiet();
    const late: Refusal = [409, 'too-late', /This tender closed on .*: yours came too late/];
    await expectRefused(cluster, () => send(quoteOf([tier(1, 800)]), tender), late);
    const withdraw = () => cluster.wire.post('ashdown', `${own}/withdrawal`, { consortiumId });
    await expectRefused(cluster, withdraw, late);
  }, 20_000);

  it('parts twenty racing quotes by the store’s clock: recorded before it, or refused', async () => {
    let closesAt = '';
    const tender = await openTender(cluster, { [birch]: 1 }, () => (closesAt = inMs(1500)));
    const deadline = Date.parse(closesAt);
    const sendAt = async (n: number) => {
      await pause(Math.max(0, deadline - 300 + n * 30 - Date.now()));
      const quoteId = randomUUID();
      const as = n % 2 === 0 ? 'ashdown' : 'beckside';
      return { quoteId, answer: await send(quoteOf([tier(1, 900 + n)], quoteId), tender, as) };
    };
    const sent = await Promise.all(Array.from({ length: 20 }, (_, n) => sendAt(n)));
    const isClosed = ({ status }: OwnSubmission) => status === 'closed';
    const own = `/tenders/${tender}/submissions/${ashdown}`;
    await cluster.wire.until('ashdown', own, isClosed, 'the due time closes');

    const events = await submissionsOf(cluster, tender);
    const sealed = events.filter(({ type }) => type === 'QuoteSealed');
    const recorded = sealed.map(({ data }) => (data as { quoteId: string }).quoteId);
    const accepted = sent.filter(({ answer }) => answer.status === 201);
    const refused = sent.filter(({ answer }) => answer.status !== 201);
    expect(new Set(accepted.map(({ quoteId }) => quoteId))).toEqual(new Set(recorded));
    expect(sealed.filter(({ recordedAt }) => recordedAt > closesAt)).toEqual([]);
    expect(events.at(-1)?.type).toBe('SubmissionsClosed');
    expect(accepted.length).toBeGreaterThan(0);
    expect(refused.length).toBeGreaterThan(0);
    for (const { answer } of refused) expectRefusal(answer, [409, 'too-late', /too late/]);
  }, 20_000);
});

describe('Opening and award', () => {
  const opening = (who: 'lead' | 'approver' | 'alderBuyer') =>
    cluster.wire.post(who, `/tenders/${tenderId}/opening`, { consortiumId });

  it('does not open before the close, nor by one person twice, nor by a school', async () => {
    await expectRefused(cluster, () => opening('lead'), [
      409,
      'submissions-open',
      /sealed until .*two people/,
    ]);
    await seal(cluster, tenderId, 'ashdown', 900);
    await close(cluster, tenderId);
    expect((await opening('lead')).status).toBe(201);
    await cluster.quiet();
    const second: Refusal = [409, 'second-person-needed', /a second person completes it/];
    await expectRefused(cluster, () => opening('lead'), second);
    await expectRefused(cluster, () => opening('alderBuyer'), [
      403,
      'forbidden',
      /role does not allow/,
    ]);
    const early = { choices: [{ lotId: paper, quoteId: randomUUID() }], reason: 'Early.' };
    const post = () => cluster.wire.post('lead', `/tenders/${tenderId}/recommendation`, early);
    await expectRefused(cluster, post, [
      409,
      'quotes-not-opened',
      /still sealed\. After its closing time two people open them/,
    ]);
    const types = (await submissionsOf(cluster, tenderId)).map(({ type }) => type);
    expect(types).not.toContain('QuoteRevealed');
  });

  it('is not approved by whoever recommended it, even with both roles', async () => {
    const tender = await openTender(cluster, { [birch]: 2 }, () => inDays(7));
    const quoteId = await seal(cluster, tender, 'ashdown', 900);
    await closeAndOpen(cluster, tender);
    await cluster.grant('approver', { role: 'lead', consortiumId });
    await recommend(cluster, tender, quoteId, 'approver');
    await cluster.quiet();
    const approve = (who: 'approver' | 'lead') =>
      cluster.wire.post(who, `/tenders/${tender}/award`, {});
    await expectRefused(cluster, () => approve('approver'), [
      409,
      'own-recommendation',
      /someone else/,
    ]);
    await expectRefused(cluster, () => approve('lead'), [403, 'forbidden', /role does not allow/]);
    const { status } = await cluster.wire.find<TenderView>('lead', `/tenders/${tender}`);
    expect(status).toBe('recommended');
  });
});
