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
  `ALTER TABLE event_sourcing.checkpoints
    ADD COLUMN IF NOT EXISTS generation integer NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS kind text,
    ADD COLUMN IF NOT EXISTS status text,
    ADD COLUMN IF NOT EXISTS error text,
    ADD COLUMN IF NOT EXISTS since timestamptz NOT NULL DEFAULT clock_timestamp()`,
  `UPDATE event_sourcing.checkpoints SET kind = CASE fingerprint WHEN 'process 1' THEN 'process'
    WHEN 'due times 1' THEN 'due-times' ELSE 'read-model' END WHERE kind IS NULL`,
  `CREATE TABLE IF NOT EXISTS event_sourcing.process_states (
    process text NOT NULL, key text NOT NULL, state jsonb NOT NULL,
    PRIMARY KEY (process, key))`,
  `ALTER TABLE event_sourcing.process_states
    ADD COLUMN IF NOT EXISTS position bigint NOT NULL DEFAULT 0`,
  `CREATE TABLE IF NOT EXISTS event_sourcing.due_times (
    name text NOT NULL, key text NOT NULL, at timestamptz NOT NULL,
    command text NOT NULL, body jsonb NOT NULL,
    causing_event uuid NOT NULL, correlation_id text NOT NULL, demo boolean NOT NULL,
    done_at timestamptz, outcome text,
    PRIMARY KEY (name, key))`,
  `CREATE INDEX IF NOT EXISTS due_times_open
    ON event_sourcing.due_times (at) WHERE done_at IS NULL`,
  `CREATE TABLE IF NOT EXISTS event_sourcing.refused_asks (
    command_id uuid PRIMARY KEY, reader text NOT NULL, command text NOT NULL,
    body jsonb NOT NULL, code text NOT NULL, message text NOT NULL,
    event_id uuid NOT NULL, event_type text NOT NULL, stream text NOT NULL,
    revision bigint NOT NULL, position bigint NOT NULL, consortium_id text,
    at timestamptz NOT NULL DEFAULT clock_timestamp())`,
  `ALTER TABLE event_sourcing.refused_asks
    ADD COLUMN IF NOT EXISTS asked_again_by text,
    ADD COLUMN IF NOT EXISTS asked_again_at timestamptz,
    ADD COLUMN IF NOT EXISTS settled_at timestamptz`,
  `CREATE INDEX IF NOT EXISTS refused_asks_by_time ON event_sourcing.refused_asks (at)`,
];

/** What a checkpoint is of: another fingerprint or another log makes it worthless. */
export interface CheckpointOf {
  readonly name: string;
  readonly version: number;
  readonly kind: string;
  readonly fingerprint: string;
  readonly epoch: string;
}

export interface Checkpoint extends Omit<CheckpointOf, 'kind'> {
  readonly position: bigint;
  /** Counts how often it was begun anew or put in place: who folded for an earlier one must stop. */
  readonly generation: number;
}

export async function findCheckpoint(
  tx: EntityManager,
  { name, version }: Pick<CheckpointOf, 'name' | 'version'>,
  lock = false,
): Promise<Checkpoint | undefined> {
  const [found] = await tx.query(
    `SELECT fingerprint, epoch, generation, position::text AS position
      FROM event_sourcing.checkpoints WHERE name = $1 AND version = $2 ${lock ? 'FOR UPDATE' : ''}`,
    [name, version],
  );
  if (!found) return undefined;
  const { fingerprint, epoch, generation, position } = found;
  return { name, version, fingerprint, epoch, generation, position: BigInt(position) };
}

/** Puts a checkpoint where it says, whatever was there: at the beginning unless told otherwise. */
export async function setCheckpoint(
  tx: EntityManager,
  of: CheckpointOf,
  position = 0n,
): Promise<Checkpoint> {
  const [{ generation }] = await tx.query(
    `INSERT INTO event_sourcing.checkpoints (name, version, kind, fingerprint, epoch, position)
      VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (name, version) DO UPDATE
      SET kind = excluded.kind, fingerprint = excluded.fingerprint, epoch = excluded.epoch,
        position = excluded.position, generation = checkpoints.generation + 1,
        moved_at = clock_timestamp()
      RETURNING generation`,
    [of.name, of.version, of.kind, of.fingerprint, of.epoch, String(position)],
  );
  return { ...of, position, generation };
}

export async function removeCheckpoint(
  tx: EntityManager,
  { name, version }: Pick<CheckpointOf, 'name' | 'version'>,
): Promise<void> {
  const statement = 'DELETE FROM event_sourcing.checkpoints WHERE name = $1 AND version = $2';
  await tx.query(statement, [name, version]);
}

/** Another instance has moved the checkpoint: what was folded here must not be written. */
export class CheckpointMoved extends Error {}

/** Moves a checkpoint, in the transaction of what it stands for, and only from where it stood. */
export async function moveCheckpoint(
  tx: EntityManager,
  from: Checkpoint,
  to: bigint,
): Promise<Checkpoint> {
  const { name, version, position, generation, fingerprint, epoch } = from;
  const [, moved] = await tx.query(
    `UPDATE event_sourcing.checkpoints SET position = $1, moved_at = clock_timestamp()
      WHERE name = $2 AND version = $3 AND position = $4 AND fingerprint = $5 AND epoch = $6
        AND generation = $7`,
    [String(to), name, version, String(position), fingerprint, epoch, generation],
  );
  if (moved !== 1) throw new CheckpointMoved(`${name} is not at ${position} any more.`);
  return { ...from, position: to };
}
