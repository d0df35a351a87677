import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cookieOf, openGateway, password, type Gateway } from '../testing.js';

describe('Signing in and out', () => {
  let gateway: Gateway;

  beforeAll(async () => {
    gateway = await openGateway();
  }, 30_000);

  afterAll(() => gateway.close());

  it('keeps a person signed in by a cookie that scripts and other sites cannot use', async () => {
    const { email } = await gateway.somebody('lead');
    const answer = await gateway.form('sign-in', { email, password, next: '/mine' });
    expect(answer.headers.get('location')).toBe('/mine');
    expect(answer.headers.get('set-cookie')).toMatch(
      /^session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const mine = await gateway.look({ Cookie: cookieOf(answer) });
    expect(mine.headers.get('cache-control')).toBe('no-store');
    expect(await mine.json()).toMatchObject({ name: 'Ada Example', roles: ['lead'] });
  });

  it('makes a new session at each sign-in, and ends the old one', async () => {
    const { email } = await gateway.somebody();
    const before = await gateway.signedIn(email);
    const answer = await gateway.form('sign-in', { email, password }, before);
    const after = { Cookie: cookieOf(answer) };
    expect(after.Cookie).not.toBe(before.Cookie);
    expect((await gateway.look(before)).status).toBe(303);
    expect((await gateway.look(after)).status).toBe(200);
  });

  it('sends on to its own pages alone', async () => {
    const { email } = await gateway.somebody();
    for (const next of ['//elsewhere.example', 'https://elsewhere.example', '/\\elsewhere']) {
      const answer = await gateway.form('sign-in', { email, password, next });
      expect(answer.headers.get('location')).toBe('/');
    }
  });

  it('asks to sign in, and comes back to the page that was wanted', async () => {
    const answer = await gateway.look();
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in?next=%2Fmine']);
    const posted = await gateway.form('mine', {});
    expect([posted.status, posted.headers.get('location')]).toEqual([303, '/sign-in']);
  });

  it('takes a form of this session alone, from this site alone', async () => {
    const cookie = await gateway.signedIn((await gateway.somebody()).email);
    const { formToken } = (await (await gateway.look(cookie)).json()) as { formToken: string };
    expect((await gateway.form('mine', { formToken }, cookie)).status).toBe(201);
    expect((await gateway.form('mine', {}, cookie)).status).toBe(403);
    const other = await gateway.signedIn((await gateway.somebody()).email);
    expect((await gateway.form('mine', { formToken }, other)).status).toBe(403);
    const elsewhere = { ...cookie, Origin: 'https://elsewhere.example' };
    expect((await gateway.form('mine', { formToken }, elsewhere)).status).toBe(403);
  }, 15_000);

  it('signs out', async () => {
    const cookie = await gateway.signedIn((await gateway.somebody()).email);
    const { formToken } = (await (await gateway.look(cookie)).json()) as { formToken: string };
    const answer = await gateway.form('sign-out', { formToken }, cookie);
    expect(answer.headers.get('set-cookie')).toContain('session=;');
    expect((await gateway.look(cookie)).status).toBe(303);
  });

  it('ends a session that was idle for half an hour', async () => {
    const { id, email } = await gateway.somebody();
    const cookie = await gateway.signedIn(email);
    const idle = `UPDATE auth.sessions SET last_seen_at = now() - interval '31 minutes'
      WHERE person_id = $1`;
    await gateway.db.query(idle, [id]);
    expect((await gateway.look(cookie)).status).toBe(303);
  });

  it('sees a new role with the next request', async () => {
    const { id, email } = await gateway.somebody('finance');
    const cookie = await gateway.signedIn(email);
    expect(await (await gateway.look(cookie)).json()).toMatchObject({ roles: ['finance'] });
    await gateway.grant(id, 'lead');
    expect(await (await gateway.look(cookie)).json()).toMatchObject({ roles: ['finance', 'lead'] });
  });

  it('shows a wrong password beside what was typed', async () => {
    const answer = await gateway.form('sign-in', {
      email: 'ada@school.example',
      password: 'wrong-wrong',
    });
    expect(answer.status).toBe(400);
    const page = await answer.text();
    expect(page).toContain('There is a problem');
    expect(page).toContain('ada@school.example');
    expect(page).not.toContain('wrong-wrong');
  });

  it('says the same whether or not it knows an address, and resets a password once', async () => {
    const { email } = await gateway.somebody();
    const known = await (await gateway.form('forgot-password', { email })).text();
    const unknown = await (
      await gateway.form('forgot-password', { email: 'no@one.example' })
    ).text();
    const plain = (page: string) => page.replaceAll(/name="commandId" value="[^"]*"/g, '');
    expect(plain(known)).toBe(plain(unknown));
    const [, token = ''] =
      /set-password\?token=([\w-]+)/.exec(await gateway.lastLetterTo(email)) ?? [];
    const cookie = await gateway.signedIn(email);
    expect((await gateway.form('set-password', { token, password: 'short' })).status).toBe(400);
    const fresh = 'kettle-harbour-violet';
    expect((await gateway.form('set-password', { token, password: fresh })).status).toBe(303);
    expect((await gateway.form('set-password', { token, password: fresh })).status).toBe(409);
    expect((await gateway.look(cookie)).status).toBe(303);
    expect((await gateway.api('tokens', { email, password })).status).toBe(401);
    expect((await gateway.api('tokens', { email, password: fresh })).status).toBe(201);
  }, 20_000);

  it('locks its cookie to host and https behind an https address', async () => {
    const { email } = await gateway.somebody();
    const secure = await gateway.start('https://buying.example.org');
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
