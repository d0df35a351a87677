import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import copyStreams from 'pg-copy-streams';
import { adoptLog } from '#libs/event-sourcing';
import { CannotStart } from '#libs/storage';
import { damaged, readPieces, refuseDamaged, rowsIn, Tally, type Piece } from './backup-file.js';
import { makeTables } from './make-tables.js';
import type { Manifest, PartSaid } from './manifest.js';
import { asText, columnsOfTables, copyIn, copyOut, parts, type Part } from './parts.js';

export interface RestoreBackup {
  /** The database to restore into: empty, and nothing running on it. */
  readonly url: string;
  readonly file: string;
  /** Is told how many of all rows are back. */
  readonly told?: (done: number, of: number) => void;
}

/** Reads a backup to its end and compares every part with the manifest; touches no database. */
export async function checkBackup(file: string): Promise<Manifest> {
  await refuseDamaged(file);
  const found: PartSaid[] = [];
  let manifest: Manifest | undefined;
  let part: Pick<PartSaid, 'table' | 'columns'> | undefined;
  let tally = new Tally();
  for await (const piece of readPieces(file)) {
    if (piece.is === 'part') {
      part = { table: piece.table, columns: piece.columns };
      tally = new Tally();
    } else if (piece.is === 'rows') tally.add(piece.bytes);
    else if (piece.is === 'end' && part) found.push({ ...part, ...tally.said() });
    else if (piece.is === 'manifest') manifest = piece.manifest;
  }
  if (!manifest || manifest.format !== 1) throw damaged(file);
  if (JSON.stringify(found) !== JSON.stringify(manifest.parts)) throw damaged(file);
  return manifest;
}

/**
 * Puts a backup into an empty database, all of it or nothing, and reads it back: every row must be
 * the same, byte for byte. The log gets a new name, so that nothing takes it for the one it was.
 */
export async function restoreBackup({ url, file, told }: RestoreBackup): Promise<Manifest> {
  const manifest = await checkBackup(file);
  const client = new pg.Client({ connectionString: url, application_name: 'restore' });
  await client.connect();
  try {
    await refuseRunning(client);
    await makeTables(url);
    await client.query('BEGIN');
    for (const setting of asText) await client.query(setting);
    await refuseFull(client);
    await refuseOtherShape(client, manifest);
    await fill(client, file, manifest, told);
    await compare(client, manifest);
    const { rows } = await client.query<{ epoch: string }>(
      'UPDATE event_store.store_epoch SET epoch = gen_random_uuid() RETURNING epoch',
    );
    await adoptLog(client, rows[0]?.epoch ?? '');
    await client.query('COMMIT');
    await client.query('ANALYZE');
    return manifest;
  } finally {
    // Whatever is not committed by now is gone with the connection.
    await client.end();
  }
}

async function refuseRunning(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database()
      AND application_name IN ('event-store', 'read-side')`,
  );
  if (rowCount === 0) return;
  throw new CannotStart('Commonpurse is running on this database. Stop it, then restore.');
}

async function refuseFull(client: pg.Client): Promise<void> {
  const full = ['event_store.events', 'event_store.refusals', 'auth.persons', 'sealing.keys'];
  await client.query(`LOCK TABLE ${full.join(', ')} IN EXCLUSIVE MODE`);
  for (const table of full) {
    const { rowCount } = await client.query(`SELECT FROM ${table} LIMIT 1`);
    if (rowCount === 0) continue;
    throw new CannotStart(
      'There are data here already, and a backup goes only into an empty installation: ' +
        'name another DATA_FOLDER, or another database in DATABASE_URL.',
    );
  }
  // What readers of an empty log have kept tells nothing.
  for (const { table } of parts.filter(({ table }) => table.startsWith('event_sourcing.'))) {
    await client.query(`DELETE FROM ${table}`);
  }
}

async function refuseOtherShape(client: pg.Client, manifest: Manifest): Promise<void> {
  const here = await columnsOfTables(client);
  const fits = manifest.parts.every(({ table, columns }) =>
    columns.every((column) => here.get(table)?.includes(column)),
  );
  if (fits) return;
  throw new CannotStart(
    `This backup was made by version ${manifest.programme} and holds what this one does not ` +
      'know. Restore it with that version or a later one.',
  );
}

async function fill(
  client: pg.Client,
  file: string,
  manifest: Manifest,
  told: RestoreBackup['told'],
): Promise<void> {
  const total = manifest.parts.reduce((sum, { rows }) => sum + rows, 0);
  let done = 0;
  const pieces = readPieces(file);
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
    if (next.value.is !== 'part') continue;
    const { table, columns } = next.value;
    const sink = client.query(copyStreams.from(copyIn(partOf(table), columns)));
    const tell = (rows: number): void => told?.((done += rows), total);
    await pipeline(rowsOf(pieces, tell), sink);
  }
}

/** The rows of the part that has just begun. */
async function* rowsOf(pieces: AsyncGenerator<Piece>, tell: (rows: number) => void) {
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
    if (next.value.is !== 'rows') return;
    tell(rowsIn(next.value.bytes));
    yield next.value.bytes;
  }
}

/** Reads everything back out of the database: rows and hashes, and a log without gaps. */
async function compare(client: pg.Client, manifest: Manifest): Promise<void> {
  for (const said of manifest.parts) {
    const tally = new Tally();
    const copy = copyOut(partOf(said.table), said.columns);
    for await (const chunk of client.query(copyStreams.to(copy))) tally.add(chunk as Buffer);
    const { rows, sha256 } = tally.said();
    if (rows !== said.rows || sha256 !== said.sha256) throw notTheSame(said.table);
  }
  const { rows } = await client.query<{ count: string; first: string; last: string }>(
    `SELECT count(*)::text AS count, coalesce(min(position), 1)::text AS first,
        coalesce(max(position), 0)::text AS last FROM event_store.events`,
  );
  const [log] = rows;
  const whole = log?.first === '1' && log.count === log.last && log.last === manifest.head;
  if (!whole) throw notTheSame('event_store.events');
}

function notTheSame(table: string): CannotStart {
  return new CannotStart(
    `What came back of ${table} is not what the backup says, so nothing was restored. ` +
      'Please report this: it must not happen.',
  );
}

function partOf(table: string): Part {
  const part = parts.find((each) => each.table === table);
  if (part) return part;
  throw new CannotStart(`This backup holds ${table}, which this version does not know.`);
}
