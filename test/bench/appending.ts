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
 * nothing. COPY takes whole batches into a table with the log's columns and indexes: as fast as
 * this PostgreSQL takes such rows from one connection.
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
      if (wanted.includes('copy')) made.copy = await copies(ground, text);
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
  return async (seconds) => {
    const whole = String(Math.max(1, Math.round(seconds)));
    const how = ['-n', '-M', 'prepared', '-f', script, '-c', String(clients), '-T', whole];
    const threads = ['-j', String(Math.min(clients, 2))];
    const { stdout } = await promisify(execFile)(program, [...how, ...threads, url]);
    const tps = /tps = ([\d.]+)/.exec(stdout);
    if (!tps) throw new Error(`pgbench said nothing about its speed:\n${stdout}`);
    return Number(tps[1]);
  };
}

const rowsOfBatch = 1_000;

async function copies(ground: Ground, text: string): Promise<Measure> {
  const { from } = await peerModule<{ from(sql: string): Writable }>('pg-copy-streams');
  const url = await ground.database();
  await inDatabase(
    url,
    `CREATE TABLE copied (position bigserial PRIMARY KEY, revision bigserial NOT NULL,
      recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      id uuid NOT NULL UNIQUE DEFAULT uuidv7(), stream text COLLATE "C" NOT NULL,
      type text COLLATE "C" NOT NULL, text text COLLATE "C" NOT NULL, UNIQUE (stream, revision))`,
  );
  const escaped = text.replaceAll('\\', '\\\\');
  const rows = Array.from(
    { length: rowsOfBatch },
    (_, n) => `bench-${n % 64}\tNoted\t${escaped}\n`,
  );
  const batch = Buffer.from(rows.join(''));
  return (seconds) =>
    withClients(url, 1, async ([client]) => {
      const batches = await callsASecond(1, seconds, () => {
        const into = client!.query(from('COPY copied (stream, type, text) FROM STDIN') as never);
        return pipeline(Readable.from([batch]), into as unknown as Writable);
      });
      return batches * rowsOfBatch;
    });
}
