import { setTimeout as pause } from 'node:timers/promises';
import {
  streamNameFilter,
  type AllStreamResolvedEvent,
  type KurrentDBClient,
} from '@kurrent/kurrentdb-client';
import { StoreFailed, type Batch, type ReadAll, type StoredEvent } from '../event-store.js';
import type { Reader } from './reader.js';
import { isOneOf } from './reader.js';
import { recorded } from './recorded.js';

const mostEvents = 10_000;
const mostText = 32_000_000;
const firstPause = 50;
const longestPause = 2_000;

/**
 * The last events of our part of the log, by one catch-up subscription to `$all` for every follower
 * of this process. What is kept is bounded: who falls behind reads for itself until it has caught
 * up, so a slow handler piles up nothing. A server ends subscriptions as it pleases, a live one
 * under load every second or so: each is taken up again after the last event that came.
 */
export function createTail(
  client: KurrentDBClient,
  reader: Reader,
  prefix: string,
  failed: (fault: unknown) => void,
) {
  const closing = new AbortController();
  const { signal } = closing;
  const waiting = new Set<() => void>();
  let recent: StoredEvent[] = [];
  let byId = new Map<string, StoredEvent>();
  let textLength = 0;
  /** Everything after `floor` and up to `upTo` is in `recent`. */
  let floor: bigint | undefined;
  let upTo = 0n;
  /** Where to take up the subscription again: past what the server's filter left out, too. */
  let resumeAt = 0n;
  let ends = 0;
  let wait = firstPause;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        if (floor === undefined) floor = upTo = resumeAt = await reader.head();
        wakeAll();
        await subscription();
      } catch (fault) {
        failed(fault);
      }
      if (signal.aborted) return;
      ends += 1;
      failed(new StoreFailed(`Subscribing again to KurrentDB, for the ${ends}. time.`, true));
      await pause(wait, undefined, { signal, ref: false }).catch(() => undefined);
      wait = Math.min(wait * 2, longestPause);
    }
  }

  /** Settles when this one subscription has ended, for whatever reason. */
  async function subscription(): Promise<void> {
    const live = client.subscribeToAll({
      fromPosition: resumeAt > 0n ? { commit: resumeAt, prepare: resumeAt } : 'start',
      filter: streamNameFilter({
        prefixes: [prefix],
        checkpointReached: (_, { commit }) =>
          void (resumeAt = commit > resumeAt ? commit : resumeAt),
      }),
    });
    let stop = (): void => undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        stop = resolve;
        signal.addEventListener('abort', stop);
        live.on('data', (event) => taken(event, reject));
        live.on('error', reject);
        live.on('end', resolve);
        live.on('close', resolve);
      });
    } finally {
      signal.removeEventListener('abort', stop);
      live.removeAllListeners('data');
      await live.unsubscribe().catch(() => undefined);
      live.destroy();
    }
  }

  function taken(resolved: AllStreamResolvedEvent, reject: (fault: unknown) => void): void {
    try {
      const { event } = recorded(resolved);
      if (event.position <= upTo) return;
      recent.push(event);
      byId.set(event.id, event);
      textLength += event.text.length;
      upTo = resumeAt = event.position;
      wait = firstPause;
      if (recent.length > mostEvents || textLength > mostText) forget();
      wakeAll();
    } catch (fault) {
      reject(fault);
    }
  }

  function forget(): void {
    const half = Math.ceil(recent.length / 2);
    floor = recent[half - 1]?.position ?? upTo;
    recent = recent.slice(half);
    byId = new Map(recent.map((event) => [event.id, event]));
    textLength = recent.reduce((sum, { text }) => sum + text.length, 0);
  }

  function wakeAll(): void {
    for (const wake of waiting) wake();
  }

  return {
    start: (): void => void (running ??= run()),
    find: (id: string): StoredEvent | undefined => byId.get(id),
    /** Does the tail know everything after this position? */
    reachesBackTo: (after: bigint): boolean => floor !== undefined && after >= floor,
    since: ({ after, types, limit }: ReadAll): Batch => {
      const from = firstAfter(recent, after);
      const events: StoredEvent[] = [];
      const wanted = isOneOf(types);
      let looked = from;
      while (looked < recent.length && events.length < limit) {
        const event = recent[looked++] as StoredEvent;
        if (wanted(event)) events.push(event);
      }
      const last = looked > from ? recent[looked - 1]?.position : undefined;
      return { events, upTo: last ?? after };
    },
    moved: async (after: bigint, stop: AbortSignal): Promise<void> => {
      while (upTo <= after && !stop.aborted && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const wake = () => {
            waiting.delete(wake);
            stop.removeEventListener('abort', wake);
            resolve();
          };
          waiting.add(wake);
          stop.addEventListener('abort', wake);
        });
      }
    },
    close: async (): Promise<void> => {
      closing.abort();
      wakeAll();
      await running;
    },
  };
}

export type Tail = ReturnType<typeof createTail>;

/** The place of the first event after a position; positions rise. */
function firstAfter(events: readonly StoredEvent[], after: bigint): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle] as StoredEvent).position > after) high = middle;
    else low = middle + 1;
  }
  return low;
}
