import {
  voided,
  type Batch,
  type ReadAll,
  type ReadStream,
  type StoredEvent,
} from '../event-store.js';
import { recorded, type Recorded } from './recorded.js';
import type { Reads } from './reads.js';

/** The reads of our part of the log: streams whose names begin with the prefix. */
export function createReader(reads: Reads, prefix: string) {
  async function inStream(stream: string, how: ReadStream = {}): Promise<Recorded[]> {
    const { from, direction, limit } = how;
    if (limit === 0) return [];
    const found = await reads.stream(`${prefix}${stream}`, {
      ...(from !== undefined && { from: BigInt(from) }),
      backwards: direction === 'backwards',
      limit,
    });
    return found.map(recorded);
  }

  async function head(): Promise<bigint> {
    const ours = { prefixes: [prefix], of: 'streams', backwards: true, limit: 1 } as const;
    const [last] = await reads.all(ours);
    return last?.event?.position.commit ?? 0n;
  }

  /** One read: at most `limit` events, fewer when the server's filter lets others pass. */
  async function window({ after, types, limit }: ReadAll): Promise<Batch & { ended: boolean }> {
    const end = await head();
    if (end <= after || types?.length === 0) {
      return { events: [], upTo: end > after ? end : after, ended: true };
    }
    const found = await reads.all({
      ...(after > 0n && { from: after }),
      limit: limit + 1,
      ...(types ? { prefixes: types, of: 'types' } : { prefixes: [prefix], of: 'streams' }),
    });
    const looked = found.filter(({ event }) => event && event.position.commit > after);
    const page = looked.slice(0, limit);
    const ours = page.filter(({ event }) => event?.streamId.startsWith(prefix));
    const events = ours.map((each) => recorded(each).event).filter(isOneOf(types));
    const last = page.at(-1)?.event?.position.commit ?? after;
    const ended = found.length <= limit;
    // Other installations' events may lie beyond our end; a checkpoint must not.
    const own = events.at(-1)?.position ?? after;
    if (own > end) return { events, upTo: own, ended };
    return { events, upTo: ended || last > end ? end : last, ended };
  }

  async function readAll({ after, types, limit }: ReadAll): Promise<Batch> {
    const events: StoredEvent[] = [];
    let upTo = after;
    for (;;) {
      const batch = await window({ after: upTo, types, limit: limit - events.length });
      events.push(...batch.events);
      upTo = batch.upTo;
      if (events.length >= limit || batch.ended) return { events, upTo };
    }
  }

  return {
    inStream,
    head,
    window,
    readAll,
    readStream: async (stream: string, how?: ReadStream): Promise<StoredEvent[]> =>
      (await inStream(stream, how)).map(({ event }) => event),
    /** Where a stream stands: -1 when there is none. */
    revision: async (stream: string): Promise<number> => {
      const [last] = await inStream(stream, { direction: 'backwards', limit: 1 });
      return last?.event.revision ?? -1;
    },
  };
}

export type Reader = ReturnType<typeof createReader>;

/** Of these types by today's reading: what came too late is of none, unless all are asked for. */
export function isOneOf(types?: readonly string[]): (event: StoredEvent) => boolean {
  return ({ type }) => types === undefined || (type !== voided && types.includes(type));
}
