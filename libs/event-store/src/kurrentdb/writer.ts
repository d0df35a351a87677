import { randomUUID } from 'node:crypto';
import type { BinaryEventData, KurrentDBClient } from '@kurrent/kurrentdb-client';
import {
  RefusedBefore,
  StoreFailed,
  TooLate,
  voided,
  WrongExpectedRevision,
  type Append,
  type Appended,
} from '../event-store.js';
import { idsUsedElsewhere, storedText } from '../stored-text.js';
import { actualRevision, asStoreFailed, isDropped } from './faults.js';
import type { IndexTables, Known, Place } from './index-tables.js';
import type { Reader } from './reader.js';
import type { Beside, Recorded } from './recorded.js';
import { leave, type Turn } from './turns.js';

const answerWithinMs = 15_000;
const mostTries = 2;

/**
 * Appends at an exact revision (-1: no stream yet). KurrentDB does not look for ids that are in the
 * stream already, unless they are exactly at the place where these would go; so the place index and
 * the end of the stream that it has not reached are asked first. What was recorded is read back: only
 * so can a repeated append be told from a first one, and the deadline be compared with the created
 * time.
 */
export function createWriter(
  client: KurrentDBClient,
  reader: Reader,
  tables: IndexTables,
  prefix: string,
) {
  async function append(
    wanted: Append,
    revision: number,
    known: Known,
    turn: Turn,
  ): Promise<Appended> {
    const { stream, events } = wanted;
    const lost = turn.stands > revision;
    const remembered = lost ? turn.forgotten : revision;
    const before = await repeated(wanted, known, turn, known.indexed < remembered);
    if (before) return before;
    if (known.refusal) throw new RefusedBefore(known.refusal);
    if (lost) throw new WrongExpectedRevision(stream, wanted.expected, turn.stands);
    if (!(await isUpon(wanted, revision, [...known.places, ...turn.places]))) {
      throw new WrongExpectedRevision(stream, wanted.expected, revision);
    }
    const attempt = randomUUID();
    try {
      await send(wanted, revision, attempt);
    } catch (fault) {
      const actual = actualRevision(fault);
      if (actual === undefined) throw asStoreFailed(fault);
      turn.stands = Math.max(turn.stands, actual);
      const late = await repeated(wanted, known, turn, true);
      if (late) return late;
      throw new WrongExpectedRevision(stream, wanted.expected, actual);
    }
    const from = revision + 1;
    turn.stands = Math.max(turn.stands, revision + events.length);
    const ids = idsOf(wanted);
    leave(
      turn,
      ids.map((id, n) => ({ id, stream, revision: from + n })),
    );
    const recorded = await reader.inStream(stream, { from, limit: events.length });
    return answer(wanted, recorded, attempt);
  }

  /** What stands at a revision stands there for ever; where nothing does, the server will say so. */
  async function isUpon(
    { stream, upon }: Append,
    revision: number,
    places: readonly Place[],
  ): Promise<boolean> {
    const known = upon === undefined || places.find(({ id }) => id === upon.toLowerCase());
    if (known === true || (known?.stream === stream && known.revision === revision)) return true;
    const [there] = await reader.readStream(stream, { from: revision, limit: 1 });
    return there === undefined || there.id === upon?.toLowerCase();
  }

  async function send(wanted: Append, revision: number, attempt: string): Promise<void> {
    const { stream, events, notAfter } = wanted;
    const metadata: Beside = { attempt, ...(notAfter !== undefined && { notAfter }) };
    const data = events.map((event, n): BinaryEventData => ({
      id: event.id,
      type: event.type,
      contentType: 'application/octet-stream',
      data: Buffer.from(storedText(event, stream, revision + 1 + n)),
      metadata: { ...metadata },
    }));
    const streamState = revision < 0 ? 'no_stream' : BigInt(revision);
    for (let tries = 1; ; tries += 1) {
      try {
        // The client waits for ever where the network takes the question and gives no answer.
        await inTime(client.appendToStream(`${prefix}${stream}`, data, { streamState }));
        return;
      } catch (fault) {
        if (!isDropped(fault) || tries === mostTries) throw fault;
      }
    }
  }

  /** The first answer, when all these events are in the stream; `toTheEnd` looks past the index. */
  async function repeated(
    wanted: Append,
    known: Known,
    turn: Turn,
    toTheEnd: boolean,
  ): Promise<Appended | undefined> {
    const { stream } = wanted;
    const ids = idsOf(wanted);
    const rest = toTheEnd ? await reader.readStream(stream, { from: known.indexed + 1 }) : [];
    const places: Place[] = [...known.places, ...turn.places, ...rest];
    const found = ids.flatMap((id) => places.find((place) => place.id === id) ?? []);
    if (found.length === 0) return undefined;
    // The index may have come as far as some events of one append.
    if (found.length < ids.length && !toTheEnd) return repeated(wanted, known, turn, true);
    const here = found.every((place) => place.stream === stream);
    if (!here || found.length !== ids.length) throw idsUsedElsewhere(wanted);
    const from = Math.min(...found.map(({ revision }) => revision));
    const recorded = await reader.inStream(stream, { from, limit: ids.length });
    return answer(wanted, recorded, undefined);
  }

  return {
    append,
    /** What the database knows of it; may be asked while others have their turn. */
    known: (wanted: Append): Promise<Known> =>
      tables.known(
        [...idsOf(wanted), ...(wanted.upon ? [wanted.upon] : [])],
        wanted.stream,
        wanted.commandKey,
      ),
  };
}

function idsOf({ events }: Append): string[] {
  return events.map(({ id }) => id.toLowerCase());
}

function answer(
  wanted: Append,
  recorded: readonly Recorded[],
  attempt: string | undefined,
): Appended {
  const [first, last] = [recorded[0], recorded.at(-1)];
  const same = recorded.every(({ event }, n) => event.id === wanted.events[n]?.id.toLowerCase());
  if (!first || !last || !same || recorded.length !== wanted.events.length) {
    throw idsUsedElsewhere(wanted);
  }
  if (last.event.type === voided) {
    throw new TooLate(last.notAfter as string, last.event.recordedAt);
  }
  const { revision, position } = last.event;
  if (last.attempt === attempt) return { revision, position };
  const { inputHash } = first.event.meta;
  return { revision, position, repeated: inputHash === undefined ? {} : { inputHash } };
}

async function inTime<T>(call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const sentence = `KurrentDB has not answered for ${answerWithinMs / 1_000} seconds.`;
    timer = setTimeout(() => reject(new StoreFailed(sentence, true)), answerWithinMs);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}
