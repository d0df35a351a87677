import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Module, Post, Res } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Response as Answer } from 'express';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { createPerson, Database, hashPassword, makeMailer } from '#libs/auth';
import { Buses, EventSourcing } from '#libs/event-sourcing';
import { Public } from '#libs/http';
import { GrantRole } from '#messages/membership';
import type { Actor, Role } from '#messages/messages';
import { freshDatabase, type FreshDatabase } from '../../../libs/storage/src/testing.js';
import { onGround } from '../../../libs/transport/src/testing.js';
import { MembershipModule } from '../../membership/src/membership.module.js';
import { GatewayModule } from './gateway.module.js';
import { GatewayOptions } from './gateway-options.js';
import { visitorOf } from './pages/kit/visitor.js';
import { startGateway } from './start-gateway.js';

/** A page that only a signed-in person sees, and what it knows of them. */
@Controller('mine')
class MyPage {
  @Get()
  show(@Res() response: Answer): void {
    response.json(visitorOf(response));
  }

  @Public()
  @Get('slow')
  async slow(@Res() response: Answer): Promise<void> {
    await new Promise((settle) => setTimeout(settle, 300));
    response.send('slow but sure');
  }

  @Post()
  change(@Res() response: Answer): void {
    response.json({ changed: true });
  }
}

@Module({ controllers: [MyPage] })
class MyModule {}

const system: Actor = { id: 'spec', kind: 'service', grants: [] };
const password = 'teapot-lantern-gravel';
const secret = Buffer.from('forms of a test');

describe('The gateway', () => {
  let database: FreshDatabase;
  let outbox: string;
  let app: NestExpressApplication;
  let url: string;
  let hash: string | undefined;
  let made = 0;
  const consortiumId = newId();

  beforeAll(async () => {
    database = await freshDatabase();
    outbox = await mkdtemp(join(tmpdir(), 'outbox-'));
    app = await start('http://127.0.0.1');
    url = await app.getUrl();
  }, 30_000);

  afterAll(async () => {
    await app.close();
    await database.drop();
    await rm(outbox, { recursive: true });
  });

  function start(publicUrl: string): Promise<NestExpressApplication> {
    const mailer = makeMailer({ from: 'post@commonpurse.example', folder: outbox });
    const gateway = GatewayModule.with(new GatewayOptions(publicUrl, secret, mailer));
    const module = onGround(database.url, MembershipModule, gateway, MyModule);
    return startGateway(module, { host: '127.0.0.1', port: 0, publicUrl });
  }

  async function somebody(...roles: Role[]): Promise<{ id: string; email: string }> {
    const db = app.get(Database);
    const email = `person${++made}@school.example`;
    const person = await createPerson(db, { email, name: 'Ada Example' }, new Date());
    // The same hash for all: making one is slow on purpose.
    hash ??= await hashPassword(password);
    await db.query('INSERT INTO auth.credentials VALUES ($1, $2, now())', [person.id, hash]);
    for (const role of roles) await grant(person.id, role);
    return person;
  }

  async function grant(personId: string, role: Role): Promise<void> {
    const where = role === 'operator' ? {} : { consortiumId };
    const at = new Date().toISOString();
    const meta = { commandId: newId(), actor: system, at, correlationId: newId() };
    const body = { personId, role, ...where };
    const { position } = await app.get(Buses).command(GrantRole, body, meta);
    await app.get(EventSourcing).waitFor(BigInt(position));
  }

  const api = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`${url}/api/v1/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': newId(), ...headers },
    });

  async function tokenOf(email: string): Promise<{ Authorization: string }> {
    const answer = await api('tokens', { email, password });
    expect(answer.status).toBe(201);
    const { token } = (await answer.json()) as { token: string };
    return { Authorization: `Bearer ${token}` };
  }

  const form = (path: string, fields: Record<string, string>, headers = {}) =>
    fetch(`${url}/${path}`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(fields),
      headers: { Origin: new URL(url).origin, ...headers },
    });

  async function signedIn(email: string): Promise<{ Cookie: string }> {
    const answer = await form('sign-in', { email, password });
    expect(answer.status).toBe(303);
    return { Cookie: cookieOf(answer) };
  }

  const look = (headers: Record<string, string> = {}) =>
    fetch(`${url}/mine`, { headers, redirect: 'manual' });

  const invite = (headers: Record<string, string>, changes: object = {}) =>
    api(
      `consortia/${consortiumId}/invitations`,
      { email: `new${++made}@school.example`, name: 'Grace', role: 'finance', ...changes },
      headers,
    );

  async function lastLetterTo(email: string): Promise<string> {
    for (let wait = 0; wait < 50; wait++) {
      const names = (await readdir(outbox)).filter((name) => name.endsWith('.eml')).toSorted();
      const letters = await Promise.all(names.map((name) => readFile(join(outbox, name), 'utf8')));
      const found = letters.findLast((letter) => letter.includes(`To: ${email}`));
      if (found) return found.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '=');
      await new Promise((settle) => setTimeout(settle, 20));
    }
    throw new Error(`No letter to ${email}.`);
  }

  it('is healthy when database and readers work', async () => {
    const ask = () => fetch(`${url}/health`);
    let answer = await ask();
    while (answer.status !== 200) {
      expect(await answer.json()).toMatchObject({
        status: 'not-ready',
        reasons: expect.any(Array),
      });
      answer = await ask();
    }
    expect(await answer.json()).toEqual({ status: 'ready', reasons: [] });
  });

  it('lets nobody into the API without a token, and says how to get one', async () => {
    for (const Authorization of [undefined, 'Bearer nonsense', 'Basic eA==']) {
      const answer = await invite(Authorization === undefined ? {} : { Authorization });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ detail: expect.stringContaining('tokens') });
    }
  });

  it('does not take a session of a browser for a token', async () => {
    const { email } = await somebody('lead');
    expect((await invite(await signedIn(email))).status).toBe(401);
  });

  it('invites a person: an account, a role, and a letter with a link', async () => {
    const { email } = await somebody('lead');
    const guest = `guest${++made}@school.example`;
    const answer = await invite(await tokenOf(email), { email: guest });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ personId: expect.any(String), revision: 0 });
    const [, link = ''] = /(\/set-password\?token=[\w-]+)/.exec(await lastLetterTo(guest)) ?? [];
    expect(await (await fetch(url + link)).text()).toContain('Set your password');
    const token = link.split('=')[1] ?? '';
    const set = await form('set-password', { token, password });
    expect(set.status).toBe(303);
    const mine = await look({ Cookie: cookieOf(set) });
    expect(await mine.json()).toMatchObject({ name: 'Grace', roles: ['finance'] });
    expect((await form('set-password', { token, password })).status).toBe(409);
  }, 15_000);

  it('invites in nobody else’s name: strangers see nothing, members may not', async () => {
    const [stranger, auditor] = [await somebody(), await somebody('auditor')];
    expect((await invite(await tokenOf(stranger.email))).status).toBe(404);
    expect((await invite(await tokenOf(auditor.email))).status).toBe(403);
    const lead = await tokenOf((await somebody('lead')).email);
    expect((await invite(lead, { role: 'operator' })).status).toBe(400);
    const school = { email: 'kept.out@school.example', role: 'school-buyer', schoolUrn: '100001' };
    const refused = await invite(lead, school);
    expect(refused.status).toBe(409);
    expect(await app.get(Database).query(keptOut)).toEqual([{ found: 0 }]);
  }, 20_000);

  it('describes every route of the API, with its fields', async () => {
    const answer = await fetch(`${url}/api/openapi.json`);
    const { paths, components } = (await answer.json()) as OpenAPIObject;
    expect(Object.keys(paths).every((path) => path.startsWith('/api/v1/'))).toBe(true);
    expect(paths['/api/v1/tokens']?.post?.security).toEqual([]);
    expect(components?.schemas?.['InvitePerson']).toMatchObject({
      required: ['email', 'name', 'role'],
      properties: { role: { enum: expect.arrayContaining(['lead']) } },
    });
    const writes = Object.values(paths).flatMap(({ post }) => (post ? [post] : []));
    expect(writes.filter(({ requestBody }) => !requestBody)).toEqual([]);
  });

  it('keeps a person signed in by a cookie that scripts and other sites cannot use', async () => {
    const { email } = await somebody('lead');
    const answer = await form('sign-in', { email, password, next: '/mine' });
    expect(answer.headers.get('location')).toBe('/mine');
    expect(answer.headers.get('set-cookie')).toMatch(
      /^session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const mine = await look({ Cookie: cookieOf(answer) });
    expect(mine.headers.get('cache-control')).toBe('no-store');
    expect(await mine.json()).toMatchObject({ name: 'Ada Example', roles: ['lead'] });
  });

  it('makes a new session at each sign-in, and ends the old one', async () => {
    const { email } = await somebody();
    const before = await signedIn(email);
    const answer = await form('sign-in', { email, password }, before);
    const after = { Cookie: cookieOf(answer) };
    expect(after.Cookie).not.toBe(before.Cookie);
    expect((await look(before)).status).toBe(303);
    expect((await look(after)).status).toBe(200);
  });

  it('sends on to its own pages alone', async () => {
    const { email } = await somebody();
    for (const next of ['//elsewhere.example', 'https://elsewhere.example', '/\\elsewhere']) {
      const answer = await form('sign-in', { email, password, next });
      expect(answer.headers.get('location')).toBe('/');
    }
  });

  it('asks to sign in, and comes back to the page that was wanted', async () => {
    const answer = await look();
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in?next=%2Fmine']);
    const posted = await form('mine', {});
    expect([posted.status, posted.headers.get('location')]).toEqual([303, '/sign-in']);
  });

  it('takes a form of this session alone, from this site alone', async () => {
    const cookie = await signedIn((await somebody()).email);
    const { formToken } = (await (await look(cookie)).json()) as { formToken: string };
    expect((await form('mine', { formToken }, cookie)).status).toBe(201);
    expect((await form('mine', {}, cookie)).status).toBe(403);
    const other = await signedIn((await somebody()).email);
    expect((await form('mine', { formToken }, other)).status).toBe(403);
    const elsewhere = { ...cookie, Origin: 'https://elsewhere.example' };
    expect((await form('mine', { formToken }, elsewhere)).status).toBe(403);
  }, 15_000);

  it('signs out', async () => {
    const cookie = await signedIn((await somebody()).email);
    const { formToken } = (await (await look(cookie)).json()) as { formToken: string };
    const answer = await form('sign-out', { formToken }, cookie);
    expect(answer.headers.get('set-cookie')).toContain('session=;');
    expect((await look(cookie)).status).toBe(303);
  });

  it('ends a session that was idle for half an hour', async () => {
    const { id, email } = await somebody();
    const cookie = await signedIn(email);
    const idle = `UPDATE auth.sessions SET last_seen_at = now() - interval '31 minutes'
      WHERE person_id = $1`;
    await app.get(Database).query(idle, [id]);
    expect((await look(cookie)).status).toBe(303);
  });

  it('sees a new role with the next request', async () => {
    const { id, email } = await somebody('finance');
    const cookie = await signedIn(email);
    expect(await (await look(cookie)).json()).toMatchObject({ roles: ['finance'] });
    await grant(id, 'lead');
    expect(await (await look(cookie)).json()).toMatchObject({ roles: ['finance', 'lead'] });
  });

  it('shows a wrong password beside what was typed', async () => {
    const answer = await form('sign-in', { email: 'ada@school.example', password: 'wrong-wrong' });
    expect(answer.status).toBe(400);
    const page = await answer.text();
    expect(page).toContain('There is a problem');
    expect(page).toContain('ada@school.example');
    expect(page).not.toContain('wrong-wrong');
  });

  it('makes the eleventh attempt wait: 429 with Retry-After', async () => {
    const { email } = await somebody();
    const wrong = () => api('tokens', { email, password: 'not-this-one-no' });
    const answers = await Promise.all(Array.from({ length: 11 }, wrong));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array(10).fill(401), 429]);
    const late = await wrong();
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(800);
    expect(await late.json()).toMatchObject({ code: 'too-many-attempts' });
    expect((await form('sign-in', { email, password })).status).toBe(429);
  }, 30_000);

  it('says the same whether or not it knows an address, and resets a password once', async () => {
    const { email } = await somebody();
    const known = await (await form('forgot-password', { email })).text();
    const unknown = await (await form('forgot-password', { email: 'no@one.example' })).text();
    const plain = (page: string) => page.replaceAll(/name="commandId" value="[^"]*"/g, '');
    expect(plain(known)).toBe(plain(unknown));
    const [, token = ''] = /set-password\?token=([\w-]+)/.exec(await lastLetterTo(email)) ?? [];
    const cookie = await signedIn(email);
    expect((await form('set-password', { token, password: 'short' })).status).toBe(400);
    const fresh = 'kettle-harbour-violet';
    expect((await form('set-password', { token, password: fresh })).status).toBe(303);
    expect((await form('set-password', { token, password: fresh })).status).toBe(409);
    expect((await look(cookie)).status).toBe(303);
    expect((await api('tokens', { email, password })).status).toBe(401);
    expect((await api('tokens', { email, password: fresh })).status).toBe(201);
  }, 20_000);

  it('answers what has come in before it stops', async () => {
    const short = await start('http://127.0.0.1');
    const slow = fetch(`${await short.getUrl()}/mine/slow`);
    await new Promise((settle) => setTimeout(settle, 100));
    await short.close();
    expect(await (await slow).text()).toBe('slow but sure');
  }, 20_000);

  it('locks its cookie to host and https behind an https address', async () => {
    const { email } = await somebody();
    const secure = await start('https://buying.example.org');
    const answer = await fetch(`${await secure.getUrl()}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ email, password }),
      headers: { 'Sec-Fetch-Site': 'same-origin' },
    });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-session=.*; Path=\/; HttpOnly; Secure/,
    );
    expect(answer.headers.get('strict-transport-security')).toContain('max-age=31536000');
    await secure.close();
  }, 20_000);
});

const keptOut = `SELECT count(*)::int AS found FROM auth.persons WHERE email LIKE 'kept.out%'`;

function cookieOf(answer: Response): string {
  return (
    answer.headers
      .getSetCookie()
      .find((cookie) => cookie.includes('session='))
      ?.split(';')[0] ?? ''
  );
}
