import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { freshDatabase, type FreshDatabase } from '../../storage/src/testing.js';
import { OpenJar, PutIn } from '../spec/jar.messages.js';
import {
  bellThatBreaks,
  nextJar,
  openOnSeven,
  ringOnNine,
  sealOnThird,
  sealWhenDue,
} from '../spec/jar.processes.js';
import { consortiumId, eventually, run, type How, type Running } from '../spec/running.js';
import { CheckpointMoved } from './checkpoints.js';
import { processWithMemoryFollowing } from './process-following.js';
import { dueTimes, process } from './registration.js';

let database: FreshDatabase;
const running: Running[] = [];
const extra = [process(openOnSeven), process(sealOnThird), dueTimes(sealWhenDue)];

beforeAll(async () => {
  database = await freshDatabase();
});

afterEach(async () => {
  for (const app of running.splice(0)) await app.stop();
});

afterAll(() => database.drop());

async function start(how: How = {}): Promise<Running> {
  const app = await run(database.url, { extra, ...how });
  running.push(app);
  return app;
}

async function stop(app: Running): Promise<void> {
  running.splice(running.indexOf(app), 1);
  await app.stop();
}

async function open(app: Running, sealedFrom?: string): Promise<string> {
  const jarId = randomUUID();
  await app.ask(OpenJar, { jarId, consortiumId, room: 100, ...(sealedFrom && { sealedFrom }) });
  return jarId;
}

async function typesIn(app: Running, jarId: string): Promise<string[]> {
  return (await app.store.readStream(`jar-${jarId}`)).map(({ type }) => type);
}

async function handled(app: Running): Promise<void> {
  await app.eventSourcing.waitFor(await app.store.head(), { timeoutMs: 10_000 });
}

function soon(inMs: number): string {
  return new Date(Date.now() + inMs).toISOString();
}

describe('A process', () => {
  it('asks because of an event, as a service, at that event’s instant, once', async () => {
    const app = await start();
    const jarId = await open(app);
    await app.ask(PutIn, { jarId, coins: 7 }, { correlationId: 'why', demo: true });
    await handled(app);
    const cause = (await app.store.readStream(`jar-${jarId}`)).at(-1);
    const [opened, ...more] = await app.store.readStream(`jar-${nextJar(jarId)}`);
    expect(more).toEqual([]);
    expect(opened).toMatchObject({
      type: 'JarOpened',
      meta: {
        actor: 'process:open-on-seven',
        at: cause?.meta.at,
        correlationId: 'why',
        causationId: cause?.id,
        demo: true,
      },
    });
  });

  it('does nothing twice when it is told of an event again', async () => {
    const app = await start();
    const jarId = await open(app);
    await app.ask(PutIn, { jarId, coins: 7 });
    await app.ask(PutIn, { jarId, coins: 1 });
    await app.ask(PutIn, { jarId, coins: 1 });
    await handled(app);
    const before = await app.store.head();
    await stop(app);
    const again = await start({ start: false });
    await again.db.query('UPDATE event_sourcing.checkpoints SET position = 0');
    await again.db.query('DELETE FROM event_sourcing.process_states');
    await again.db.query('DELETE FROM open_jars_v1.puts');
    await again.db.query('DELETE FROM open_jars_v1.jars');
    await again.eventSourcing.start();
    await handled(again);
    expect(await again.store.head()).toBe(before);
    expect(await typesIn(again, nextJar(jarId))).toEqual(['JarOpened']);
  });

  it('passes over a refusal', async () => {
    const app = await start();
    const jarId = await open(app);
    await app.ask(PutIn, { jarId, coins: 7 });
    await app.ask(PutIn, { jarId, coins: 7 });
    await handled(app);
    expect(await typesIn(app, nextJar(jarId))).toEqual(['JarOpened']);
  });

  it('remembers over a restart', async () => {
    const first = await start();
    const jarId = await open(first);
    await first.ask(PutIn, { jarId, coins: 1 });
    await first.ask(PutIn, { jarId, coins: 1 });
    await handled(first);
    expect(await typesIn(first, jarId)).not.toContain('JarSealed');
    await stop(first);
    const second = await start();
    await second.ask(PutIn, { jarId, coins: 1 });
    await handled(second);
    expect((await typesIn(second, jarId)).at(-1)).toBe('JarSealed');
  });

  it('tries again until it is answered, shows that it does, and holds nobody else up', async () => {
    const broken = { left: Infinity };
    const app = await start({ extra: [...extra, process(ringOnNine), bellThatBreaks(broken)] });
    const jarId = await open(app);
    await app.ask(PutIn, { jarId, coins: 9 });
    const health = async (name: string) =>
      (await app.eventSourcing.readers()).find((reader) => reader.name === name);
    await eventually(async () => (await health('ring-on-nine'))?.status === 'retrying');
    expect((await health('ring-on-nine'))?.error).toBe('The bell is broken.');
    await app.eventSourcing.waitFor(await app.store.head(), { readers: ['open-on-seven'] });
    broken.left = 1;
    await handled(app);
    expect(await health('ring-on-nine')).toMatchObject({ status: 'working' });
    expect(broken.left).toBe(0);
  });
});

describe('A due time', () => {
  it('is asked when it falls due, at its own instant, once', async () => {
    const app = await start();
    const at = soon(700);
    const jarId = await open(app, at);
    expect(await typesIn(app, jarId)).toEqual(['JarOpened']);
    await eventually(async () => (await typesIn(app, jarId)).includes('JarSealed'));
    const sealed = (await app.store.readStream(`jar-${jarId}`)).at(-1);
    expect(sealed?.meta).toMatchObject({ actor: 'process:seal-when-due', at });
    expect(Date.parse(sealed?.recordedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(at));
    await eventually(async () => (await dueOf(app, jarId))?.outcome === 'accepted');
  });

  it('that passed while everything was down is asked at start, once', async () => {
    const first = await start();
    const jarId = await open(first, soon(300));
    await handled(first);
    await stop(first);
    await new Promise((resolve) => setTimeout(resolve, 400));
    const second = await start();
    await eventually(async () => (await dueOf(second, jarId))?.outcome === 'accepted');
    await stop(second);
    const third = await start();
    await handled(third);
    expect(await typesIn(third, jarId)).toEqual(['JarOpened', 'JarSealed']);
  });

  it('is held back while a demonstration loads', async () => {
    const app = await start({ dueTimes: false });
    const jarId = await open(app, '2020-01-01T00:00:00.000Z');
    await handled(app);
    expect(await dueOf(app, jarId)).toMatchObject({ command: 'SealJar', doneAt: null });
    app.eventSourcing.startDueTimes();
    await eventually(async () => (await dueOf(app, jarId))?.outcome === 'accepted');
    expect(await typesIn(app, jarId)).toEqual(['JarOpened', 'JarSealed']);
  });
});

async function dueOf(app: Running, jarId: string) {
  return (await app.eventSourcing.findDueTimes()).find(({ key }) => key === jarId);
}

describe('An instance that was left behind', () => {
  it('asks nothing because of a memory that another instance has moved on', async () => {
    const app = await start({ extra: [] });
    const jarId = await open(app);
    for (let n = 0; n < 3; n += 1) await app.ask(PutIn, { jarId, coins: 1 });
    const puts = (await app.store.readStream(`jar-${jarId}`)).slice(1);
    const left = processWithMemoryFollowing(sealOnThird as never, app.buses, app.db);
    const circumstances = { signal: new AbortController().signal, trouble: () => undefined };
    const write = await left.handle(puts.slice(0, 2), circumstances);
    await app.db.transaction(write);
    await expect(left.handle(puts.slice(0, 1), circumstances)).rejects.toThrow(CheckpointMoved);
    expect(await typesIn(app, jarId)).not.toContain('JarSealed');
  });
});
