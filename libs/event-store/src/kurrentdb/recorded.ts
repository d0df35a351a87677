import type { AllStreamResolvedEvent } from '@kurrent/kurrentdb-client';
import { StoreFailed, voided, type StoredEvent } from '../event-store.js';
import { fromStoredText, storedText } from '../stored-text.js';

/** What lies beside the canonical bytes in KurrentDB's own metadata. */
export interface Beside {
  /** Tells an append from an earlier one with the same ids. */
  readonly attempt: string;
  readonly notAfter?: string;
}

/** An event of the log, and what was laid beside it. */
export interface Recorded extends Partial<Beside> {
  readonly event: StoredEvent;
}

/**
 * The event that KurrentDB has. Whether it came too late follows from what is stored alone: the
 * server's created time and the deadline beside it; then only its place is left of it.
 */
export function recorded({ event }: AllStreamResolvedEvent): Recorded {
  if (!event?.position) throw new StoreFailed('KurrentDB gave an event without its place.', false);
  const { data, created, position } = event;
  const { attempt, notAfter } = (event.metadata ?? {}) as Partial<Beside>;
  const recordedAt = created.toISOString();
  const text = Buffer.from(data as Uint8Array).toString('utf8');
  const stored = eventOf(text, position.commit, recordedAt, event.streamId);
  const late = notAfter !== undefined && recordedAt > notAfter;
  return { attempt, notAfter, event: late ? withoutWords(stored) : stored };
}

function eventOf(text: string, position: bigint, recordedAt: string, stream: string): StoredEvent {
  try {
    return fromStoredText(text, position, recordedAt);
  } catch (cause) {
    const sentence = `The event at ${position} in ${stream} was not written by this system.`;
    throw new StoreFailed(sentence, false, { cause });
  }
}

function withoutWords({ id, stream, revision, position, recordedAt }: StoredEvent): StoredEvent {
  const meta = { at: recordedAt, actor: 'event-store', commandId: id, correlationId: id };
  const text = storedText({ id, type: voided, data: {}, meta }, stream, revision);
  return fromStoredText(text, position, recordedAt);
}
