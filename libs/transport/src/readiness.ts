import type { EventSourcing } from '#libs/event-sourcing';
import type { EventStore } from '#libs/event-store';

/** How one reader, process or set of due times stands. Plain JSON: it crosses the wire. */
export interface ReaderStanding {
  readonly name: string;
  readonly kind: string;
  readonly status: string;
  /** Positions between it and the head of the log; whole, a bigint in text. */
  readonly lagPositions: string;
  /** Age of the oldest event that it has not seen; 0 when it has seen all. */
  readonly lagSeconds: number;
}

/** How a process stands: ready when there is no reason against it. */
export interface Standing {
  /** Sentences that say nothing of what events hold. */
  readonly reasons: readonly string[];
  readonly readers: readonly ReaderStanding[];
}

const troubled = new Set(['poisoned', 'retrying', 'stopped']);

/** How what runs here stands: the log, the database and every reader with its lag. */
export async function standingOf(
  eventSourcing: EventSourcing,
  store: Pick<EventStore, 'readAll'>,
): Promise<Standing> {
  if (!eventSourcing.hasBegun) return { reasons: ['It is still starting.'], readers: [] };
  try {
    const found = await eventSourcing.readers();
    const ages = new Map<bigint, Promise<number>>();
    const readers = found.map(async ({ name, kind, status, position, lag }) => {
      if (lag > 0n && !ages.has(position)) ages.set(position, ageAfter(store, position));
      const lagSeconds = lag > 0n ? await ages.get(position) : 0;
      return { name, kind, status, lagPositions: String(lag), lagSeconds: lagSeconds ?? 0 };
    });
    const reasons = found
      .filter(({ status }) => troubled.has(status))
      .map(({ name, kind, status }) => `The ${kind} ${name} is ${status}.`);
    return { reasons, readers: await Promise.all(readers) };
  } catch {
    return { reasons: ['The database does not answer.'], readers: [] };
  }
}

/** Seconds since the store recorded the first event after a position, by this machine's clock. */
async function ageAfter(store: Pick<EventStore, 'readAll'>, position: bigint): Promise<number> {
  const { events } = await store.readAll({ after: position, limit: 1 });
  const [oldest] = events;
  if (!oldest) return 0;
  return Math.max(0, (Date.now() - Date.parse(oldest.recordedAt)) / 1000);
}
