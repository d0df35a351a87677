import type { OpenAPIObject } from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { cookieOf, openGateway, password, type Gateway } from './testing.js';

describe('The gateway', () => {
  let gateway: Gateway;

  beforeAll(async () => {
    gateway = await openGateway();
  }, 30_000);

  afterAll(() => gateway.close());

  it('is healthy when database and readers work', async () => {
    const ask = () => fetch(`${gateway.url}/health`);
    let answer = await ask();
    while (answer.status !== 200) {
      expect(await answer.json()).toMatchObject({
        status: 'not-ready',
        reasons: expect.any(Array),
      });
      answer = await ask();
    }
    const said = await answer.text();
    const { processes, ...rest } = JSON.parse(said);
    expect(rest).toEqual({ status: 'ready', reasons: [] });
    const working = { kind: 'read-model', status: 'working', lagSeconds: expect.any(Number) };
    expect(processes.marketplace.readers).toContainEqual({ name: 'consortia', ...working });
    // How far the log has come would tell a supplier when another one quotes.
    expect(said).not.toMatch(/position/i);
  });

  it('says apart whether it lives and whether it is ready, and no more', async () => {
    const live = await fetch(`${gateway.url}/health/live`);
    expect([live.status, await live.text()]).toEqual([200, '{"status":"live"}']);
    const ready = await fetch(`${gateway.url}/health/ready`);
    expect([ready.status, await ready.text()]).toEqual([200, '{"status":"ready"}']);
  });

  it('lets nobody into the API without a token, and says how to get one', async () => {
    for (const Authorization of [undefined, 'Bearer nonsense', 'Basic eA==']) {
      const answer = await gateway.invite(Authorization === undefined ? {} : { Authorization });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ detail: expect.stringContaining('tokens') });
    }
  });

  it('does not take a session of a browser for a token', async () => {
    const { email } = await gateway.somebody('lead');
    expect((await gateway.invite(await gateway.signedIn(email))).status).toBe(401);
  });

  it('invites a person: an account, a role, and a letter with a link', async () => {
    const { email } = await gateway.somebody('lead');
    const guest = `guest-${newId()}@school.example`;
    const answer = await gateway.invite(await gateway.tokenOf(email), { email: guest });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ personId: expect.any(String), revision: 0 });
    const [, link = ''] =
      /(\/set-password\?token=[\w-]+)/.exec(await gateway.lastLetterTo(guest)) ?? [];
    expect(await (await fetch(gateway.url + link)).text()).toContain('Set your password');
    const token = link.split('=')[1] ?? '';
    const set = await gateway.form('set-password', { token, password });
    expect(set.status).toBe(303);
    const mine = await gateway.look({ Cookie: cookieOf(set) });
    expect(await mine.json()).toMatchObject({ name: 'Grace', roles: ['finance'] });
    expect((await gateway.form('set-password', { token, password })).status).toBe(409);
  }, 15_000);

  it('invites in nobody else’s name: strangers see nothing, members may not', async () => {
    const [stranger, auditor] = [await gateway.somebody(), await gateway.somebody('auditor')];
    expect((await gateway.invite(await gateway.tokenOf(stranger.email))).status).toBe(404);
    expect((await gateway.invite(await gateway.tokenOf(auditor.email))).status).toBe(403);
    const lead = await gateway.tokenOf((await gateway.somebody('lead')).email);
    expect((await gateway.invite(lead, { role: 'operator' })).status).toBe(400);
    const school = { email: 'kept.out@school.example', role: 'school-buyer', schoolUrn: '100001' };
    const refused = await gateway.invite(lead, school);
    expect(refused.status).toBe(409);
    expect(await gateway.db.query(keptOut)).toEqual([{ found: 0 }]);
  }, 20_000);

  it('describes every route of the API, with its fields', async () => {
    const answer = await fetch(`${gateway.url}/api/openapi.json`);
    const { paths, components } = (await answer.json()) as OpenAPIObject;
    expect(Object.keys(paths).every((path) => path.startsWith('/api/v1/'))).toBe(true);
    expect(paths['/api/v1/tokens']?.post?.security).toEqual([]);
    expect(components?.schemas?.['InvitePerson']).toMatchObject({
      required: ['email', 'name', 'role'],
      properties: { role: { enum: expect.arrayContaining(['lead']) } },
    });
    const bundle = { lotIds: { uniqueItems: true }, offBasisPoints: { maximum: 10_000 } };
    expect(components?.schemas?.['SealQuote']).toMatchObject({
      required: expect.not.arrayContaining(['bundles']),
      properties: { bundles: { items: { properties: bundle } } },
    });
    const writes = Object.values(paths).flatMap(({ post }) => (post ? [post] : []));
    expect(writes.filter(({ requestBody }) => !requestBody)).toEqual([]);
  });

  it('makes the eleventh attempt wait: 429 with Retry-After', async () => {
    const { email } = await gateway.somebody();
    const wrong = () => gateway.api('tokens', { email, password: 'not-this-one-no' });
    const answers = await Promise.all(Array.from({ length: 11 }, wrong));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array(10).fill(401), 429]);
    const late = await wrong();
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(800);
    expect(await late.json()).toMatchObject({ code: 'too-many-attempts' });
    expect((await gateway.form('sign-in', { email, password })).status).toBe(429);
  }, 30_000);

  it('answers what has come in before it stops', async () => {
    const short = await gateway.start('http://127.0.0.1');
    const slow = fetch(`${await short.getUrl()}/mine/slow`);
    await new Promise((settle) => setTimeout(settle, 100));
    await short.close();
    expect(await (await slow).text()).toBe('slow but sure');
  }, 20_000);
});

const keptOut = `SELECT count(*)::int AS found FROM auth.persons WHERE email LIKE 'kept.out%'`;
