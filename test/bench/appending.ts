import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Readable, type Writable } from 'node:stream';
import { promisify } from 'node:util';
import { v7 } from 'uuid';
import { createPostgresEventStore, type EventStore } from '#libs/event-store';
import { callsASecond, type Contest, type Measure } from './contest.js';
import { emmettStore, type EmmettStore } from './emmett.js';
import { inDatabase, withClients, type Ground } from './ground.js';
import { newNote, noted } from './notes.js';
import { peerModule, pgbench } from './peers.js';

/**
 * Events that so many clients append, one at a time, each to a stream of its own and at an exact
 * revision. pgbench inserts a row of as many bytes into a table of a number and a text, and checks
 * nothing. COPY takes whole batches into a table with the log's columns and indexes: the fastest way
 * into this PostgreSQL for one connection.
 */
export function appending(clients: number, peers: readonly string[]): Contest<Ground> {
  return {
    name: `append-${clients}`,
    unit: 'events/s',
    peers,
    open: async (ground, wanted) => {
      const store = await createPostgresEventStore({ url: await ground.database() });
      const text = await storedText(store);
      const closing: (() => Promise<void>)[] = [() => store.close()];
      const made: Record<string, Measure> = {};
      if (wanted.includes('pgbench')) made.pgbench = await inserts(ground, clients, text.length);
      if (wanted.includes('emmett')) {
        const emmett = await emmettStore(await ground.database());
        closing.push(() => emmett.close());
        made.emmett = (seconds) => emmettAppends(emmett, clients, seconds);
      }
      if (wanted.includes('copy')) made.copy = await copies(ground);
      const kurrentUrl = process.env.KURRENTDB_URL;
      if (wanted.includes('kurrentdb') && kurrentUrl) {
        const { kurrentAppends } = await import('./kurrentdb.js');
        const kurrent = kurrentAppends(kurrentUrl, clients);
        closing.push(() => kurrent.close());
        made.kurrentdb = kurrent.measure;
      }
      return {
        ours: (seconds) => appends(store, clients, seconds),
        peers: made,
        close: async () => void (await Promise.all(closing.map((close) => close()))),
      };
    },
  };
}

function appends(store: EventStore, clients: number, seconds: number): Promise<number> {
  const streams = Array.from({ length: clients }, () => `bench-${v7()}`);
  return callsASecond(clients, seconds, (client, n) => {
    const stream = streams[client] as string;
    const expected = n === 0 ? 'no-stream' : n - 1;
    const commandKey = `bench:${stream}:${n}`;
    return store.append({ stream, expected, events: [newNote(n)], commandKey });
  });
}

function emmettAppends(store: EmmettStore, clients: number, seconds: number): Promise<number> {
  const streams = Array.from({ length: clients }, () => `bench-${v7()}`);
  return callsASecond(clients, seconds, (client, n) => {
    const expectedStreamVersion = n === 0 ? ('STREAM_DOES_NOT_EXIST' as const) : BigInt(n);
    const events = [{ type: 'BenchNoted', data: noted(n) }];
    return store.appendToStream(streams[client] as string, events, { expectedStreamVersion });
  });
}

/** What one event is stored as; other sides store as many bytes. */
async function storedText(store: EventStore): Promise<string> {
  await store.append({ stream: 'bench', expected: 'any', events: [newNote(0)] });
  return (await store.readStream('bench', { limit: 1 }))[0]!.text;
}

async function inserts(ground: Ground, clients: number, length: number): Promise<Measure> {
  const program = pgbench();
  const url = await ground.database();
  await inDatabase(url, 'CREATE TABLE plain (position bigserial PRIMARY KEY, text text NOT NULL)');
  const script = join(ground.folder, `insert-${clients}.sql`);
  writeFileSync(script, `INSERT INTO plain (text) VALUES ('${'x'.repeat(length)}');\n`);
  const run = async (seconds: number): Promise<number | undefined> => {
    const how = ['-n', '-M', 'prepared', '-f', script, '-c', String(clients)];
    const threads = ['-j', String(Math.min(clients, 2)), '-T', String(seconds)];
    const { stdout } = await promisify(execFile)(program, [...how, ...threads, url]);
    const tps = /tps = ([\d.]+)/.exec(stdout)?.[1];
    return tps === undefined ? undefined : Number(tps);
  };
  return async (seconds) => {
    const whole = Math.max(1, Math.round(seconds));
    // On a very busy machine a second may be over before so many clients are connected.
    const tps = (await run(whole)) ?? (await run(whole + 10));
    if (tps === undefined) throw new Error('pgbench got nothing done in its time.');
    return tps;
  };
}

const rowsOfBatch = 1_000;

/** The rows are made on the way, ids and texts and all, as whoever brings a log from elsewhere must. */
async function copies(ground: Ground): Promise<Measure> {
  const { from } = await peerModule<{ from(sql: string): Writable }>('pg-copy-streams');
  const url = await ground.database();
  await inDatabase(
    url,
    `CREATE TABLE copied (position bigserial PRIMARY KEY, revision bigint NOT NULL,
      recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      id uuid NOT NULL UNIQUE, stream text COLLATE "C" NOT NULL,
      type text COLLATE "C" NOT NULL, text text COLLATE "C" NOT NULL, UNIQUE (stream, revision))`,
  );
  let made = 0;
  const row = (): string => {
    const n = made++;
    const [stream, revision] = [`bench-${n % 64}`, Math.floor(n / 64)];
    const { id, type, data, meta } = newNote(n);
    const text = JSON.stringify({ ...meta, data, id, revision, stream, type });
    return `${revision}\t${id}\t${stream}\t${type}\t${text.replaceAll('\\', '\\\\')}\n`;
  };
  const into = 'COPY copied (revision, id, stream, type, text) FROM STDIN';
  return (seconds) =>
    withClients(url, 1, async ([client]) => {
      const batches = await callsASecond(1, seconds, () => {
        const batch = Buffer.from(Array.from({ length: rowsOfBatch }, row).join(''));
        return pipeline(Readable.from([batch]), client!.query(from(into) as never) as never);
      });
      return batches * rowsOfBatch;
    });
}
