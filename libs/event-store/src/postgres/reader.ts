import type { Pool } from 'pg';
import { together } from '#libs/together';
import type { Batch, KeptRefusal, ReadAll, ReadStream, StoredEvent } from '../event-store.js';
import { fromStoredText } from '../stored-text.js';
import { asStoreFailed } from './faults.js';

interface Row {
  position: string;
  at_ms: string;
  text: string;
}

/** Part of a stream to be read from a revision on; null reads to its end. */
interface Wanted {
  readonly stream: string;
  readonly from: number;
  readonly limit: number | null;
}

const columns =
  'e.position, (extract(epoch FROM e.recorded_at) * 1000)::bigint AS at_ms, e.text' as const;

/** How far one filtered read looks, so that a rare type never makes one long statement. */
const widest = 10_000n;

export type Reader = ReturnType<typeof createReader>;

/** The reads of the log. Every failure is a `StoreFailed`. */
export function createReader(pool: Pool) {
  const rows = async <R extends object>(name: string, text: string, values: unknown[]) => {
    try {
      return (await pool.query<R>({ name, text, values })).rows;
    } catch (fault) {
      throw asStoreFailed(fault);
    }
  };

  /** Streams that are asked for while others are being read come in one statement. */
  const readForwards = together(async (wanted: readonly Wanted[]): Promise<StoredEvent[][]> => {
    const found = await rows<Row & { n: string }>('es_forwards', forwards, [
      wanted.map(({ stream }) => stream),
      wanted.map(({ from }) => from),
      wanted.map(({ limit }) => limit),
    ]);
    const streams = wanted.map((): StoredEvent[] => []);
    for (const { n, ...row } of found) streams[Number(n) - 1]?.push(toEvent(row));
    return streams;
  });

  async function readStream(stream: string, how: ReadStream = {}): Promise<StoredEvent[]> {
    const { from, direction = 'forwards', limit = null } = how;
    // No stream has such a name, and the question would spoil those of others.
    if (stream.includes('\u0000')) return [];
    if (direction === 'forwards') return readForwards({ stream, from: from ?? 0, limit });
    const found = await rows<Row>('es_backwards', backwards, [stream, from ?? null, limit]);
    return found.map(toEvent);
  }

  /** One statement: at most `limit` events of these types, looking no further than is quick. */
  async function window({ after, types, limit }: ReadAll): Promise<Batch & { head: bigint }> {
    const end = after + (types && BigInt(limit) < widest ? widest : BigInt(limit));
    const found = await rows<Row & { head: string }>('es_window', windowed, [
      String(after),
      String(end),
      types ?? null,
      limit,
    ]);
    const head = BigInt(found[0]?.head ?? 0);
    const events = found.filter(({ position }) => position !== null).map(toEvent);
    const last = events.at(-1)?.position ?? after;
    if (events.length === limit) return { events, upTo: last, head };
    const looked = end < head ? end : head;
    return { events, upTo: looked > after ? looked : after, head };
  }

  async function readAll({ after, types, limit }: ReadAll): Promise<Batch> {
    const events: StoredEvent[] = [];
    let upTo = after;
    for (;;) {
      const how = { after: upTo, limit: limit - events.length, types };
      const batch = await window(how);
      events.push(...batch.events);
      upTo = batch.upTo;
      if (events.length >= limit || upTo >= batch.head) return { events, upTo };
    }
  }

  return {
    readStream,
    readAll,
    window,
    head: async () => BigInt((await rows<{ head: string }>('es_head', head, []))[0]?.head ?? 0),
    epoch: async () => (await rows<{ epoch: string }>('es_epoch', epoch, []))[0]?.epoch as string,
    revision: async (stream: string): Promise<number> => {
      const [last] = await rows<{ revision: string }>('es_revision', revision, [stream]);
      return Number(last?.revision ?? -1);
    },
    findById: async (id: string): Promise<StoredEvent | undefined> =>
      (await rows<Row>('es_by_id', byId, [id])).map(toEvent)[0],
    findRefusal: async (key: string): Promise<KeptRefusal | undefined> =>
      (await rows<KeptRefusal>('es_refusal', refusal, [key]))[0],
    keepRefusal: async (key: string, kept: KeptRefusal): Promise<KeptRefusal> => {
      const { inputHash, code, message, kind } = kept;
      await rows('es_keep', keep, [key, inputHash, code, message, kind]);
      return (await rows<KeptRefusal>('es_refusal', refusal, [key]))[0] as KeptRefusal;
    },
  };
}

function toEvent({ position, at_ms, text }: Row): StoredEvent {
  return fromStoredText(text, BigInt(position), new Date(Number(at_ms)).toISOString());
}

const events = 'event_store.events e';
const forwards = `SELECT w.n, e.*
  FROM unnest($1::text[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS w(stream, start, most, n)
  CROSS JOIN LATERAL (SELECT ${columns}, e.revision FROM ${events}
    WHERE e.stream = w.stream AND e.revision >= w.start ORDER BY e.revision LIMIT w.most) e
  ORDER BY w.n, e.revision`;
const backwards = `SELECT ${columns} FROM ${events}
  WHERE e.stream = $1 AND ($2::bigint IS NULL OR e.revision <= $2)
  ORDER BY e.revision DESC LIMIT $3`;
const windowed = `SELECT h.head, e.* FROM (
    SELECT coalesce(max(position), 0) AS head FROM event_store.events) h
  LEFT JOIN LATERAL (
    SELECT ${columns} FROM ${events} WHERE e.position > $1 AND e.position <= $2
      AND ($3::text[] IS NULL OR e.type = ANY($3)) ORDER BY e.position LIMIT $4
  ) e ON true ORDER BY e.position`;
const head = 'SELECT max(position) AS head FROM event_store.events';
const epoch = 'SELECT epoch FROM event_store.store_epoch';
const revision = `SELECT e.revision FROM ${events} WHERE e.stream = $1
  ORDER BY e.revision DESC LIMIT 1`;
const byId = `SELECT ${columns} FROM ${events} WHERE e.id = $1`;
const refusal = `SELECT input_hash AS "inputHash", code, message, kind
  FROM event_store.refusals WHERE command_key = $1`;
const keep = `INSERT INTO event_store.refusals (command_key, input_hash, code, message, kind)
  VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`;
