import { rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import pg from 'pg';
import copyStreams from 'pg-copy-streams';
import { CannotStart, programmeVersion } from '#libs/storage';
import { Tally, writePieces, type Piece } from './backup-file.js';
import type { Manifest, PartSaid } from './manifest.js';
import { asText, columnsOfTables, copied, copyOut, parts, refuseUnknown } from './parts.js';

export interface MakeBackup {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** Where it goes; there must be nothing yet. */
  readonly file: string;
  /** The mark of the secrets that it belongs with. */
  readonly secrets: string;
  /** Is told how many of all rows are written. */
  readonly told?: (done: number, of: number) => void;
}

/**
 * Copies everything that cannot be made anew into one file, as it was at one moment, while the
 * installation runs: a snapshot holds no writer up. The file is in its place only when it is whole.
 */
export async function makeBackup({ url, file, secrets, told }: MakeBackup): Promise<Manifest> {
  if (existsSync(file)) throw new CannotStart(`${file} is there already. Name another file.`);
  const half = `${file}.half-made`;
  if (existsSync(half)) throw new CannotStart(halfThere(half));
  const client = new pg.Client({ connectionString: url, application_name: 'backup' });
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    for (const setting of asText) await client.query(setting);
    const columns = await columnsOfTables(client);
    refuseUnknown(columns.keys());
    const manifest = { ...(await beginning(client, columns)), secrets };
    const total = await rowsIn(client, columns);
    const said: PartSaid[] = [];
    let done = 0;
    const tell = (rows: number): void => told?.((done += rows), total);
    const whole: Manifest = { ...manifest, parts: said };
    await writePieces(half, pieces(client, columns, whole, said, tell));
    await client.query('COMMIT');
    await rename(half, file);
    return whole;
  } catch (failure) {
    const { code } = failure as { code?: unknown };
    // Another backup began at the same moment: the half is its own.
    if (code === 'EEXIST') throw new CannotStart(halfThere(half), { cause: failure });
    await rm(half, { force: true });
    if (code !== 'ENOENT') throw failure;
    throw new CannotStart(`There is no folder for ${file}. Make it first.`, { cause: failure });
  } finally {
    await client.end();
  }
}

function halfThere(half: string): string {
  return (
    `${half} is there: another backup is being made, or one was cut short. ` +
    'Wait for it, or delete that file.'
  );
}

async function* pieces(
  client: pg.Client,
  columns: ReadonlyMap<string, string[]>,
  manifest: Manifest,
  said: PartSaid[],
  tell: (rows: number) => void,
): AsyncGenerator<Piece> {
  for (const part of parts) {
    const { table } = part;
    const there = columns.get(table);
    if (!there) continue;
    const own = copied(part, there);
    yield { is: 'part', table, columns: own };
    const tally = new Tally();
    for await (const chunk of client.query(copyStreams.to(copyOut(part, own)))) {
      const before = tally.rows;
      tally.add(chunk as Buffer);
      tell(tally.rows - before);
      yield { is: 'rows', bytes: chunk as Buffer };
    }
    yield { is: 'end' };
    said.push({ table, columns: own, ...tally.said() });
  }
  yield { is: 'manifest', manifest };
}

async function beginning(client: pg.Client, columns: ReadonlyMap<string, string[]>) {
  if (!columns.has('event_store.events')) {
    throw new CannotStart('This database holds no log of Commonpurse: there is nothing to copy.');
  }
  const { rows } = await client.query<{ epoch: string; head: string }>(
    `SELECT epoch, (SELECT coalesce(max(position), 0)::text FROM event_store.events) AS head
      FROM event_store.store_epoch`,
  );
  const [{ epoch, head } = { epoch: '', head: '0' }] = rows;
  const madeAt = new Date().toISOString();
  return { format: 1 as const, programme: programmeVersion(), madeAt, epoch, head };
}

/** How much there is to write, for whoever waits. */
async function rowsIn(client: pg.Client, columns: ReadonlyMap<string, string[]>): Promise<number> {
  let total = 0;
  for (const { table, only } of parts.filter(({ table }) => columns.has(table))) {
    const count = `SELECT count(*)::int AS rows FROM ${table}${only ? ` WHERE ${only}` : ''}`;
    const { rows } = await client.query<{ rows: number }>(count);
    total += rows[0]?.rows ?? 0;
  }
  return total;
}
