import type { Pool } from 'pg';
import type { KeptRefusal, StoredEvent } from '../event-store.js';
import { asStoreFailed } from '../postgres/faults.js';

/** Where an event is, as the index knows it. */
export interface Place {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
}

/** What the database knows that matters to an append. */
export interface Known {
  /** Of the events asked for, those that have been indexed. */
  readonly places: readonly Place[];
  /** The last revision of the stream that has been indexed; -1 when there is none. */
  readonly indexed: number;
  readonly refusal?: KeptRefusal;
}

/**
 * KurrentDB finds an event by its stream alone. These tables find it by its id, and are filled
 * from the log (see the indexer): they can be thrown away. The refusals cannot.
 */
const tables = `
CREATE SCHEMA IF NOT EXISTS event_store_kurrentdb;
CREATE TABLE IF NOT EXISTS event_store_kurrentdb.places (
  id uuid PRIMARY KEY,
  stream text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  position bigint NOT NULL UNIQUE
);
CREATE INDEX IF NOT EXISTS places_of_stream ON event_store_kurrentdb.places (stream, revision);
CREATE TABLE IF NOT EXISTS event_store_kurrentdb.indexed (
  one_row boolean PRIMARY KEY DEFAULT true CHECK (one_row),
  epoch uuid NOT NULL,
  position bigint NOT NULL
);
CREATE TABLE IF NOT EXISTS event_store_kurrentdb.refusals (
  epoch uuid NOT NULL,
  command_key text COLLATE "C" NOT NULL,
  input_hash text NOT NULL,
  code text NOT NULL,
  message text NOT NULL,
  kind text NOT NULL,
  kept_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (epoch, command_key)
);`;

const refusalOf = `SELECT input_hash AS "inputHash", code, message, kind
  FROM event_store_kurrentdb.refusals WHERE epoch = $1 AND command_key = $2`;

/** The place index and the refusals of one log, in PostgreSQL. Every failure is a `StoreFailed`. */
export function createIndexTables(pool: Pool) {
  let epoch = '';
  const rows = async <R extends object>(text: string, values: unknown[] = []): Promise<R[]> => {
    try {
      return (await pool.query<R>(text, values)).rows;
    } catch (fault) {
      throw asStoreFailed(fault);
    }
  };
  const findRefusal = async (key: string): Promise<KeptRefusal | undefined> =>
    (await rows<KeptRefusal>(refusalOf, [epoch, key]))[0];

  return {
    /** One process at a time: what one starting finds out, no other must undo. */
    alone: async <T>(act: () => Promise<T>): Promise<T> => {
      const client = await pool.connect().catch((fault) => Promise.reject(asStoreFailed(fault)));
      try {
        await client.query('SELECT pg_advisory_lock(7402, 4)').catch((fault) => {
          throw asStoreFailed(fault);
        });
        return await act();
      } finally {
        // The lock goes with its connection.
        client.release(true);
      }
    },
    /** Makes what is missing; the last place indexed of the log with this epoch, if any. */
    open: async (ofLog: string): Promise<Place | undefined> => {
      await rows(tables);
      const [last] = await rows<Place>(
        `SELECT p.id, p.stream, p.revision::float8 AS revision
          FROM event_store_kurrentdb.places p, event_store_kurrentdb.indexed i
          WHERE i.epoch = $1 ORDER BY p.position DESC LIMIT 1`,
        [ofLog],
      );
      return last;
    },
    /** From now on it is about the log with this epoch; what it knows of another is thrown away. */
    begin: async (ofLog: string): Promise<void> => {
      epoch = ofLog;
      await rows(`
        DO $$ BEGIN
          IF NOT EXISTS (
            SELECT FROM event_store_kurrentdb.indexed WHERE epoch = '${ofLog}'::uuid) THEN
            TRUNCATE event_store_kurrentdb.places, event_store_kurrentdb.indexed;
            INSERT INTO event_store_kurrentdb.indexed (epoch, position)
              VALUES ('${ofLog}'::uuid, 0);
          END IF;
        END $$`);
    },
    position: async (): Promise<bigint> => {
      const found = await rows<{ position: string }>(
        'SELECT position FROM event_store_kurrentdb.indexed WHERE epoch = $1',
        [epoch],
      );
      return BigInt(found[0]?.position ?? 0);
    },
    /** Adds a batch and moves on; false when another process has moved on before. */
    add: async (from: bigint, to: bigint, events: readonly StoredEvent[]): Promise<boolean> => {
      const [answer] = await rows<{ moved: boolean }>(adding, [
        epoch,
        String(from),
        String(to),
        events.map(({ id }) => id),
        events.map(({ stream }) => stream),
        events.map(({ revision }) => revision),
        events.map(({ position }) => String(position)),
      ]);
      return answer?.moved === true;
    },
    known: async (ids: readonly string[], stream: string, key?: string): Promise<Known> => {
      const [found] = await rows<{
        places: Place[] | null;
        indexed: number;
        refusal: KeptRefusal | null;
      }>(looking, [epoch, ids, stream, key ?? null]);
      const { places, indexed, refusal } = found ?? { places: null, indexed: -1, refusal: null };
      return { places: places ?? [], indexed, ...(refusal && { refusal }) };
    },
    findRefusal,
    keepRefusal: async (key: string, kept: KeptRefusal): Promise<KeptRefusal> => {
      const { inputHash, code, message, kind } = kept;
      await rows(keeping, [epoch, key, inputHash, code, message, kind]);
      return (await findRefusal(key)) as KeptRefusal;
    },
  };
}

export type IndexTables = ReturnType<typeof createIndexTables>;

const adding = `
WITH moved AS (
  UPDATE event_store_kurrentdb.indexed SET position = $3
    WHERE epoch = $1 AND position = $2 RETURNING 1
), added AS (
  INSERT INTO event_store_kurrentdb.places (id, stream, revision, position)
    SELECT u.* FROM unnest($4::uuid[], $5::text[], $6::bigint[], $7::bigint[]) u
      WHERE EXISTS (SELECT FROM moved)
    ON CONFLICT DO NOTHING
)
SELECT EXISTS (SELECT FROM moved) AS moved`;

const looking = `
SELECT
  (SELECT json_agg(json_build_object('id', p.id, 'stream', p.stream, 'revision', p.revision))
    FROM event_store_kurrentdb.places p WHERE p.id = ANY($2::uuid[])) AS places,
  coalesce((SELECT p.revision FROM event_store_kurrentdb.places p
    WHERE p.stream = $3 ORDER BY p.revision DESC LIMIT 1), -1)::float8 AS indexed,
  (SELECT json_build_object('inputHash', r.input_hash, 'code', r.code, 'message', r.message,
      'kind', r.kind) FROM event_store_kurrentdb.refusals r
    WHERE r.epoch = $1 AND r.command_key = $4) AS refusal`;

const keeping = `
INSERT INTO event_store_kurrentdb.refusals (epoch, command_key, input_hash, code, message, kind)
  VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`;
