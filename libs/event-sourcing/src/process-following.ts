import type { DataSource, EntityManager } from 'typeorm';
import type { StoredEvent } from '#libs/event-store';
import type { Ask } from '#messages/messages';
import type { Buses } from './buses.js';
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
  readonly react?: (state: unknown, data: object) => readonly Ask[];
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
      const states = await loadStates(db, p.name, new Set(keyed.map(({ key }) => key)));
      for (const { event, how, key } of keyed) {
        const before = states.has(key) ? states.get(key) : p.initial;
        const after = onEvent(event, () => how.evolve(before, event.data));
        states.set(key, after);
        const asks = onEvent(event, () => how.react?.(after, event.data) ?? []);
        refused.push(...(await askAll(buses, p.name, event, asks, circumstances)));
      }
      return async (tx) => {
        await writeStates(tx, p.name, states);
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

async function loadStates(db: DataSource, name: string, keys: ReadonlySet<string>) {
  const rows: { key: string; state: unknown }[] = await db.query(
    'SELECT key, state FROM event_sourcing.process_states WHERE process = $1 AND key = ANY($2)',
    [name, [...keys]],
  );
  return new Map<string, unknown>(rows.map(({ key, state }) => [key, state]));
}

async function writeStates(tx: EntityManager, name: string, states: ReadonlyMap<string, unknown>) {
  await tx.query(
    `INSERT INTO event_sourcing.process_states (process, key, state)
      SELECT $1, s.key, s.state::jsonb FROM unnest($2::text[], $3::text[]) AS s(key, state)
      ON CONFLICT (process, key) DO UPDATE SET state = excluded.state`,
    [name, [...states.keys()], [...states.values()].map((state) => JSON.stringify(state))],
  );
}
