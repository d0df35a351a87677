import { setTimeout as pause } from 'node:timers/promises';
import { v5 as uuid } from 'uuid';
import { Refused } from '#libs/decider';
import type { StoredEvent } from '#libs/event-store';
import { traced } from '#libs/metrics';
import type { Ask, Meta } from '#messages/messages';
import { Invalid } from '#messages/receive';
import type { Buses } from './buses.js';
import { MustStop, type Circumstances } from './following.js';
import { logger } from './logger.js';
import { isPassing } from './passing.js';

const firstPauseMs = 100;
const longestPauseMs = 5_000;
const mostUnforeseen = 7;

/** The id of what a process asks: the same however often its cause is handled. */
export function askIdOf(causingEvent: string, label: string): string {
  return uuid(label, causingEvent);
}

/** Beside the nth command (from 0) that a process asks because of an event. */
export function metaOf(name: string, event: StoredEvent, n: number): Meta {
  const { at, correlationId, demo } = event.meta;
  return {
    commandId: askIdOf(event.id, `${name}/${n}`),
    actor: { id: `process:${name}`, kind: 'service', grants: [] },
    at,
    correlationId,
    causationId: event.id,
    ...(demo && { demo }),
  };
}

/** The answer to what was asked; a refusal is one. A lost race is none: it throws, for a retry. */
export async function askOnce(buses: Buses, ask: Ask, meta: Meta): Promise<Refused | undefined> {
  const attributes = { 'commonpurse.correlation_id': meta.correlationId };
  return traced(`${meta.actor.id} asks ${ask.message.name}`, 'inside', attributes, async () => {
    try {
      await buses.command(ask.message, ask.body, meta);
      tell(ask, meta);
      return undefined;
    } catch (error) {
      if (!(error instanceof Refused) || isPassing(error)) throw error;
      tell(ask, meta, error);
      return error;
    }
  });
}

/** A demonstration has done by script what its processes and due times would have asked. */
function tell({ message }: Ask, { actor, correlationId, demo }: Meta, refusal?: Refused): void {
  const answer = refusal ? { code: refusal.code, message: refusal.message } : {};
  const line = { actor: actor.id, command: message.name, ...answer, correlationId };
  logger[demo ? 'debug' : 'info'](line, refusal ? 'Refused.' : 'A process asked.');
}

/** What is asked is wrong in itself: there will be no other answer before somebody repairs it. */
export class Unanswerable extends MustStop {
  constructor(message: { name: string }, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`${message.name} gets no answer: ${why}`, { cause });
  }
}

/**
 * Asks until there is an answer, however long an outage takes: what a process asks is never
 * skipped. A message that is not valid stops the process at once, and an error that nobody has
 * foreseen after a few tries: it is a bug, here or there.
 */
export async function askUntilAnswered(
  buses: Buses,
  ask: Ask,
  meta: Meta,
  { signal, trouble }: Circumstances,
): Promise<Refused | undefined> {
  let unforeseen = 0;
  for (let wait = firstPauseMs, troubled = false; ; wait = Math.min(wait * 2, longestPauseMs)) {
    signal.throwIfAborted();
    try {
      const answer = await askOnce(buses, ask, meta);
      if (troubled) trouble(undefined);
      return answer;
    } catch (error) {
      if (isBeyondRetry(error, isPassing(error) ? 0 : ++unforeseen)) {
        throw new Unanswerable(ask.message, error);
      }
      troubled = true;
      trouble(error);
    }
    await pause(wait, undefined, { signal });
  }
}

/** Is there no point in asking again? `unforeseen` counts errors that are no passing ones. */
export function isBeyondRetry(error: unknown, unforeseen: number): boolean {
  return error instanceof Invalid || unforeseen >= mostUnforeseen;
}
