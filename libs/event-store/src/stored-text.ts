import {
  StoreFailed,
  type Append,
  type EventMeta,
  type ExpectedRevision,
  type NewEvent,
  type StoredEvent,
} from './event-store.js';
import { canonicalText } from './canonical-text.js';

/** The most bytes that one event may take up in the log. */
export const maxEventBytes = 1_000_000;

/**
 * The RFC 8785 text of an event at its place: the bytes that are stored and later proved.
 * Refuses (not retryable) what has no such text: a lone surrogate, NaN, a bigint, over a megabyte.
 */
export function storedText(event: NewEvent, stream: string, revision: number): string {
  const { id, type } = event;
  const text = canonical(event, fieldsOf(event, stream, revision));
  if (text.includes('\\ud') && loneSurrogate.test(text)) {
    throw new StoreFailed(`Event ${id} (${type}) holds half a character.`, false);
  }
  const bytes = Buffer.byteLength(text);
  if (bytes > maxEventBytes) {
    const sizes = `${bytes} bytes; the log takes at most ${maxEventBytes}`;
    throw new StoreFailed(`Event ${id} (${type}) is too large: ${sizes}.`, false);
  }
  return text;
}

type Field = keyof EventMeta | 'id' | 'type' | 'data' | 'stream' | 'revision';

/** Each by its name: spreading `meta` would take longer than all the rest. */
function fieldsOf({ id, type, data, meta }: NewEvent, stream: string, revision: number) {
  const { actor, at, causationId, commandId, correlationId, demo, facts, inputHash, v } = meta;
  // prettier-ignore
  return {
    actor, at, causationId, commandId, correlationId, data, demo, facts,
    id, inputHash, revision, stream, type, v,
  } satisfies Record<Field, unknown>;
}

function canonical(event: NewEvent, fields: object): string {
  try {
    return canonicalText(fields);
  } catch (cause) {
    const sentence = `Event ${event.id} (${event.type}) cannot be written as JSON.`;
    throw new StoreFailed(sentence, false, { cause });
  }
}

/** JSON writes half a surrogate pair as an escape; an escaped backslash before it is just text. */
const loneSurrogate = /(?<!\\)(?:\\\\)*\\ud[89a-f][0-9a-f]{2}/;

/** The event that a stored text says, with what the store itself adds to it. */
export function fromStoredText(text: string, position: bigint, recordedAt: string): StoredEvent {
  const { id, type, stream, revision, data, ...meta } = JSON.parse(text);
  return { id, type, data, meta, stream, revision, position, recordedAt, text };
}

/** Refuses (not retryable) an append that no adapter can make sense of. */
export function assertSound({ stream, expected, upon, events, notAfter }: Append): void {
  const ids = events.map(({ id }) => id.toLowerCase());
  const faults: readonly (readonly [boolean, string])[] = [
    [ids.length === 0, 'has no events'],
    [!ids.every((id) => uuid.test(id)), 'has an event id that is no UUID'],
    [new Set(ids).size < ids.length, 'has one event id twice'],
    [upon !== undefined && typeof expected !== 'number', 'is upon an event at no exact revision'],
    [!isRevision(expected), `expects revision ${expected}, which is no revision`],
    [!stream.isWellFormed(), 'names its stream with half a character'],
    [notAfter !== undefined && !isInstant(notAfter), `has no instant in notAfter: ${notAfter}`],
  ];
  const fault = faults.find(([found]) => found);
  if (fault) throw new StoreFailed(`The append to ${stream.toWellFormed()} ${fault[1]}.`, false);
}

/** What `assertSound` says of each, and that no stream or event is named twice. */
export function assertSoundTogether(appends: readonly Append[]): void {
  appends.forEach(assertSound);
  const once = (names: readonly string[]) => new Set(names).size === names.length;
  const ids = appends.flatMap(({ events }) => events.map(({ id }) => id.toLowerCase()));
  const sound = appends.length > 0 && once(appends.map(({ stream }) => stream)) && once(ids);
  if (!sound) throw new StoreFailed('Appends to several streams must name each once.', false);
}

/** Refuses (not retryable) names that PostgreSQL cannot store, so that no adapter stores them. */
export function assertPlain({ stream, events }: Append): void {
  const names = [stream, ...events.map(({ type }) => type)];
  if (names.every((name) => !name.includes('\0')) && stream.length <= 2_000) return;
  throw new StoreFailed('The append holds a name that cannot be stored.', false);
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function isRevision(expected: ExpectedRevision): boolean {
  return typeof expected === 'string' || (Number.isSafeInteger(expected) && expected >= 0);
}

/** UTC with milliseconds, the one form that compares as text. */
function isInstant(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
}

/** Some of these ids are in the log and some are not, or they are elsewhere: a client's bug. */
export function idsUsedElsewhere({ stream }: Append): StoreFailed {
  const sentence = 'some of its event ids are already used by other events';
  return new StoreFailed(`The append to ${stream} was turned away: ${sentence}.`, false);
}
