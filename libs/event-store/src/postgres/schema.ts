import type { ClientBase, Pool } from 'pg';
import { StoreFailed } from '../event-store.js';
import { esAppend, esKnown } from './es-append.sql.js';

/** The name under which appends wake the readers of every process. */
export const channel = 'event_store';

/**
 * Unique (stream, revision) guards a stream even against a writer that went around es_append, and
 * tells where a stream stands, so that there is no second table of streams to keep in step.
 */
const tables = `
CREATE SCHEMA IF NOT EXISTS event_store;
CREATE TABLE IF NOT EXISTS event_store.events (
  position bigint PRIMARY KEY,
  revision bigint NOT NULL CHECK (revision >= 0),
  recorded_at timestamptz NOT NULL,
  id uuid NOT NULL UNIQUE,
  stream text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  text text COLLATE "C" NOT NULL,
  UNIQUE (stream, revision)
);
CREATE TABLE IF NOT EXISTS event_store.refusals (
  command_key text COLLATE "C" PRIMARY KEY,
  input_hash text NOT NULL,
  code text NOT NULL,
  message text NOT NULL,
  kind text NOT NULL,
  kept_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE IF NOT EXISTS event_store.store_epoch (
  one_row boolean PRIMARY KEY DEFAULT true CHECK (one_row),
  epoch uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO event_store.store_epoch DEFAULT VALUES ON CONFLICT DO NOTHING;`;

/**
 * Makes what is missing. May run in several processes at once, and again: the lock is theirs, and
 * statements sent together are one transaction.
 */
export async function migrate(pool: Pool): Promise<void> {
  const lock = 'SELECT pg_advisory_xact_lock(7402, 2)';
  await pool.query(`${lock}; ${tables} ${esKnown} ${esAppend}`);
}

const lasting = ['fsync', 'synchronous_commit', 'full_page_writes'] as const;

/**
 * Refuses a database that would say "recorded" before the event is safe: by the settings as they
 * are for this very connection, those of its role and database included.
 */
export async function refuseForgetfulDatabase(on: Pool | ClientBase): Promise<void> {
  const { rows } = await on.query<{ name: string; setting: string }>(
    'SELECT name, setting FROM pg_settings WHERE name = ANY($1)',
    [lasting],
  );
  assertLasting(rows);
}

/** The rule behind it: each of the three settings is there, and none of them is off. */
export function assertLasting(settings: readonly { name: string; setting: string }[]): void {
  const off = lasting.filter(
    (wanted) => (settings.find(({ name }) => name === wanted)?.setting ?? 'off') === 'off',
  );
  if (off.length === 0) return;
  const names = off.join(' and ');
  const sentence =
    `The database has ${names} switched off, so a power cut could lose events already ` +
    `acknowledged. Switch ${names} on in PostgreSQL's settings and start again.`;
  throw new StoreFailed(sentence, false);
}
