import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { v7 } from 'uuid';
import { createPostgresEventStore, type EventStore, type NewEvent } from '#libs/event-store';
import { startEmbedded } from '#libs/storage';

/*
 * Appends a second beside two things that pgbench does on the same PostgreSQL, in turns, so that a
 * ratio means something on any machine: insert-and-commit into a bare table (a number and the
 * text), and into a table of the log's columns and indexes. Both have no rules: nothing expected,
 * nothing refused, positions with gaps. One event of about 300 bytes of data per append.
 * `npm run bench -- append [--seconds 3] [--rounds 5]`
 */

const clients = [1, 16, 64] as const;
const note = 'Exercise books, A4, 80 pages, feint ruled with margin, pack of fifty. '.repeat(4);
const pgbench = ['/usr/lib/postgresql/15/bin/pgbench', '/usr/bin/pgbench'].find(existsSync);

type Measure = (clients: number, seconds: number) => Promise<number>;

const peers = {
  'bare table': {
    columns: 'position bigserial PRIMARY KEY, text text NOT NULL',
    into: (text: string) => `(text) VALUES ('${text}')`,
  },
  'same columns': {
    columns: `position bigserial PRIMARY KEY, revision bigserial NOT NULL,
      recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      id uuid NOT NULL UNIQUE DEFAULT uuidv7(),
      stream text COLLATE "C" NOT NULL, type text NOT NULL, text text NOT NULL,
      UNIQUE (stream, revision)`,
    into: (text: string) =>
      `(stream, type, text) VALUES ('bench-' || :client_id, 'BenchNoted', '${text}')`,
  },
} as const;
type Peer = keyof typeof peers;

await main(option('seconds', 3), option('rounds', 5));

async function main(seconds: number, rounds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'append-bench-'));
  const server = await startEmbedded({ dataFolder: folder, port: 0 });
  const store = await createPostgresEventStore({ url: server.url });
  try {
    const names = (pgbench ? Object.keys(peers) : []) as Peer[];
    if (!pgbench)
      console.log('pgbench is missing (Debian: postgresql-15), so there are no ratios.');
    const length = await storedLength(store);
    const plain = new Map<Peer, Measure>();
    for (const peer of names) plain.set(peer, await plainInserts(server.url, folder, length, peer));
    const ours: Measure = (count, time) => appends(store, count, time);
    console.log(
      `load ${loadavg()[0]?.toFixed(1)} before; ${rounds} rounds of ${seconds} s; ` +
        'median of the rounds, min–median–max of the ratios',
    );
    for (const count of clients) await compare(count, seconds, rounds, ours, plain);
  } finally {
    await store.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Takes turns, and prints the medians and the spread of their ratios. */
async function compare(
  count: number,
  seconds: number,
  rounds: number,
  ours: Measure,
  plain: ReadonlyMap<Peer, Measure>,
): Promise<void> {
  const mine: number[] = [];
  const theirs = new Map<Peer, number[]>();
  await ours(count, 1);
  for (let round = 0; round < rounds; round += 1) {
    mine.push(await ours(count, seconds));
    for (const [peer, measure] of plain) {
      theirs.set(peer, [...(theirs.get(peer) ?? []), await measure(count, seconds)]);
    }
  }
  const row = [`${count} clients`.padEnd(10), `appends/s ${text(median(mine))}`];
  for (const [peer, rates] of theirs) {
    const ratios = rates.map((rate, n) => (mine[n] as number) / rate).toSorted((a, b) => a - b);
    const spread = [ratios[0], median(ratios), ratios.at(-1)].map((ratio) => ratio?.toFixed(2));
    row.push(`${peer} ${text(median(rates))}/s, ratio ${spread.join('–')}`);
  }
  console.log(row.join('   '));
}

/** So many callers, each with a stream of its own, each waiting for its answer. */
async function appends(store: EventStore, count: number, seconds: number): Promise<number> {
  const end = Date.now() + seconds * 1_000;
  let done = 0;
  const client = async (): Promise<void> => {
    const stream = `bench-${v7()}`;
    for (let n = 0; Date.now() < end; n += 1) {
      const commandKey = `bench:${stream}:${n}`;
      const expected = n === 0 ? 'no-stream' : n - 1;
      await store.append({ stream, expected, events: [newEvent(n)], commandKey });
      done += 1;
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: count }, client));
  return done / ((performance.now() - started) / 1_000);
}

function newEvent(n: number): NewEvent {
  const id = v7();
  const at = new Date().toISOString();
  const meta = { at, actor: 'bench', commandId: id, correlationId: id };
  return { id, type: 'BenchNoted', data: { note, n }, meta };
}

/** How long the stored text of one event is: pgbench inserts rows of the same length. */
async function storedLength(store: EventStore): Promise<number> {
  await store.append({ stream: 'bench', expected: 'any', events: [newEvent(0)] });
  return (await store.readStream('bench', { limit: 1 }))[0]!.text.length;
}

async function plainInserts(
  url: string,
  folder: string,
  length: number,
  peer: Peer,
): Promise<Measure> {
  const table = `plain_${peer.replace(' ', '_')}`;
  const { columns, into } = peers[peer];
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE TABLE ${table} (${columns})`);
  await client.end();
  const script = join(folder, `${table}.sql`);
  writeFileSync(script, `INSERT INTO ${table} ${into('x'.repeat(length))};\n`);
  return async (count, seconds) => {
    const how = ['-n', '-M', 'prepared', '-f', script, '-c', `${count}`, '-T', `${seconds}`];
    const threads = ['-j', `${Math.min(count, 2)}`];
    const { stdout } = await promisify(execFile)(pgbench as string, [...how, ...threads, url]);
    const tps = /tps = (\d+)/.exec(stdout);
    if (!tps) throw new Error(`pgbench said nothing about its speed:\n${stdout}`);
    return Number(tps[1]);
  };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] as number;
}

function text(rate: number): string {
  return Math.round(rate).toLocaleString('en-GB').padStart(7);
}

function option(name: string, usual: number): number {
  const place = process.argv.indexOf(`--${name}`);
  return place < 0 ? usual : Number(process.argv[place + 1]);
}
