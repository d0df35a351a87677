import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ask, type Actor } from '#messages/messages';
import { AskAgain, FindReaders, FindRefusedAsks } from '#messages/operations';
import { freshDatabase, type FreshDatabase } from '../../storage/src/testing.js';
import { OpenJar, PutIn, type JarEvent } from '../spec/jar.messages.js';
import { bellThatBreaks, nextJar, openOnSeven, ringOnNine } from '../spec/jar.processes.js';
import { openJars, superstitious } from '../spec/jars.read-model.js';
import { consortiumId, eventually, lead, run, type How, type Running } from '../spec/running.js';
import type { DueTimes, Process } from './process.js';
import { dueTimes, process, readModel } from './registration.js';
import { adoptLog } from './restoring.js';
import { tableHashes } from './table-hashes.js';

let database: FreshDatabase;
const running: Running[] = [];
const databases: FreshDatabase[] = [];

beforeEach(async () => {
  database = await freshDatabase();
  databases.push(database);
});

afterEach(async () => {
  for (const app of running.splice(0)) await app.stop();
});

afterAll(async () => {
  for (const each of databases) await each.drop();
});

async function start(how: How = {}): Promise<Running> {
  const app = await run(database.url, how);
  running.push(app);
  return app;
}

async function stop(app: Running): Promise<void> {
  running.splice(running.indexOf(app), 1);
  await app.stop();
}

async function put(app: Running, coins: number, demo = false): Promise<string> {
  const jarId = randomUUID();
  await app.ask(OpenJar, { jarId, consortiumId, room: 100 }, { demo });
  await app.ask(PutIn, { jarId, coins }, { demo });
  return jarId;
}

async function standing(app: Running, name: string) {
  return (await app.eventSourcing.readers()).find((reader) => reader.name === name);
}

async function poisoned(app: Running, name: string): Promise<string> {
  await eventually(async () => (await standing(app, name))?.status === 'poisoned');
  return (await standing(app, name))?.error ?? '';
}

/** A bug: it asks for less than one coin. */
const putBackOnEight: Process<JarEvent> = {
  name: 'put-back-on-eight',
  on: {
    CoinsPutIn: ({ jarId, coins }) => (coins === 8 ? [ask(PutIn, { jarId, coins: -1 })] : []),
  },
};

const repaired: Process<JarEvent> = { ...openOnSeven, name: 'put-back-on-eight' };

const operator: Actor = { id: 'operator-1', kind: 'person', grants: [{ role: 'operator' }] };
const finance = { ...lead, grants: [{ role: 'finance', consortiumId }] } as const;

describe('What cannot be folded', () => {
  it('keeps nothing back that came before it in the same batch', async () => {
    const writing = await start({ start: false });
    for (const coins of [3, 5, 7]) await put(writing, coins);
    const before = await writing.store.head();
    await put(writing, 13);
    await stop(writing);
    const app = await start({ extra: [readModel(superstitious)] });
    expect(await poisoned(app, 'superstitious')).toContain('Thirteen!');
    expect((await standing(app, 'superstitious'))?.position).toBe(before);
  });
});

describe('What cannot be answered', () => {
  it('stops a process at once, with event and command named, and nobody else', async () => {
    const app = await start({ extra: [process(putBackOnEight), process(openOnSeven)] });
    await put(app, 8);
    const why = await poisoned(app, 'put-back-on-eight');
    expect(why).toMatch(
      /^CoinsPutIn at position 2 could not be handled: PutIn gets no answer: coins/,
    );
    const jarId = await put(app, 7);
    await eventually(async () => (await app.store.readStream(`jar-${nextJar(jarId)}`)).length > 0);
    await stop(app);
    const again = await start({ extra: [process(repaired)] });
    await again.eventSourcing.waitFor(await again.store.head());
    expect(await standing(again, 'put-back-on-eight')).toMatchObject({
      status: 'working',
      lag: 0n,
    });
  });

  it('stops a process after a few tries when nobody has foreseen it', async () => {
    const bug = Object.assign(new TypeError('no such bell'), { left: Infinity });
    const app = await start({ extra: [process(ringOnNine), bellThatBreaks(bug, bug)] });
    await put(app, 9);
    await eventually(async () => (await standing(app, 'ring-on-nine'))?.status === 'retrying');
    expect(await poisoned(app, 'ring-on-nine')).toContain('RingBell gets no answer: no such bell');
  });

  it('stops due times, in their order, and no others', async () => {
    const wrong: DueTimes<JarEvent> = {
      name: 'wrong-when-due',
      on: {
        CoinsPutIn: ({ jarId }) => [
          { key: jarId, at: '2020-01-01T00:00:00.000Z', ask: ask(PutIn, { jarId, coins: 0 }) },
        ],
      },
    };
    const app = await start({ extra: [dueTimes(wrong)] });
    await put(app, 1);
    const why = await poisoned(app, 'wrong-when-due');
    expect(why).toContain('What was due at 2020-01-01T00:00:00.000Z stops here: PutIn gets no');
    expect(await app.eventSourcing.findDueTimes()).toMatchObject([{ doneAt: null }]);
  });
});

describe('Operators', () => {
  it('see how every reader stands, from any process; others find nothing there', async () => {
    const app = await start({ extra: [process(putBackOnEight)] });
    const elsewhere = await start({ start: false });
    await put(app, 8);
    await poisoned(app, 'put-back-on-eight');
    await app.eventSourcing.waitFor(await app.store.head(), { readers: ['open-jars'] });
    const look = async () =>
      Object.fromEntries(
        (await elsewhere.buses.query(FindReaders, {}, { actor: operator })).map((one) => [
          one.name,
          one,
        ]),
      );
    await eventually(async () => (await look())['put-back-on-eight']?.status === 'poisoned');
    const seen = await look();
    expect(seen['put-back-on-eight']?.error).toContain('PutIn gets no answer');
    expect(seen['put-back-on-eight']?.lag).toBeGreaterThan(0);
    expect(seen['open-jars']).toMatchObject({ kind: 'read-model', status: 'working', lag: 0 });
    for (const actor of [lead, finance]) {
      const asked = elsewhere.buses.query(FindReaders, {}, { actor });
      await expect(asked).rejects.toMatchObject({ kind: 'not-found' });
    }
    await stop(app);
    expect((await look())['open-jars']?.status).toBe('stopped');
    await elsewhere.db.query(`UPDATE event_sourcing.checkpoints SET status = 'working'`);
    expect((await look())['open-jars']?.status).toBe('unattended');
  });

  it('and who looks after the consortium see what was refused to a process', async () => {
    const app = await start({ extra: [process(openOnSeven)] });
    const jarId = await put(app, 7);
    await app.ask(PutIn, { jarId, coins: 7 });
    await app.ask(PutIn, { jarId: await put(app, 7, true), coins: 7 }, { demo: true });
    await app.eventSourcing.waitFor(await app.store.head());
    const see = (actor: Actor, about?: string) =>
      app.buses.query(FindRefusedAsks, about ? { about } : {}, { actor });
    const [refused, ...more] = await see(operator);
    expect(more).toEqual([]);
    expect(refused).toMatchObject({
      reader: 'open-on-seven',
      command: 'OpenJar',
      code: 'jar-opened',
      about: { jarId: nextJar(jarId) },
      event: { type: 'CoinsPutIn', stream: `jar-${jarId}`, revision: 2 },
    });
    expect(await see(operator, nextJar(jarId))).toHaveLength(1);
    expect(await see(operator, randomUUID())).toEqual([]);
    expect(await see(finance)).toEqual([]);
    await app.db.query('UPDATE event_sourcing.refused_asks SET consortium_id = $1', [consortiumId]);
    expect(await see(finance)).toHaveLength(1);
    const again = (actor: Actor) =>
      app.ask(AskAgain, { refusedId: refused?.refusedId ?? '' }, { actor });
    await expect(again(finance)).rejects.toMatchObject({ code: 'jar-opened' });
    await expect(again(lead)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(see({ ...lead, grants: [] })).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('A log that was put back', () => {
  it('under a living process stops its readers, and what it remembered is forgotten', async () => {
    const app = await start({ extra: [process(openOnSeven)] });
    const jarId = await put(app, 1);
    await app.eventSourcing.waitFor(await app.store.head());
    await pause(2_500);
    await app.db.query('DELETE FROM event_store.events WHERE position > 0');
    for (const name of ['open-jars', 'open-on-seven']) {
      expect(await poisoned(app, name)).toMatch(/^The log was put back while this runs \(it ends/);
    }
    const asked = app.ask(PutIn, { jarId, coins: 1 });
    await expect(asked).rejects.toMatchObject({ code: 'not-found' });
  });

  it('and started on is noticed by a process, which waits for people', async () => {
    const first = await start({ extra: [process(openOnSeven)] });
    await put(first, 1);
    await first.eventSourcing.waitFor(await first.store.head());
    await stop(first);
    const between = await start({ start: false });
    await between.db.query('DELETE FROM event_store.events WHERE position > 1');
    await stop(between);
    const again = await start({ extra: [process(openOnSeven)] });
    const why = await poisoned(again, 'open-on-seven');
    expect(why).toContain('The log was put back: open-on-seven has seen position 2, it ends at 1.');
    expect(await standing(again, 'open-jars')).toMatchObject({ status: 'working', lag: 0n });
    expect((await tableHashes(again.db, openJars))['jars']).toMatch(/^1 /);
  });

  it('under a new name, with what lay beside it, is gone on with once it is adopted', async () => {
    const first = await start({ extra: [process(openOnSeven)] });
    const jarId = await put(first, 7);
    await first.eventSourcing.waitFor(await first.store.head());
    // By now the process has asked; what came of it is to be folded, too.
    const head = await first.store.head();
    await first.eventSourcing.waitFor(head);
    const rows = await tableHashes(first.db, openJars);
    await stop(first);
    const between = await start({ start: false });
    await between.db.query('UPDATE event_store.store_epoch SET epoch = gen_random_uuid()');
    const other = await start({ extra: [process(openOnSeven)] });
    expect(await poisoned(other, 'open-on-seven')).toContain('a checkpoint of another one');
    await stop(other);
    await adoptLog(between.db, await between.store.epoch());
    const again = await start({ extra: [process(openOnSeven)] });
    await again.eventSourcing.waitFor(head);
    expect(await standing(again, 'open-on-seven')).toMatchObject({ status: 'working' });
    expect(await again.store.head()).toBe(head);
    expect(await tableHashes(again.db, openJars)).toEqual(rows);
    expect(await again.store.readStream(`jar-${nextJar(jarId)}`)).toHaveLength(1);
  });
});
