import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { freshDatabase, type FreshDatabase } from '../../../storage/src/testing.js';
import { events, faultOf, ids, newStream, toAppend, untilSaid } from '../contract/samples.js';
import { until } from '../contract/subscriptions.js';
import { StoreFailed, type EventStore, type StoredEvent } from '../event-store.js';
import { createKurrentEventStore } from './open.js';

describe('The KurrentDB event store, beside others', () => {
  let database: FreshDatabase;
  let stores: EventStore[];
  let url: string;
  let admin: Client;

  beforeEach(async () => {
    stores = [];
    url = installation();
    database = await freshDatabase();
    admin = new Client(database.url);
    await admin.connect();
  });

  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await admin.end();
    await database.drop();
  });

  const start = async (at = url): Promise<EventStore> => {
    const store = await createKurrentEventStore({ url: at, databaseUrl: database.url });
    stores.push(store);
    return store;
  };
  const indexed = async (): Promise<number> =>
    Number((await admin.query('SELECT count(*) FROM event_store_kurrentdb.places')).rows[0].count);

  it('shares one log between processes: one winner each, and every subscriber sees all', async () => {
    await Promise.all([start(), start(), start()]);
    const seen = stores.map(() => [] as string[]);
    stores.forEach((store, n) =>
      store.subscribe({ after: 0n }, async (batch) => void seen[n]!.push(...ids(batch.events))),
    );
    const stream = newStream();
    const write = (store: EventStore) =>
      Promise.all(events(15).map((one) => store.append(toAppend(stream, { events: [one] }))));
    const answers = (await Promise.all(stores.map(write))).flat();
    const revisions = answers.map(({ revision }) => revision).toSorted((a, b) => a - b);
    expect(revisions).toEqual(Array.from({ length: 45 }, (_, n) => n));
    await until(() => seen.every((each) => each.length >= 45));
    const stored = ids(await stores[0]!.readStream(stream));
    for (const each of seen) expect(each).toEqual(stored);
    expect(new Set(await Promise.all(stores.map((store) => store.epoch()))).size).toBe(1);
    await untilSaid(async () => ((await indexed()) === 45 ? true : undefined));
  });

  it('recognises a command that another process has recorded', async () => {
    const [one, other] = [await start(), await start()];
    for (let n = 0; n < 3; n += 1) {
      const wanted = toAppend(newStream(), { expected: 'no-stream', events: events(2) });
      const [first, again] = await Promise.all([one.append(wanted), other.append(wanted)]);
      expect({ ...again, repeated: {} }).toEqual({ ...first, repeated: {} });
      expect([first, again].filter(({ repeated }) => repeated)).toHaveLength(1);
      expect(await other.findById(wanted.events[1]!.id)).toMatchObject({ revision: 1 });
    }
  }, 60_000);

  it('recognises a command behind very many others on its stream', async () => {
    const store = await start();
    await admin.query('SELECT pg_advisory_lock(7402, 3)');
    const stream = newStream();
    const all = events(1_200).map((one, n) =>
      toAppend(stream, { expected: n === 0 ? 'no-stream' : n - 1, events: [one] }),
    );
    const [first] = all;
    const answers = await Promise.all([...all, first!].map((wanted) => store.append(wanted)));
    expect(answers.at(-1)).toMatchObject({ revision: 0, repeated: {} });
  }, 120_000);

  it('finds events by their ids while nobody fills the index', async () => {
    await admin.query('SELECT pg_advisory_lock(7402, 3)');
    const store = await start();
    const wanted = toAppend(newStream(), { events: events(3) });
    const first = await store.append(wanted);
    const other = await start();
    expect(await other.findById(wanted.events[2]!.id)).toMatchObject({ revision: 2 });
    expect(await other.append({ ...wanted, expected: 2 })).toEqual({ ...first, repeated: {} });
    expect(await indexed()).toBe(0);
  });

  it('keeps the installations of one server apart', async () => {
    const [ours, theirs] = [await start(), await start(installation())];
    const stream = newStream();
    const seen: StoredEvent[] = [];
    ours.subscribe({ after: 0n, types: ['SampleNoted'] }, async (batch) => {
      seen.push(...batch.events);
    });
    await theirs.append(toAppend(stream, { events: events(30) }));
    const { position } = await ours.append(toAppend(stream));
    expect(await ours.readStream(stream)).toHaveLength(1);
    const all = await ours.readAll({ after: 0n, types: ['SampleNoted'], limit: 10 });
    expect(all).toMatchObject({ events: [{ position }], upTo: position });
    await until(() => seen.length > 0);
    expect(seen).toEqual(all.events);
    expect(await ours.epoch()).not.toBe(await theirs.epoch());
  });

  it('judges a deadline by the millisecond, alike for all who read', async () => {
    const store = await start();
    const live: StoredEvent[] = [];
    store.subscribe({ after: 0n }, async (batch) => void live.push(...batch.events));
    for (let n = 0; n < 20; n += 1) {
      const notAfter = new Date(Date.now() + n).toISOString();
      const answer = await store
        .append(toAppend(newStream(), { notAfter, events: events(1, 'Dated') }))
        .catch((fault: unknown) => fault);
      expect(answer).not.toBeInstanceOf(StoreFailed);
    }
    const { events: read } = await store.readAll({ after: 0n, limit: 100 });
    await until(() => live.length === 20);
    expect(live).toEqual(read);
    const milliseconds = read.map(({ recordedAt }) => recordedAt.slice(-4));
    expect(new Set(milliseconds).size).toBeGreaterThan(1);
  });

  it('gives a log that was put back from an older copy another name', async () => {
    const first = await start();
    await first.append(toAppend(newStream(), { events: events(3) }));
    await untilSaid(async () => ((await indexed()) === 3 ? true : undefined));
    const epoch = await first.epoch();
    expect(await (await start()).epoch()).toBe(epoch);
    // What a copy from before the last events would lack, as the index remembers it.
    await admin.query(`INSERT INTO event_store_kurrentdb.places (id, stream, revision, position)
      SELECT gen_random_uuid(), stream, 3, position + 1 FROM event_store_kurrentdb.places
        ORDER BY position DESC LIMIT 1`);
    await Promise.all(stores.splice(0).map((store) => store.close()));
    const [again, besides] = await Promise.all([start(), start()]);
    expect(await again!.epoch()).not.toBe(epoch);
    expect(await besides!.epoch()).toBe(await again!.epoch());
    await untilSaid(async () => ((await indexed()) === 3 ? true : undefined));
  });

  it('says that a server is away, in an error worth trying again', async () => {
    const away = start('kurrentdb://127.0.0.1:1?tls=false');
    expect(await faultOf(away)).toMatchObject({ name: 'Error', retryable: true });
  });

  it('never repeats the password of an address that it cannot read', async () => {
    for (const bad of ['kurrentdb://me:hush@', 'kurrentdb://me:hush@host?tls=perhaps']) {
      const fault = await faultOf(start(bad));
      expect(fault).toMatchObject({ retryable: false });
      expect(String((fault as Error).stack)).not.toMatch('hush');
    }
  });

  function installation(): string {
    const address = new URL(process.env.KURRENTDB_URL ?? '');
    address.searchParams.set('installation', `beside-${randomBytes(6).toString('hex')}`);
    return address.href;
  }
});
