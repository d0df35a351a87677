import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { freshDatabase, type FreshDatabase } from '../../storage/src/testing.js';
import {
  authTables,
  createPerson,
  endSession,
  findNames,
  findPersonByEmail,
  findTokenOwners,
  isPassword,
  issueToken,
  makeLink,
  makeMailer,
  migrateAuth,
  refuseWeak,
  setPassword,
  signIn,
  startSession,
  touchSession,
  useLink,
  type Person,
} from './index.js';

const now = new Date('2026-11-20T09:00:00.000Z');
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const good = 'teapot-lantern-gravel';

describe('People and how they prove who they are', () => {
  let database: FreshDatabase;
  let db: DataSource;
  let made = 0;

  beforeAll(async () => {
    database = await freshDatabase();
    db = new DataSource({ type: 'postgres', url: database.url, entities: authTables });
    await db.initialize();
    await Promise.all([migrateAuth(db), migrateAuth(db), migrateAuth(db)]);
  });

  afterAll(async () => {
    await db.destroy();
    await database.drop();
  });

  async function somebody(password?: string): Promise<Person> {
    const person = { email: `Person${++made}@School.example`, name: 'Ada Example' };
    const created = await createPerson(db, person, now);
    if (password) await setPassword(db, created, password, now);
    return created;
  }

  const attempt = (email: string, password: string, address = '192.0.2.7') => ({
    email,
    password,
    address,
  });

  it('finds a person however the e-mail address is typed, and makes them once', async () => {
    const person = await somebody();
    const found = await findPersonByEmail(db, `  ${person.email.toUpperCase()} `);
    expect(found).toEqual({ ...person, name: 'Ada Example' });
    await expect(createPerson(db, person, now)).rejects.toMatchObject({ code: 'email-taken' });
    expect([...(await findNames(db, [person.id, person.id]))]).toEqual([[person.id, person.name]]);
  });

  it('keeps a password only as a salted scrypt hash with its parameters', async () => {
    const person = await somebody(good);
    const [row] = await db.query('SELECT scrypt FROM auth.credentials WHERE person_id = $1', [
      person.id,
    ]);
    expect(row.scrypt).toMatch(/^131072:8:1:[\w-]{22}:[\w-]{43}$/);
    expect(await isPassword(good, row.scrypt)).toBe(true);
    expect(await isPassword(`${good}.`, row.scrypt)).toBe(false);
  });

  it.each([
    ['short', 'at least 12'],
    ['a'.repeat(201), 'at most 200'],
    ['ada.smith@school.example', 'e-mail'],
    ['ada.smith123', 'your name'],
    ['P@ssw0rd2026!', 'many people'],
    ['passwordpassword', 'many people'],
    ['Liverpool2026', 'many people'],
    ['123456789012', 'many people'],
    ['qwertyuiop[]'.replace('[]', 'as'), 'many people'],
    ['aaaaaaaaaaaaaa', 'many people'],
  ])('refuses the password %s with a sentence', (password, sentence) => {
    expect(() => refuseWeak(password, 'Ada.Smith@school.example')).toThrow(sentence);
  });

  it('signs in by the right password alone, and says the same of an unknown address', async () => {
    const person = await somebody(good);
    expect((await signIn(db, attempt(person.email, good), now)).id).toBe(person.id);
    const wrong = await signIn(db, attempt(person.email, 'not-this-one-no'), now).catch(String);
    const unknown = await signIn(db, attempt('no@one.example', good), now).catch(String);
    expect(wrong).toBe(unknown);
    expect(wrong).toContain('not right');
  });

  it('makes the eleventh wrong attempt wait, even when they all come at once', async () => {
    const person = await somebody(good);
    const tries = Array.from({ length: 14 }, () =>
      signIn(db, attempt(person.email, 'not-this-one-no'), now).catch(
        (error) => error.name + error,
      ),
    );
    const answers = await Promise.all(tries);
    expect(answers.filter((answer) => String(answer).includes('too many attempts'))).toHaveLength(
      4,
    );
    const right = attempt(person.email, good);
    await expect(signIn(db, right, later(1))).rejects.toThrow('Wait 14 min');
    expect((await signIn(db, { ...right, address: '192.0.2.8' }, now)).id).toBe(person.id);
    expect((await signIn(db, right, later(15))).id).toBe(person.id);
  }, 30_000);

  it('ends a session after 30 idle minutes', async () => {
    const { id } = await somebody();
    const session = await startSession(db, id, now);
    expect(await touchSession(db, session, later(29))).toBe(id);
    expect(await touchSession(db, session, later(58))).toBe(id);
    expect(await touchSession(db, session, later(88))).toBeUndefined();
  });

  it('ends a session after 12 hours, however busy', async () => {
    const { id } = await somebody();
    const session = await startSession(db, id, now);
    for (let minute = 20; minute < 720; minute += 20) {
      expect(await touchSession(db, session, later(minute))).toBe(id);
    }
    expect(await touchSession(db, session, later(720))).toBeUndefined();
  });

  it('ends one session by signing out, and all of them and the tokens by a new password', async () => {
    const person = await somebody(good);
    const [here, there] = [
      await startSession(db, person.id, now),
      await startSession(db, person.id, now),
    ];
    const { token } = await issueToken(db, person.id, now);
    await endSession(db, here);
    expect(await touchSession(db, here, now)).toBeUndefined();
    expect(await touchSession(db, there, now)).toBe(person.id);
    await setPassword(db, person, 'kettle-harbour-violet', now);
    expect(await touchSession(db, there, now)).toBeUndefined();
    expect(await findTokenOwners(db, [token], now)).toEqual([undefined]);
  });

  it('keeps tokens only as hashes, and for 30 days', async () => {
    const person = await somebody();
    const { token, expiresAt } = await issueToken(db, person.id, now);
    expect(expiresAt).toBe('2026-12-20T09:00:00.000Z');
    expect(await findTokenOwners(db, ['none', token, token], later(60))).toEqual([
      undefined,
      person.id,
      person.id,
    ]);
    expect(await findTokenOwners(db, [token], new Date(expiresAt))).toEqual([undefined]);
    const [row] = await db.query('SELECT count(*)::int AS found FROM auth.tokens WHERE hash = $1', [
      token,
    ]);
    expect(row.found).toBe(0);
  });

  it('takes a link once, within its time, and not for a weak password', async () => {
    const person = await somebody();
    const link = await makeLink(db, person.id, 'reset', now);
    await expect(useLink(db, link, 'password1234', later(1))).rejects.toThrow('many people');
    const twice = await Promise.allSettled([
      useLink(db, link, good, later(2)),
      useLink(db, link, good, later(2)),
    ]);
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await signIn(db, attempt(person.email, good), now)).id).toBe(person.id);
    const old = await makeLink(db, person.id, 'reset', now);
    await expect(useLink(db, old, good, later(60))).rejects.toMatchObject({ code: 'link-used' });
    const invitation = await makeLink(db, person.id, 'invitation', now);
    expect((await useLink(db, invitation, good, later(6 * 24 * 60))).id).toBe(person.id);
  });

  it('lays letters into the outbox for our own eyes', async () => {
    const folder = join(await mkdtemp(join(tmpdir(), 'mail-')), 'outbox');
    const mailer = makeMailer({ from: 'Commonpurse <post@commonpurse.example>', folder });
    await mailer.send({ to: 'ada@school.example', subject: 'Élan', text: 'Open http://x/?a=b' });
    const [name = ''] = await readdir(folder);
    expect(name).toMatch(/\.eml$/);
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(folder, name), 'utf8')).toContain('To: ada@school.example');
    await rm(folder, { recursive: true });
  });
});
