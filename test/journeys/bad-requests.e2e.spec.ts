import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  expectRefused,
  alder,
  consortiumId,
  fundId,
  SmallCluster,
  type Who,
} from './small-cluster.js';
import { draftOf, inDays, openRound, openTender } from './small-round.js';
import { expectNoInsides, expectRefusal, type Refusal } from './wire.js';

let cluster: SmallCluster;
let roundId: string;
let tenderId: string;

beforeAll(async () => {
  cluster = await SmallCluster.open();
  roundId = await openRound(cluster);
  tenderId = await openTender(cluster, { [alder]: 3 }, () => inDays(7));
  await cluster.quiet();
}, 60_000);
afterAll(() => cluster.close());

const post = (path: string, body: unknown, who: Who | null = 'lead', how = {}) =>
  cluster.wire.post(who, path, body, how);

describe('The same command id', () => {
  it('gives the same answer again to the same body, and records it once', async () => {
    const [key, draft] = [randomUUID(), draftOf(randomUUID())];
    const first = await post('/rounds', draft, 'lead', { key });
    expect(first.status).toBe(201);
    const before = await cluster.store.head();
    const again = await post('/rounds', draft, 'lead', { key: key.toUpperCase() });
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(await cluster.store.head()).toBe(before);
  });

  it('gives the same refusal again, even when the rule would say yes by now', async () => {
    const key = randomUUID();
    const wanted = { ...draftOf(randomUUID()), closesAt: inDays(1) };
    await post('/rounds', wanted);
    const open = () => post(`/rounds/${wanted.roundId}/opening`, {}, 'lead', { key });
    const tooSoon: Refusal = [409, 'closes-too-soon', /three working days/];
    const first = await expectRefused(cluster, open, tooSoon);
    const { title, sharingRule, minimumRule, lots } = wanted;
    const revised = { title, sharingRule, minimumRule, lots, closesAt: inDays(14) };
    expect((await post(`/rounds/${wanted.roundId}/revisions`, revised)).status).toBe(201);
    const again = await expectRefused(cluster, open, tooSoon);
    expect(again.json['detail']).toBe(first.json['detail']);
    expect((await post(`/rounds/${wanted.roundId}/opening`, {})).status).toBe(201);
  });

  it('with another body is told so, after a yes and after a no', async () => {
    const reused: Refusal = [409, 'command-id-reused', /used for something else; use a new one/];
    const [yes, no] = [randomUUID(), randomUUID()];
    const draft = draftOf(randomUUID());
    expect((await post('/rounds', draft, 'lead', { key: yes })).status).toBe(201);
    const other = { ...draft, title: 'Ink for spring' };
    await expectRefused(cluster, () => post('/rounds', other, 'lead', { key: yes }), reused);
    await expectRefused(cluster, () => post('/rounds', draft, 'lead', { key: no }), [
      409,
      'round-exists',
      /already been drafted/,
    ]);
    await expectRefused(cluster, () => post('/rounds', other, 'lead', { key: no }), reused);
  });

  it('of two people is two commands', async () => {
    const key = randomUUID();
    const path = `/tenders/${tenderId}/submissions`;
    await expectRefused(
      cluster,
      () => post(`${path}/${randomUUID()}/withdrawal`, { consortiumId }, 'beckside', { key }),
      [404, 'not-found', /nothing here/],
    );
    expect((await post('/rounds', draftOf(randomUUID()), 'lead', { key })).status).toBe(201);
  });

  it('sent ten times at once is one command', async () => {
    const [key, draft] = [randomUUID(), draftOf(randomUUID())];
    const before = await cluster.store.head();
    const all = await Promise.all(
      Array.from({ length: 10 }, () => post('/rounds', draft, 'lead', { key })),
    );
    expect(new Set(all.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(all[0]?.status).toBe(201);
    const { events } = await cluster.store.readAll({ after: before, limit: 10 });
    expect(events.map(({ type }) => type)).toEqual(['RoundDrafted']);
  });

  it('is wanted, and is a UUID', async () => {
    const refusal: Refusal = [400, 'invalid', /Idempotency-Key header with a fresh UUID/];
    for (const key of ['', '7', 'not-a-uuid']) {
      await expectRefused(
        cluster,
        () => post('/rounds', draftOf(randomUUID()), 'lead', { key }),
        refusal,
      );
    }
  });
});

describe('A body that is no request', () => {
  const draft = () => draftOf(randomUUID());
  const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

  it.each<[string, () => string, Refusal]>([
    ['no JSON', () => '{"title": ', [400, 'malformed-json', /not JSON/]],
    ['a list', () => '[]', [400, 'invalid', /one JSON object/]],
    ['a number', () => '7', [400, 'malformed-json', /not JSON/]],
    ['nothing', () => '{}', [400, 'invalid', /roundId must be a UUID\./]],
    [
      'a number for a list',
      () => JSON.stringify({ ...draft(), lots: 7 }),
      [400, 'invalid', /^lots must be a list\.$/],
    ],
    [
      'lists 20,000 deep',
      () => `{"lots":${deep(20_000)}}`,
      [400, 'invalid', /Nest no deeper than 20 levels/],
    ],
    [
      'objects 20,000 deep',
      () => `${'{"lots":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
      [400, 'invalid', /Nest no deeper than 20 levels/],
    ],
    [
      'a NUL character',
      () => JSON.stringify({ ...draft(), title: 'Paper\u0000' }),
      [400, 'invalid', /title holds a character that cannot be stored; retype that text/],
    ],
    [
      'a lone surrogate',
      () => JSON.stringify({ ...draft(), title: 'x' }).replace('"x"', '"Paper \\ud83d"'),
      [400, 'invalid', /title holds a character that cannot be stored/],
    ],
    [
      'a NUL in a field’s name',
      () => JSON.stringify({ ...draft(), 'ti\u0000tle': 'x' }),
      [400, 'invalid', /holds a character that cannot be stored/],
    ],
    [
      'an actor of its own',
      () => JSON.stringify({ ...draft(), meta: { actor: { id: 'me' } } }),
      [400, 'invalid', /meta is not a field of this request/],
    ],
    [
      'a prototype',
      () => JSON.stringify(draft()).replace('"lots":[{', '"lots":[{"__proto__":{"x":1},'),
      [400, 'invalid', /__proto__ is not a field of this request/],
    ],
    [
      '20 MB of it',
      () => JSON.stringify({ ...draft(), title: 'x'.repeat(20_000_000) }),
      [413, 'too-large', /too large: send at most 1 MB/],
    ],
  ])('is refused: %s', async (_, body, refusal) => {
    await expectRefused(cluster, () => post('/rounds', body()), refusal);
  });

  it('is refused when it is no JSON by its own account', async () => {
    for (const kind of ['text/plain', 'application/x-www-form-urlencoded']) {
      const headers = { 'content-type': kind };
      const answer = await post('/rounds', 'title=Paper', 'lead', { headers });
      expect([answer.status, answer.json['code']]).toEqual([415, 'not-json']);
    }
  });

  it.each([
    ['/rounds/1', 400],
    [`/rounds/${'%00'}`, 400],
    ['/rounds/%ED%A0%80', 400],
    ['/rounds/%', 400],
    [`/rounds?after=-1`, 400],
    [`/rounds?after=${'9'.repeat(20)}`, 400],
    [`/rounds?roundId=${randomUUID()}`, 400],
    [`/events?stream=round-x&revision=1.5`, 400],
    [`/events?stream=round-x&revision=-1`, 400],
    [`/funds/${fundId}/ledger?asAt=2026-02-30T00:00:00Z`, 400],
    [`/funds/${fundId}/ledger?asAt=2026`, 400],
    ['/contracts?tenderId=7', 400],
    ['/nothing', 404],
  ])('never breaks a look: %s answers %d', async (path, status) => {
    const answer = await cluster.wire.get('lead', path);
    expect([path, answer.status]).toEqual([path, status]);
    expectNoInsides(answer.text);
  });
});

describe('A request without good papers', () => {
  const writes = ['/rounds', '/tenders', '/orders', '/funds', '/consortia', '/schools'];

  it('is told to sign in: no token, an unknown one, a cookie', async () => {
    const headers = { cookie: await cluster.cookieOf('lead') };
    const signIn: Refusal = [401, 'unauthenticated', /Sign in, and send the token/];
    const unknown: Refusal = [401, 'unauthenticated', /not known, or no longer/];
    for (const path of writes) {
      await expectRefused(cluster, () => post(path, {}, null), signIn);
      await expectRefused(cluster, () => post(path, {}, null, { headers }), signIn);
      const made = { headers: { authorization: 'Bearer made-up' } };
      await expectRefused(cluster, () => post(path, {}, null, made), unknown);
      expectRefusal(await cluster.wire.get(null, '/rounds'), signIn);
    }
  });

  it('gets a page only after signing in, and comes back to it', async () => {
    const { url } = cluster.wire;
    const page = await fetch(`${url}/rounds/${roundId}`, { redirect: 'manual' });
    expect([page.status, page.headers.get('location')]).toEqual([
      303,
      `/sign-in?next=${encodeURIComponent(`/rounds/${roundId}`)}`,
    ]);
    const form = await fetch(`${url}/rounds/${roundId}/demand/${alder}`, {
      method: 'POST',
      headers: { origin: url },
      redirect: 'manual',
    });
    expect([form.status, form.headers.get('location')]).toEqual([303, '/sign-in']);
  });

  it('is refused when it comes from another site, or without the form’s token', async () => {
    const before = await cluster.store.head();
    const cookie = await cluster.cookieOf('alderBuyer');
    const act = (headers: Record<string, string>) =>
      fetch(`${cluster.wire.url}/rounds/${roundId}/demand/${alder}`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ 'desired-0': '1' }),
        headers: { cookie, ...headers },
      });
    const foreign = { origin: 'https://elsewhere.example' };
    const said = ['cross-site', 'same-site', 'none'].map((site) => ({ 'sec-fetch-site': site }));
    for (const headers of [foreign, { origin: 'null' }, {}, ...said]) {
      const answer = await act(headers);
      expect([headers, answer.status]).toEqual([headers, 403]);
      const text = await answer.text();
      expect(text).toContain('This form was sent from another site. Open the page here');
      expectNoInsides(text);
    }
    const tokenless = await act({ 'sec-fetch-site': 'same-origin' });
    expect(tokenless.status).toBe(403);
    expect(await tokenless.text()).toContain('This form is out of date');
    expect(await cluster.store.head()).toBe(before);
  });
});
