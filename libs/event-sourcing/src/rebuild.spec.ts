import { setTimeout as pause } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { freshDatabase, type FreshDatabase } from '../../storage/src/testing.js';
import { FindJar, OpenJar, PutIn } from '../spec/jar.messages.js';
import { JarRow, openJars } from '../spec/jars.read-model.js';
import { consortiumId, eventually, lead, run, type How, type Running } from '../spec/running.js';
import { CheckpointMoved, findCheckpoint, moveCheckpoint, setCheckpoint } from './checkpoints.js';
import { leaseOf, readerLocks } from './leases.js';
import { rebuildLeaseOf, RebuildUnderWay } from './rebuild.js';
import { tableHashes } from './table-hashes.js';

const strangeMeta = {
  at: '2026-01-05T09:00:00.000Z',
  actor: 'somebody',
  commandId: 'c',
  correlationId: 'r',
};

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

async function open(app: Running, coins = 1): Promise<string> {
  const jarId = randomUUID();
  await app.ask(OpenJar, { jarId, consortiumId, room: 1_000_000 });
  await app.ask(PutIn, { jarId, coins });
  await app.eventSourcing.waitFor(await app.store.head());
  return jarId;
}

async function coinsIn({ buses, store }: Running, jarId: string): Promise<number | undefined> {
  const after = String(await store.head());
  return (await buses.query(FindJar, { jarId }, { actor: lead, after }))?.coins;
}

async function schemas({ db }: Running): Promise<string[]> {
  const found: { nspname: string }[] = await db.query(
    `SELECT nspname FROM pg_namespace WHERE nspname LIKE 'open_jars%' ORDER BY 1`,
  );
  return found.map(({ nspname }) => nspname);
}

async function indices({ db }: Running): Promise<Record<string, number>> {
  const found: { tablename: string; count: number }[] = await db.query(
    `SELECT tablename, count(*)::int AS count FROM pg_indexes
      WHERE schemaname = 'open_jars_v1' GROUP BY 1 ORDER BY 1`,
  );
  return Object.fromEntries(found.map(({ tablename, count }) => [tablename, count]));
}

describe('A read model that is rebuilt', () => {
  it('answers all the while, is written all the while, and equals the live one', async () => {
    const app = await start();
    const beside = await start({ start: false });
    const jarId = await open(app);
    let busy = true;
    let puts = 1;
    let answers = 0;
    const write = async () => {
      for (; busy; puts++) await app.ask(PutIn, { jarId, coins: 1 });
    };
    const read = async () => {
      for (; busy; answers++) {
        const found = await app.buses.query(FindJar, { jarId }, { actor: lead });
        expect(found?.coins).toBeGreaterThan(0);
        const named = { name: 'jars', text: 'SELECT * FROM open_jars_v1.jars', values: [] };
        await app.db.query(named as unknown as string);
      }
    };
    const crowd = Promise.all([write(), write(), read(), read()]);
    for (let n = 0; n < 5; n++)
      expect(await beside.eventSourcing.rebuild('open-jars')).toBeDefined();
    busy = false;
    await crowd;
    expect(answers).toBeGreaterThan(20);
    expect(await coinsIn(app, jarId)).toBe(puts);
    const live = await tableHashes(app.db, openJars);
    expect(live).toMatchObject({ jars: expect.stringMatching(/^\d+ [0-9a-f]{32}$/) });
    await beside.eventSourcing.rebuild('open-jars');
    expect(await tableHashes(app.db, openJars)).toEqual(live);
    expect(await schemas(app)).toEqual(['open_jars_v1']);
    expect(await indices(app)).toEqual({ jars: 2, puts: 1 });
  });

  it('loses what was wrong in the old one, and keeps the old one when it is given up', async () => {
    const app = await start();
    const jarId = await open(app, 5);
    await app.db.manager.update(JarRow, { jarId }, { coins: 999 });
    const stop = new AbortController();
    const given = app.eventSourcing.rebuild('open-jars', {
      signal: stop.signal,
      told: () => stop.abort(new Error('enough')),
    });
    await expect(given).rejects.toThrow('enough');
    expect(await coinsIn(app, jarId)).toBe(999);
    expect(await schemas(app)).toEqual(['open_jars_v1', 'open_jars_v1__new']);
    await app.eventSourcing.rebuild('open-jars');
    expect(await coinsIn(app, jarId)).toBe(5);
    expect(await schemas(app)).toEqual(['open_jars_v1']);
    await app.ask(PutIn, { jarId, coins: 2 });
    expect(await coinsIn(app, jarId)).toBe(7);
  });

  it('goes on saying how far it is, also when nothing more happens to it', async () => {
    const app = await start();
    await open(app);
    await app.eventSourcing.rebuild('open-jars');
    const strange = async () =>
      app.store.append({
        stream: `strange-${randomUUID()}`,
        expected: 'no-stream',
        events: [{ id: randomUUID(), type: 'Strange', data: {}, meta: strangeMeta }],
      });
    await strange();
    await pause(6_000);
    const { position } = await strange();
    const said = async () => (await findCheckpoint(app.db.manager, openJars))?.position ?? 0n;
    await eventually(async () => (await said()) >= position);
    expect(await said()).toBeGreaterThanOrEqual(position);
  }, 30_000);

  it('is rebuilt by one at a time', async () => {
    const [one, two] = [await start(), await start({ start: false })];
    await open(one);
    const other = one.db.createQueryRunner();
    const lock = 'SELECT pg_advisory_lock($1, hashtext($2))';
    await other.query(lock, [readerLocks, rebuildLeaseOf(openJars)]);
    await expect(two.eventSourcing.rebuild('open-jars')).rejects.toThrow(RebuildUnderWay);
    // A sweep for what older versions left has the same lock, but not for long.
    const rebuilt = two.eventSourcing.rebuild('open-jars');
    await pause(300);
    await other.query('SELECT pg_advisory_unlock_all()');
    await other.release();
    expect(await rebuilt).toBeDefined();
    await expect(two.eventSourcing.rebuild('no-such')).rejects.toThrow('No read model is called');
  });

  it('takes no batch that was folded on the rows before, though it stands where they stood', async () => {
    const { db } = await start();
    const of = { name: 'spec', version: 1, kind: 'read-model', fingerprint: 'f', epoch: 'e' };
    const before = await setCheckpoint(db.manager, of, 7n);
    const exchanged = await setCheckpoint(db.manager, of, 7n);
    await expect(moveCheckpoint(db.manager, before, 8n)).rejects.toThrow(CheckpointMoved);
    await moveCheckpoint(db.manager, exchanged, 8n);
    expect(await findCheckpoint(db.manager, of)).toMatchObject({ position: 8n });
    await db.query(`DELETE FROM event_sourcing.checkpoints WHERE name = 'spec'`);
  });
});

describe('Programs of several versions', () => {
  it('do not undo each other: the older one stops and says why', async () => {
    const app = await start();
    const jarId = await open(app);
    await app.db.query(`UPDATE event_sourcing.checkpoints SET fingerprint = 'newer'`);
    await app.ask(PutIn, { jarId, coins: 1 });
    const standing = async () => (await app.eventSourcing.readers())[0];
    await eventually(async () => (await standing())?.status === 'poisoned');
    expect((await standing())?.error).toContain('A newer program has changed the shape');
    await app.db.query(`UPDATE event_sourcing.checkpoints SET generation = generation + 1`);
  });

  it('leave an older version its tables for as long as somebody folds it', async () => {
    const app = await start();
    await open(app);
    const of = { name: 'open-jars', version: 0, kind: 'read-model', fingerprint: 'f', epoch: 'e' };
    await setCheckpoint(app.db.manager, of);
    await app.db.query('CREATE SCHEMA open_jars_v0');
    const older = (await start({ start: false })).db.createQueryRunner();
    const [lock, unlock] = ['lock', 'unlock'].map(
      (verb) => `SELECT pg_advisory_${verb}($1, hashtext($2))`,
    ) as [string, string];
    await older.query(lock, [readerLocks, leaseOf(of)]);
    await app.eventSourcing.tidy();
    expect(await schemas(app)).toEqual(['open_jars_v0', 'open_jars_v1']);
    await older.query(unlock, [readerLocks, leaseOf(of)]);
    await older.release();
    await app.eventSourcing.tidy();
    expect(await schemas(app)).toEqual(['open_jars_v1']);
    expect(await findCheckpoint(app.db.manager, of)).toBeUndefined();
  });

  it('fill a new shape while the old one answers, before the new program takes questions', async () => {
    const old = await start();
    const jarId = await open(old, 3);
    await old.db.query(`UPDATE event_sourcing.checkpoints SET fingerprint = 'older'`);
    const answers: (number | undefined)[] = [];
    let busy = true;
    const ask = async () => {
      const found = await old.buses.query(FindJar, { jarId }, { actor: lead });
      answers.push(found?.coins);
    };
    const crowd = (async () => {
      for (; busy; await pause(1)) await ask();
    })();
    const fresh = await start();
    expect((await fresh.db.manager.findOneBy(JarRow, { jarId }))?.coins).toBe(3);
    busy = false;
    await crowd;
    expect(new Set(answers)).toEqual(new Set([3]));
  });
});
