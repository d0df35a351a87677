import type { DataSource, EntityManager } from 'typeorm';
import type { StoredEvent } from '#libs/event-store';
import type { Ask } from '#messages/messages';
import type { Buses } from './buses.js';
import { CheckpointMoved } from './checkpoints.js';
import { askUntilAnswered, metaOf, Unanswerable } from './commander.js';
import { onEvent, Poisoned, type Circumstances, type Following } from './following.js';
import type { Process, ProcessWithMemory } from './process.js';
import { keepRefusedAsks, type RefusedAsk } from './refused-asks.js';

const shape = { version: 1, fingerprint: 'process 1', batchSize: 100 } as const;

/** A process as something that follows the log: each event's commands are asked in order. */
export function processFollowing(p: Process<never>, buses: Buses): Following {
  const on = p.on as Record<string, (data: object, event: StoredEvent) => readonly Ask[]>;
  return {
    ...shape,
    kind: 'process',
    name: p.name,
    types: Object.keys(on),
    handle: async (events, circumstances) => {
      const refused: RefusedAsk[] = [];
      for (const event of events) {
        const asks = onEvent(event, () => on[event.type]?.(event.data, event) ?? []);
        refused.push(...(await askAll(buses, p.name, event, asks, circumstances)));
      }
      return (tx) => keepRefusedAsks(tx, refused);
    },
  };
}

interface Remembering {
  readonly key: (data: object) => string;
  readonly evolve: (state: unknown, data: object) => unknown;
  readonly react?: (state: unknown, data: object, event: StoredEvent) => readonly Ask[];
}

/** One key's state, and the last event that it has seen. */
interface Memory {
  readonly state: unknown;
  readonly position: bigint;
}

/** A process with memories: one state for each key, written in the checkpoint's transaction. */
export function processWithMemoryFollowing(
  p: ProcessWithMemory<never, never>,
  buses: Buses,
  db: DataSource,
): Following {
  const on = p.on as Readonly<Record<string, Remembering>>;
  return {
    ...shape,
    kind: 'process',
    name: p.name,
    types: Object.keys(on),
    renew: (tx) =>
      tx.query('DELETE FROM event_sourcing.process_states WHERE process = $1', [p.name]),
    handle: async (events, circumstances) => {
      const keyed = events.flatMap((event) => {
        const how = on[event.type];
        return how ? [{ event, how, key: onEvent(event, () => how.key(event.data)) }] : [];
      });
      const refused: RefusedAsk[] = [];
      const memories = await loadMemories(db, p.name, new Set(keyed.map(({ key }) => key)));
      for (const { event, how, key } of keyed) {
        const before = memories.get(key) ?? { state: p.initial, position: 0n };
        // Another instance has gone on: what follows from its newer memory must not be asked here.
        if (before.position >= event.position) throw new CheckpointMoved(`${p.name} went on.`);
        const after = onEvent(event, () => how.evolve(before.state, event.data));
        memories.set(key, { state: after, position: event.position });
        const asks = onEvent(event, () => how.react?.(after, event.data, event) ?? []);
        refused.push(...(await askAll(buses, p.name, event, asks, circumstances)));
      }
      return async (tx) => {
        await writeMemories(tx, p.name, memories);
        await keepRefusedAsks(tx, refused);
      };
    },
  };
}

async function askAll(
  buses: Buses,
  name: string,
  event: StoredEvent,
  asks: readonly Ask[],
  circumstances: Circumstances,
): Promise<RefusedAsk[]> {
  const refused: RefusedAsk[] = [];
  for (const [n, ask] of asks.entries()) {
    const meta = metaOf(name, event, n);
    try {
      const refusal = await askUntilAnswered(buses, ask, meta, circumstances);
      if (refusal) refused.push({ reader: name, event, ask, meta, refusal });
    } catch (error) {
      throw error instanceof Unanswerable ? new Poisoned(event, error) : error;
    }
  }
  return refused;
}

async function loadMemories(db: DataSource, name: string, keys: ReadonlySet<string>) {
  const rows: { key: string; state: unknown; position: string }[] = await db.query(
    `SELECT key, state, position::text AS position FROM event_sourcing.process_states
      WHERE process = $1 AND key = ANY($2)`,
    [name, [...keys]],
  );
  return new Map<string, Memory>(
    rows.map(({ key, state, position }) => [key, { state, position: BigInt(position) }]),
  );
}

async function writeMemories(
  tx: EntityManager,
  name: string,
  memories: ReadonlyMap<string, Memory>,
) {
  const all = [...memories.values()];
  await tx.query(
    `INSERT INTO event_sourcing.process_states (process, key, state, position)
      SELECT $1, s.key, s.state::jsonb, s.position
        FROM unnest($2::text[], $3::text[], $4::bigint[]) AS s(key, state, position)
      ON CONFLICT (process, key) DO UPDATE
      SET state = excluded.state, position = excluded.position`,
    [
      name,
      [...memories.keys()],
      all.map(({ state }) => JSON.stringify(state)),
      all.map(({ position }) => String(position)),
    ],
  );
}
