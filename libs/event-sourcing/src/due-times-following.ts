import type { EntityManager } from 'typeorm';
import type { StoredEvent } from '#libs/event-store';
import { onEvent, type Following } from './following.js';
import { registerMessage } from './message-registry.js';
import type { DueTime, DueTimes } from './process.js';

/** Due times as something that follows the log: a later one of the same key replaces the earlier. */
export function dueTimesFollowing(d: DueTimes<never>): Following {
  const on = d.on as Readonly<Record<string, (data: object) => readonly DueTime[]>>;
  return {
    kind: 'due-times',
    name: d.name,
    version: 1,
    fingerprint: 'due times 1',
    types: Object.keys(on),
    batchSize: 500,
    renew: (tx) => tx.query('DELETE FROM event_sourcing.due_times WHERE name = $1', [d.name]),
    handle: async (events) => {
      const latest = new Map<string, { due: DueTime; event: StoredEvent }>();
      for (const event of events) {
        for (const due of onEvent(event, () => on[event.type]?.(event.data) ?? [])) {
          registerMessage(due.ask.message);
          latest.set(due.key, { due, event });
        }
      }
      return async (tx) => {
        for (const { due, event } of latest.values()) await keep(tx, d.name, due, event);
      };
    },
  };
}

async function keep(tx: EntityManager, name: string, due: DueTime, event: StoredEvent) {
  if (due.at === null) {
    await tx.query(
      'DELETE FROM event_sourcing.due_times WHERE name = $1 AND key = $2 AND done_at IS NULL',
      [name, due.key],
    );
    return;
  }
  await tx.query(
    `INSERT INTO event_sourcing.due_times
        (name, key, at, command, body, causing_event, correlation_id, demo)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (name, key) DO UPDATE SET at = excluded.at, command = excluded.command,
        body = excluded.body, causing_event = excluded.causing_event,
        correlation_id = excluded.correlation_id, demo = excluded.demo,
        done_at = NULL, outcome = NULL`,
    [
      name,
      due.key,
      due.at,
      due.ask.message.name,
      JSON.stringify(due.ask.body),
      event.id,
      event.meta.correlationId,
      event.meta.demo ?? false,
    ],
  );
}
