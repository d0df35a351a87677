import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { StoreFailed, type Append, type EventStore } from '#libs/event-store';
import { freshDatabase, type FreshDatabase } from '../../storage/src/testing.js';
import { OpenJar, PutIn } from '../spec/jar.messages.js';
import { consortiumId, run, type Running } from '../spec/running.js';

/** What passes between the command handler and the store; a gate may hold appends back. */
const seen = { appends: [] as Append[], loads: [] as string[] };
let gate: Promise<unknown> | undefined;
let failNext = false;

function watched(store: EventStore): EventStore {
  return {
    ...store,
    append: async (append) => {
      seen.appends.push(append);
      const failing = failNext;
      failNext = false;
      await gate;
      if (failing) throw new StoreFailed('The disk is full.', true);
      return store.append(append);
    },
    readStream: (stream, how) => {
      if (how?.from === 0) seen.loads.push(stream);
      return store.readStream(stream, how);
    },
  };
}

let database: FreshDatabase;
let app: Running;

beforeAll(async () => {
  database = await freshDatabase();
  app = await run(database.url, { start: false, mostStreams: 3, wrap: watched });
});

afterAll(async () => {
  await app.stop();
  await database.drop();
});

beforeEach(() => {
  seen.appends = [];
  seen.loads = [];
  gate = undefined;
});

async function opened(room = 100): Promise<string> {
  const jarId = randomUUID();
  await app.ask(OpenJar, { jarId, consortiumId, room });
  return jarId;
}

/** Holds appends back until it is called. */
function shutGate(): () => void {
  let open = () => undefined as void;
  gate = new Promise<void>((resolve) => (open = resolve));
  return open;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

describe('The commands of one stream', () => {
  it('are decided while those before them are being made durable', async () => {
    const jarId = await opened(10);
    seen.appends = [];
    const open = shutGate();
    const asked = [4, 4, 4].map((coins) => app.ask(PutIn, { jarId, coins }));
    const outcomes = Promise.allSettled(asked);
    await until(() => seen.appends.length === 2);
    expect(seen.appends.map(({ expected }) => expected)).toEqual([0, 1]);
    open();
    const [first, second, third] = await outcomes;
    expect([first?.status, second?.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(third).toMatchObject({ status: 'rejected', reason: { code: 'jar-full' } });
  });

  it('are decided anew when the append under them failed', async () => {
    const jarId = await opened(10);
    seen.appends = [];
    const open = shutGate();
    failNext = true;
    const lost = app.ask(PutIn, { jarId, coins: 7 }).catch((error: unknown) => error);
    await until(() => seen.appends.length === 1);
    // With the seven coins under way there is no room for these; without them there is.
    const refusedOrNot = app.ask(PutIn, { jarId, coins: 6 });
    const onTop = app.ask(PutIn, { jarId, coins: 3 });
    await until(() => seen.appends.length === 2);
    open();
    expect(await lost).toBeInstanceOf(StoreFailed);
    await Promise.all([refusedOrNot, onTop]);
    const stored = await app.store.readStream(`jar-${jarId}`, { from: 1 });
    const coins = stored.map(({ data }) => (data as { coins: number }).coins);
    expect(coins.toSorted()).toEqual([3, 6]);
  });
});

describe('Two writers of one stream', () => {
  it('never count on an event whose place another writer’s took', async () => {
    const jarId = await opened(10);
    await app.ask(PutIn, { jarId, coins: 1 });
    const other = await run(database.url, { start: false });
    seen.appends = [];
    const open = shutGate();
    const asked = [4, 5].map((coins) => app.ask(PutIn, { jarId, coins }));
    const outcomes = Promise.allSettled(asked);
    await until(() => seen.appends.length === 2);
    // Now the second stands on the first, at the very revision that the other writer takes.
    await other.ask(PutIn, { jarId, coins: 5 });
    await other.stop();
    open();
    await outcomes;
    const stored = await app.store.readStream(`jar-${jarId}`, { from: 1 });
    const coins = stored.map(({ data }) => (data as { coins: number }).coins);
    expect(coins).toEqual([1, 5, 4]);
  });
});

describe('States in memory', () => {
  it('are kept for the streams that were used last, and no more of them', async () => {
    const jars = [await opened(), await opened(), await opened(), await opened()];
    const [first = '', second = ''] = jars;
    seen.loads = [];
    for (const jarId of [second, first, first, second]) await app.ask(PutIn, { jarId, coins: 1 });
    // The second is among the last three; the first was forgotten, and is loaded once.
    expect(seen.loads).toEqual([`jar-${first}`]);
  });

  it('are not forgotten while something is under way on them', async () => {
    const jarId = await opened();
    const open = shutGate();
    const slow = app.ask(PutIn, { jarId, coins: 1 });
    await until(() => seen.appends.length === 2);
    const others = [opened(), opened(), opened(), opened()];
    await until(() => seen.appends.length === 6);
    seen.loads = [];
    const next = app.ask(PutIn, { jarId, coins: 1 });
    open();
    const [one, two] = await Promise.all([slow, next, ...others]);
    expect(two.revision).toBe(one.revision + 1);
    expect(seen.loads).not.toContain(`jar-${jarId}`);
  });
});
