import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { freshDatabase, type FreshDatabase } from '../../../storage/src/testing.js';
import { events, faultOf, ids, newStream, toAppend } from '../contract/samples.js';
import { until } from '../contract/subscriptions.js';
import type { EventStore } from '../event-store.js';
import { createPostgresEventStore } from './postgres.js';
import { assertLasting } from './schema.js';

describe('The PostgreSQL event store, starting', () => {
  let database: FreshDatabase;
  let stores: EventStore[];

  beforeEach(async () => {
    stores = [];
    database = await freshDatabase();
  });

  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await database.drop();
  });

  const start = async (): Promise<EventStore> => {
    const store = await createPostgresEventStore({ url: database.url });
    stores.push(store);
    return store;
  };

  it('makes its tables once, however many processes start at once and again', async () => {
    await Promise.all(Array.from({ length: 8 }, start));
    await stores[0]!.append(toAppend(newStream()));
    await start();
    const epochs = await Promise.all(stores.map((store) => store.epoch()));
    expect(new Set(epochs).size).toBe(1);
    expect(await stores.at(-1)!.head()).toBe(1n);
  });

  it('shares one log between processes: one winner each, and every subscriber sees all', async () => {
    await Promise.all([start(), start(), start()]);
    const seen = stores.map(() => [] as string[]);
    stores.forEach((store, n) =>
      store.subscribe({ after: 0n }, async (batch) => void seen[n]!.push(...ids(batch.events))),
    );
    const stream = newStream();
    const write = (store: EventStore) =>
      Promise.all(events(40).map((one) => store.append(toAppend(stream, { events: [one] }))));
    const answers = (await Promise.all(stores.map(write))).flat();
    const revisions = answers.map(({ revision }) => revision).toSorted((a, b) => a - b);
    expect(revisions).toEqual(Array.from({ length: 120 }, (_, n) => n));
    await until(() => seen.every((each) => each.length >= 120));
    const stored = ids(await stores[0]!.readStream(stream));
    for (const each of seen) expect(each).toEqual(stored);
  });

  it('refuses a database that acknowledges before it has written', async () => {
    const client = new Client(database.url);
    await client.connect();
    const { rows } = await client.query('SELECT current_database() AS name');
    await client.query(`ALTER DATABASE ${rows[0].name} SET synchronous_commit = off`);
    await client.end();
    const fault = await faultOf(start());
    expect(fault).toMatchObject({
      retryable: false,
      message: expect.stringContaining('The database has synchronous_commit switched off'),
    });
  });

  it.each(['fsync', 'synchronous_commit', 'full_page_writes'])(
    'names %s when that is what is off or cannot be seen',
    (name) => {
      const on = ['fsync', 'synchronous_commit', 'full_page_writes'].map((each) => ({
        name: each,
        setting: 'on',
      }));
      expect(() => assertLasting(on)).not.toThrow();
      const off = on.map((each) => (each.name === name ? { name, setting: 'off' } : each));
      expect(() => assertLasting(off)).toThrow(`The database has ${name} switched off`);
      expect(() => assertLasting(on.filter((each) => each.name !== name))).toThrow(name);
    },
  );

  it('says that the database is away, in an error worth trying again', async () => {
    const away = createPostgresEventStore({ url: 'postgres://nobody@127.0.0.1:1/nowhere' });
    expect(await faultOf(away)).toMatchObject({ name: 'Error', retryable: true });
  });

  it('turns appends away once it is closed', async () => {
    const store = await start();
    await store.close();
    expect(await faultOf(store.append(toAppend(newStream())))).toMatchObject({ retryable: false });
  });

  it('finishes what was asked before it was closed', async () => {
    const store = await start();
    const wanted = events(100).map((one) =>
      toAppend(newStream(), { expected: 'no-stream', events: [one] }),
    );
    const answers = Promise.all(wanted.map((each) => store.append(each)));
    await store.close();
    expect(await answers).toHaveLength(100);
  });

  it('reads the log once for thirty live subscriptions', async () => {
    const store = await start();
    const seen = Array.from({ length: 30 }, () => 0);
    seen.forEach((_, n) =>
      store.subscribe({ after: 0n }, async (batch) => {
        seen[n]! += batch.events.length;
      }),
    );
    await store.append(toAppend(newStream()));
    await until(() => seen.every((count) => count === 1));
    for (let n = 0; n < 20; n += 1) await store.append(toAppend(newStream()));
    await until(() => seen.every((count) => count === 21));
    await store.close();
    // An append looks once; a wake-up looks for the head and for what is new, and then once again.
    const looks = await lookups();
    expect(looks).toBeGreaterThan(20);
    expect(looks).toBeLessThan(21 * 20);
  });

  /** How often closed connections have looked into the log by position: the server counts. */
  async function lookups(): Promise<number> {
    const client = new Client(database.url);
    await client.connect();
    const { rows } = await client.query(
      "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'events_pkey'",
    );
    await client.end();
    return Number(rows[0].idx_scan);
  }
});
