import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { freshDatabase, type FreshDatabase } from '../../../storage/src/testing.js';
import { events, faultOf, ids, newStream, toAppend } from '../contract/samples.js';
import { until } from '../contract/subscriptions.js';
import { StoreFailed, type EventStore } from '../event-store.js';
import { networkBefore, type Network } from './network.testing.js';
import { createPostgresEventStore } from './postgres.js';

describe('The PostgreSQL event store, when things break', () => {
  let database: FreshDatabase;
  let network: Network;
  let store: EventStore;
  let admin: Client;
  let faults: StoreFailed[];

  beforeEach(async () => {
    faults = [];
    database = await freshDatabase();
    network = await networkBefore(database.url);
    const onFault = (fault: StoreFailed) => void faults.push(fault);
    store = await createPostgresEventStore({ url: network.url, onFault });
    admin = new Client(database.url);
    await admin.connect();
  });

  afterEach(async () => {
    network.mend();
    await store.close();
    await admin.end();
    await network.close();
    await database.drop();
  });

  it('says in one retryable error that the database is away, and goes on when it is back', async () => {
    const wanted = toAppend(newStream());
    await store.append(wanted);
    network.cut();
    for (const call of [
      store.append(toAppend(newStream(), { expected: 'no-stream' })),
      store.readStream(wanted.stream),
      store.readAll({ after: 0n, limit: 1 }),
      store.head(),
      store.findRefusal('someone:1'),
    ]) {
      const fault = await faultOf(call);
      expect(fault).toBeInstanceOf(StoreFailed);
      expect(fault).toMatchObject({ retryable: true });
    }
    network.mend();
    await store.append(toAppend(wanted.stream, { expected: 0 }));
    expect(await store.readStream(wanted.stream)).toHaveLength(2);
    expect(faults.length).toBeGreaterThan(0);
  });

  it('records an append in doubt once, when it is tried again with the same ids', async () => {
    const stream = newStream();
    const first = await store.append(toAppend(stream, { expected: 'no-stream' }));
    const wanted = toAppend(stream, { expected: 0 });
    network.loseAnswers();
    const lost = faultOf(store.append(wanted));
    await recordedUpTo(first.position + 1n);
    network.cut();
    expect(await lost).toMatchObject({ retryable: true });
    network.mend();
    const answer = await store.append(wanted);
    expect(answer).toEqual({ revision: 1, position: first.position + 1n, repeated: {} });
    expect(await store.readStream(stream)).toHaveLength(2);
  });

  it('fails every append of a broken connection, and doubles none that is tried again', async () => {
    const wanted = Array.from({ length: 200 }, () =>
      toAppend(newStream(), { expected: 'no-stream' }),
    );
    const running = Promise.allSettled(wanted.map((each) => store.append(each)));
    await pause(2);
    network.cut();
    await running;
    network.mend();
    await Promise.all(wanted.map((each) => store.append(each)));
    const { events: all } = await store.readAll({ after: 0n, limit: 1_000 });
    expect(ids(all).toSorted()).toEqual(wanted.flatMap((each) => ids(each.events)).toSorted());
    expect(all.map(({ position }) => position)).toEqual(all.map((_, n) => BigInt(n + 1)));
  });

  it('lets subscriptions go on by themselves after every break, missing and repeating nothing', async () => {
    const seen: bigint[] = [];
    const subscription = store.subscribe({ after: 0n, batchSize: 3 }, async (batch) => {
      seen.push(...batch.events.map(({ position }) => position));
      await pause(1);
    });
    for (let round = 0; round < 4; round += 1) {
      const other = await createPostgresEventStore({ url: database.url });
      for (let n = 0; n < 10; n += 1) {
        await other.append(toAppend(newStream(), { events: events(2) }));
        if (n === 5) network.cut();
      }
      network.mend();
      await other.close();
    }
    await until(() => seen.length >= 80);
    await subscription.stop();
    expect(seen).toEqual(Array.from({ length: 80 }, (_, n) => BigInt(n + 1)));
  });

  it('hears of events without a notification too', async () => {
    const seen: bigint[] = [];
    store.subscribe({ after: 0n }, async ({ upTo }) => void seen.push(upTo));
    await store.append(toAppend(newStream()));
    await until(() => seen.length === 1);
    await admin.query(`INSERT INTO event_store.events
      (position, revision, recorded_at, id, stream, type, text)
      SELECT 2, 1, recorded_at, gen_random_uuid(), stream, type, text FROM event_store.events`);
    await until(() => seen.length === 2);
    expect(seen).toEqual([1n, 2n]);
  });

  it('does not wait for a transaction that someone else leaves open', async () => {
    await admin.query('CREATE TABLE something (n int)');
    await admin.query('BEGIN');
    await admin.query('INSERT INTO something VALUES (1)');
    const seen: string[] = [];
    store.subscribe({ after: 0n }, async (batch) => void seen.push(...ids(batch.events)));
    const wanted = toAppend(newStream(), { events: events(5) });
    await store.append(wanted);
    await until(() => seen.length === 5);
    expect(seen).toEqual(ids(wanted.events));
    await admin.query('ROLLBACK');
  });

  async function recordedUpTo(position: bigint): Promise<void> {
    for (let tries = 0; tries < 500; tries += 1) {
      const { rows } = await admin.query('SELECT max(position) AS head FROM event_store.events');
      if (BigInt(rows[0].head ?? 0) >= position) return;
      await pause(10);
    }
    throw new Error(`Nothing was recorded at ${position}.`);
  }
});
