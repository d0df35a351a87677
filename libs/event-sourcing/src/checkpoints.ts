import type { DataSource, EntityManager } from 'typeorm';

/** Serialises what makes tables, over every process on this database. */
export const tablesLock = 7_155_001;

/** Makes the tables that checkpoints, memories and due times live in; any number of processes may. */
export async function makeTables(db: DataSource): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [tablesLock]);
    for (const statement of tables) await tx.query(statement);
  });
}

const tables = [
  'CREATE SCHEMA IF NOT EXISTS event_sourcing',
  `CREATE TABLE IF NOT EXISTS event_sourcing.checkpoints (
    name text NOT NULL, version integer NOT NULL, fingerprint text NOT NULL,
    epoch text NOT NULL, position bigint NOT NULL,
    moved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (name, version))`,
  `CREATE TABLE IF NOT EXISTS event_sourcing.process_states (
    process text NOT NULL, key text NOT NULL, state jsonb NOT NULL,
    PRIMARY KEY (process, key))`,
  `CREATE TABLE IF NOT EXISTS event_sourcing.due_times (
    name text NOT NULL, key text NOT NULL, at timestamptz NOT NULL,
    command text NOT NULL, body jsonb NOT NULL,
    causing_event uuid NOT NULL, correlation_id text NOT NULL, demo boolean NOT NULL,
    done_at timestamptz, outcome text,
    PRIMARY KEY (name, key))`,
  `CREATE INDEX IF NOT EXISTS due_times_open
    ON event_sourcing.due_times (at) WHERE done_at IS NULL`,
];

/** What a checkpoint is of: another fingerprint or another log makes it worthless. */
export interface CheckpointOf {
  readonly name: string;
  readonly version: number;
  readonly fingerprint: string;
  readonly epoch: string;
}

export interface Checkpoint extends CheckpointOf {
  readonly position: bigint;
}

export async function findCheckpoint(
  tx: EntityManager,
  { name, version }: Pick<CheckpointOf, 'name' | 'version'>,
): Promise<Checkpoint | undefined> {
  const [found] = await tx.query(
    `SELECT fingerprint, epoch, position::text AS position FROM event_sourcing.checkpoints
      WHERE name = $1 AND version = $2`,
    [name, version],
  );
  if (!found) return undefined;
  const { fingerprint, epoch, position } = found;
  return { name, version, fingerprint, epoch, position: BigInt(position) };
}

/** A checkpoint at the beginning of the log. */
export async function resetCheckpoint(tx: EntityManager, of: CheckpointOf): Promise<void> {
  await tx.query(
    `INSERT INTO event_sourcing.checkpoints (name, version, fingerprint, epoch, position)
      VALUES ($1, $2, $3, $4, 0)
      ON CONFLICT (name, version) DO UPDATE
      SET fingerprint = excluded.fingerprint, epoch = excluded.epoch, position = 0,
        moved_at = clock_timestamp()`,
    [of.name, of.version, of.fingerprint, of.epoch],
  );
}

/** Another instance has moved the checkpoint: what was folded here must not be written. */
export class CheckpointMoved extends Error {}

/** Moves a checkpoint, in the transaction of what it stands for, and only from where it stood. */
export async function moveCheckpoint(
  tx: EntityManager,
  of: CheckpointOf,
  from: bigint,
  to: bigint,
): Promise<void> {
  const [, moved] = await tx.query(
    `UPDATE event_sourcing.checkpoints SET position = $1, moved_at = clock_timestamp()
      WHERE name = $2 AND version = $3 AND position = $4 AND fingerprint = $5 AND epoch = $6`,
    [String(to), of.name, of.version, String(from), of.fingerprint, of.epoch],
  );
  if (moved !== 1) throw new CheckpointMoved(`${of.name} is not at ${from} any more.`);
}
