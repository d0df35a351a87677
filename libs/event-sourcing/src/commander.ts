import { setTimeout as pause } from 'node:timers/promises';
import { v5 as uuid } from 'uuid';
import { Refused } from '#libs/decider';
import type { StoredEvent } from '#libs/event-store';
import type { Ask, Meta } from '#messages/messages';
import type { Buses } from './buses.js';
import type { Circumstances } from './following.js';
import { logger } from './logger.js';

const firstPauseMs = 100;
const longestPauseMs = 30_000;

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

/** `accepted`, or the code of the refusal. A lost race is no refusal here: it throws, for a retry. */
export async function askOnce(buses: Buses, ask: Ask, meta: Meta): Promise<string> {
  try {
    await buses.command(ask.message, ask.body, meta);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof Refused) || error.code === 'lost-race') throw error;
    const { code, message } = error;
    // A demonstration has done by script what its due times would have asked.
    const level = meta.demo ? 'debug' : 'info';
    logger[level]({ actor: meta.actor.id, command: ask.message.name, code, message }, 'Refused.');
    return code;
  }
}

/** Asks until there is an answer, however long that takes: what a process asks is never skipped. */
export async function askUntilAnswered(
  buses: Buses,
  ask: Ask,
  meta: Meta,
  { signal, trouble }: Circumstances,
): Promise<void> {
  for (let wait = firstPauseMs, troubled = false; ; wait = Math.min(wait * 2, longestPauseMs)) {
    signal.throwIfAborted();
    try {
      await askOnce(buses, ask, meta);
      if (troubled) trouble(undefined);
      return;
    } catch (error) {
      troubled = true;
      trouble(error);
    }
    await pause(wait, undefined, { signal });
  }
}
