import type { EntityManager } from 'typeorm';
import type { Refused } from '#libs/decider';
import type { StoredEvent } from '#libs/event-store';
import type { Ask, Meta } from '#messages/messages';

/** What a process asked because of an event, and was told no. */
export interface RefusedAsk {
  readonly reader: string;
  readonly event: StoredEvent;
  readonly ask: Ask;
  readonly meta: Meta;
  readonly refusal: Refused;
}

/**
 * Keeps refusals for people to look at: nobody else was there to hear them. Not of demonstrations,
 * whose script asks before its processes do. The first answer to a command stays.
 */
export async function keepRefusedAsks(
  tx: EntityManager,
  refused: readonly RefusedAsk[],
): Promise<void> {
  for (const { reader, event, ask, meta, refusal } of refused.filter((one) => !one.meta.demo)) {
    await tx.query(
      `INSERT INTO event_sourcing.refused_asks (command_id, reader, command, body, code, message,
          event_id, event_type, stream, revision, position, consortium_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`,
      [
        meta.commandId,
        reader,
        ask.message.name,
        JSON.stringify(ask.body),
        refusal.code,
        refusal.message,
        event.id,
        event.type,
        event.stream,
        event.revision,
        String(event.position),
        (event.data as { consortiumId?: string }).consortiumId ?? null,
      ],
    );
  }
}
