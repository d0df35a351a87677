import { randomUUID } from 'node:crypto';
import {
  RefusedBefore,
  StoreFailed,
  TooLate,
  WrongExpectedRevision,
  type Append,
  type Appended,
  type Batch,
  type EventStore,
  type KeptRefusal,
  type ReadAll,
  type ReadStream,
  type StoredEvent,
} from './event-store.js';
import {
  assertPlain,
  assertSound,
  assertSoundTogether,
  fromStoredText,
  idsUsedElsewhere,
  storedText,
} from './stored-text.js';
import { follow } from './subscription.js';

/** A log in memory, for specs alone: it forgets everything with the process. */
export function createMemoryEventStore(): EventStore {
  const log: StoredEvent[] = [];
  const streams = new Map<string, StoredEvent[]>();
  const byId = new Map<string, StoredEvent>();
  const refusals = new Map<string, KeptRefusal>();
  const epoch = randomUUID();
  const waiting = new Set<() => void>();
  const closing = new AbortController();

  function append(wanted: Append): Appended {
    assertSound(wanted);
    assertPlain(wanted);
    return repeated(wanted) ?? record(wanted, judge(wanted));
  }

  /** The revision to go on from, or what is in the way. */
  function judge({ stream, expected, upon, notAfter, commandKey }: Append): number {
    const refusal = commandKey === undefined ? undefined : refusals.get(commandKey);
    if (refusal) throw new RefusedBefore(refusal);
    const now = clock();
    if (notAfter !== undefined && now > notAfter) throw new TooLate(notAfter, now);
    const actual = (streams.get(stream)?.length ?? 0) - 1;
    const another = upon !== undefined && streams.get(stream)?.at(-1)?.id !== upon;
    if (another || !stands(expected, actual))
      throw new WrongExpectedRevision(stream, expected, actual);
    return actual;
  }

  function record({ stream, events }: Append, actual: number): Appended {
    const recordedAt = clock();
    const made = events.map((event, n) => {
      const text = storedText(event, stream, actual + 1 + n);
      return fromStoredText(text, BigInt(log.length + 1 + n), recordedAt);
    });
    log.push(...made);
    streams.set(stream, streams.get(stream) ?? []);
    streams.get(stream)?.push(...made);
    for (const event of made) byId.set(event.id.toLowerCase(), event);
    for (const wake of waiting) wake();
    return { revision: actual + made.length, position: BigInt(log.length) };
  }

  function appendMany(wanted: readonly Append[]): Appended[] {
    assertSoundTogether(wanted);
    wanted.forEach(assertPlain);
    const before = wanted.flatMap((one) => repeated(one) ?? []);
    if (before.length === wanted.length) return before;
    if (before.length > 0) throw idsUsedElsewhere(wanted[0] as Append);
    const standing = wanted.map(judge);
    for (const one of wanted) one.events.forEach((event) => storedText(event, one.stream, 0));
    return wanted.map((one, n) => record(one, standing[n] as number));
  }

  function clock(): string {
    return laterOf(new Date().toISOString(), log.at(-1)?.recordedAt);
  }

  function repeated(wanted: Append): Appended | undefined {
    const known = wanted.events.flatMap(({ id }) => byId.get(id.toLowerCase()) ?? []);
    const [first, last] = [known[0], known.at(-1)];
    if (!first || !last) return undefined;
    const same = known.every(({ stream }) => stream === wanted.stream);
    if (!same || known.length < wanted.events.length) throw idsUsedElsewhere(wanted);
    const { inputHash } = first.meta;
    const { revision, position } = last;
    return { revision, position, repeated: inputHash === undefined ? {} : { inputHash } };
  }

  function readAll({ after, types, limit }: ReadAll): Batch {
    const rest = log.slice(Number(after));
    const events = rest.filter(({ type }) => !types || types.includes(type)).slice(0, limit);
    const full = events.length === limit;
    const upTo = full ? events.at(-1)?.position : log.at(-1)?.position;
    return { events, upTo: upTo === undefined || upTo < after ? after : upTo };
  }

  async function moved(after: bigint, stop: AbortSignal): Promise<void> {
    if (BigInt(log.length) > after || stop.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        waiting.delete(wake);
        resolve();
      };
      waiting.add(wake);
      stop.addEventListener('abort', wake, { once: true });
    });
  }

  const source = {
    next: async (how: ReadAll) => readAll(how),
    moved,
    failed: () => undefined,
  };
  const open = async <T>(act: () => T): Promise<T> => {
    if (closing.signal.aborted) throw new StoreFailed('The event store is closed.', false);
    return act();
  };
  return {
    capabilities,
    append: (wanted) => open(() => append(wanted)),
    appendMany: (wanted) => open(() => appendMany(wanted)),
    readStream: (stream, how) => open(() => page(streams.get(stream) ?? [], how)),
    readAll: (how) => open(() => readAll(how)),
    subscribe: (how, handle) => {
      const subscription = follow(source, how, handle);
      closing.signal.addEventListener('abort', () => void subscription.stop());
      return subscription;
    },
    head: () => open(() => BigInt(log.length)),
    epoch: () => open(() => epoch),
    findById: (id) => open(() => byId.get(id.toLowerCase())),
    findRefusal: (key) => open(() => refusals.get(key)),
    keepRefusal: (key, refusal) =>
      open(() => {
        const kept = refusals.get(key) ?? { ...refusal };
        refusals.set(key, kept);
        return kept;
      }),
    close: async () => closing.abort(),
  };
}

const capabilities = {
  atomicOverStreams: true,
  deadlineInAppend: true,
  idsUniqueEverywhere: true,
  positionsWithoutGaps: true,
  remote: false,
};

function stands(expected: Append['expected'], actual: number): boolean {
  if (expected === 'any') return true;
  if (expected === 'stream-exists') return actual >= 0;
  return (expected === 'no-stream' ? -1 : expected) === actual;
}

function page(events: readonly StoredEvent[], how: ReadStream = {}): StoredEvent[] {
  const { from, direction = 'forwards', limit = events.length } = how;
  if (direction === 'forwards') return events.slice(from ?? 0).slice(0, limit);
  return events
    .slice(0, (from ?? events.length) + 1)
    .toReversed()
    .slice(0, limit);
}

function laterOf(now: string, last: string | undefined): string {
  return last !== undefined && last > now ? last : now;
}
