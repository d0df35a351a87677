import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { freshDatabase, type FreshDatabase } from '../../storage/src/testing.js';
import { CompareJar, CountJars, FindJar, OpenJar, PutIn, SealJar } from '../spec/jar.messages.js';
import { JarRow, PutRow, superstitious } from '../spec/jars.read-model.js';
import { consortiumId, eventually, lead, run, type How, type Running } from '../spec/running.js';
import { readerLocks } from './leases.js';
import { readModel } from './registration.js';

let database: FreshDatabase;
const running: Running[] = [];

beforeAll(async () => {
  database = await freshDatabase();
});

afterEach(async () => {
  for (const app of running.splice(0)) await app.stop();
});

afterAll(() => database.drop());

async function start(how?: How): Promise<Running> {
  const app = await run(database.url, how);
  running.push(app);
  return app;
}

const system = { id: 'process:spec', kind: 'service', grants: [] } as const;

async function fill(app: Running, ...puts: number[]): Promise<string> {
  const jarId = randomUUID();
  await app.ask(OpenJar, { jarId, consortiumId, room: 1000 });
  for (const coins of puts) await app.ask(PutIn, { jarId, coins });
  return jarId;
}

async function caughtUp(app: Running): Promise<void> {
  await app.eventSourcing.waitFor(await app.store.head(), { readers: ['open-jars'] });
}

async function rowsOf(app: Running) {
  const jars = await app.db.manager.find(JarRow, { order: { jarId: 'ASC' } });
  const puts = await app.db.manager.find(PutRow, { order: { jarId: 'ASC', revision: 'ASC' } });
  return { jars, puts };
}

describe('A read model', () => {
  it('equals the fold of the events, whatever batches they came in', async () => {
    const app = await start();
    const jarId = await fill(app, 1, 2, 3);
    await app.ask(SealJar, { jarId }, { actor: system });
    await caughtUp(app);
    const [row] = (await rowsOf(app)).jars;
    expect(row).toMatchObject({ jarId, coins: 6, room: 1000, sealed: true, puts: [1, 2, 3] });
    expect(row?.touchedAt).toEqual(new Date('2026-06-01T09:00:00.000Z'));
    const puts = (await rowsOf(app)).puts.filter((put) => put.jarId === jarId);
    expect(puts.map(({ revision }) => revision)).toEqual([2, 3]);
  });

  it('goes on after a restart from where it stood, and says the same when rebuilt', async () => {
    const first = await start();
    await fill(first, 5);
    await caughtUp(first);
    await first.stop();
    running.splice(0);
    const away = await start({ start: false });
    const jarId = await fill(away, 8);
    const second = await start();
    await caughtUp(second);
    const live = await rowsOf(second);
    expect(live.jars.find((row) => row.jarId === jarId)).toMatchObject({ coins: 8 });
    await second.stop();
    await away.db.query(`UPDATE event_sourcing.checkpoints SET fingerprint = 'another shape'`);
    await away.db.query('ALTER TABLE open_jars_v1.jars DROP COLUMN sealed');
    const third = await start();
    await caughtUp(third);
    expect(await rowsOf(third)).toEqual(live);
  });

  it('is folded by one instance at a time; another takes over when that one goes', async () => {
    const one = await start();
    const two = await start();
    const jarId = await fill(two, 1);
    await caughtUp(two);
    const statuses = async (app: Running) =>
      (await app.eventSourcing.readers()).map(({ status }) => status);
    expect(await statuses(one)).toEqual(['working']);
    expect(await statuses(two)).toEqual(['waiting']);
    await one.stop();
    await eventually(async () => (await statuses(two))[0] === 'working');
    await two.ask(PutIn, { jarId, coins: 1 });
    await caughtUp(two);
    const row = await two.db.manager.findOneBy(JarRow, { jarId });
    expect(row).toMatchObject({ coins: 2 });
  });

  it('starts in several processes at once on an empty database', async () => {
    const empty = await freshDatabase();
    const apps = await Promise.all([1, 2, 3].map(() => run(empty.url)));
    const [app] = apps;
    if (app) await fill(app, 1);
    for (const each of apps) await caughtUp(each);
    for (const each of apps) expect(await each.db.manager.count(JarRow)).toBe(1);
    for (const each of apps) await each.stop();
    await empty.drop();
  });

  it('gets over a broken connection without losing or doubling anything', async () => {
    const app = await start();
    const jarId = await fill(app, 1);
    await caughtUp(app);
    const keeper = await start({ start: false });
    await keeper.db.query(
      'SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = $1 AND classid = 7155002',
      ['advisory'],
    );
    await app.ask(PutIn, { jarId, coins: 2 });
    await caughtUp(app);
    const row = await app.db.manager.findOneBy(JarRow, { jarId });
    expect(row).toMatchObject({ coins: 3, puts: [1, 2] });
  });

  it('is not held up by a process that hangs in the middle of a transaction', async () => {
    const app = await start();
    const jarId = await fill(app, 1);
    await caughtUp(app);
    const hanging = (await start({ start: false })).db.createQueryRunner();
    await hanging.startTransaction();
    await hanging.query('SELECT FROM event_sourcing.checkpoints FOR UPDATE');
    await app.ask(PutIn, { jarId, coins: 2 });
    const coins = async () => (await app.db.manager.findOneBy(JarRow, { jarId }))?.coins;
    await eventually(async () => (await coins()) === 3);
    expect(await coins()).toBe(3);
    await hanging.release();
  });

  it('stops alone at an event that it cannot get over, and is reported', async () => {
    const app = await start({ extra: [readModel(superstitious)] });
    await fill(app, 13);
    await caughtUp(app);
    await eventually(async () =>
      (await app.eventSourcing.readers()).some(({ status }) => status === 'poisoned'),
    );
    const [well, ill] = await app.eventSourcing.readers();
    expect(well).toMatchObject({ name: 'open-jars', status: 'working', lag: 0n });
    expect(ill?.error).toMatch(/CoinsPutIn at position \d+ could not be handled: Thirteen!/);
    expect(ill?.lag).toBeGreaterThan(0n);
  });
});

describe('A query', () => {
  it('waits until its read models have seen the position that it names', async () => {
    const app = await start();
    const jarId = randomUUID();
    for (let coins = 0; coins < 20; coins++) {
      const { position } =
        coins === 0
          ? await app.ask(OpenJar, { jarId, consortiumId, room: 50 })
          : await app.ask(PutIn, { jarId, coins: 1 });
      const found = await app.buses.query(FindJar, { jarId }, { actor: lead, after: position });
      expect(found).toEqual({ jarId, coins, room: 50, sealed: false });
    }
  });

  it('in another instance has seen it too, also when nothing there was for its read model', async () => {
    const [one, two] = [await start(), await start()];
    const jarId = await fill(one, 3);
    await caughtUp(two);
    for (let n = 0; n < 5; n++) {
      const { position } = await two.ask(CompareJar, { jarId, withJarId: jarId });
      const began = performance.now();
      const found = await two.buses.query(FindJar, { jarId }, { actor: system, after: position });
      expect(found).toMatchObject({ coins: 3 });
      expect(performance.now() - began).toBeLessThan(1_000);
    }
    const { position } = await two.ask(PutIn, { jarId, coins: 4 });
    const found = await two.buses.query(FindJar, { jarId }, { actor: system, after: position });
    expect(found).toMatchObject({ coins: 7 });
  });

  it('shows a person what there is after five seconds; a rule gets no old fact', async () => {
    const keeper = (await start({ start: false })).db.createQueryRunner();
    const lock = 'SELECT pg_advisory_lock($1, hashtext($2))';
    await keeper.query(lock, [readerLocks, 'open-jars@1']);
    const app = await start();
    const jarId = randomUUID();
    const { position: after } = await app.ask(OpenJar, { jarId, consortiumId, room: 50 });
    const began = performance.now();
    const [page, fact] = await Promise.allSettled(
      [lead, system].map((actor) => app.buses.query(FindJar, { jarId }, { actor, after })),
    );
    expect(page).toMatchObject({ status: 'fulfilled', value: null });
    expect(fact).toMatchObject({ status: 'rejected', reason: { retryable: true } });
    expect(performance.now() - began).toBeLessThan(7_000);
    await keeper.query('SELECT pg_advisory_unlock_all()');
    await keeper.release();
  });

  it('fails for now, rather than lie, when they do not get there in time', async () => {
    const app = await start();
    const beyond = (await app.store.head()) + 1000n;
    const waiting = app.eventSourcing.waitFor(beyond, { timeoutMs: 50 });
    await expect(waiting).rejects.toMatchObject({ retryable: true });
  });

  it('is answered to those who may ask it', async () => {
    const app = await start();
    const auditor = { ...lead, grants: [{ role: 'auditor', consortiumId }] } as const;
    expect(await app.buses.query(CountJars, {}, { actor: auditor })).toBeGreaterThan(0);
    const asked = app.buses.query(CountJars, {}, { actor: lead });
    await expect(asked).rejects.toMatchObject({ kind: 'forbidden' });
    const stranger = app.buses.query(CountJars, {}, { actor: { ...lead, grants: [] } });
    await expect(stranger).rejects.toMatchObject({ kind: 'not-found' });
  });
});
