import { setTimeout as pause } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';
import type { Batch, ReadAll, StoredEvent } from '../event-store.js';
import type { Reader } from './reader.js';
import { channel } from './schema.js';

const pollEvery = 1_000;
const mostEvents = 10_000;
const mostText = 32_000_000;
const readSize = 1_000;

/**
 * The last events of the log, read once for every subscription of this process: a notification (or
 * a second without one) costs one SELECT, however many subscriptions are live.
 */
export function createTail(
  reader: Reader,
  connection: ClientConfig,
  failed: (fault: unknown) => void,
) {
  const closing = new AbortController();
  const { signal } = closing;
  const waiting = new Set<() => void>();
  /** The events after `floor`, without gaps: the event at place n has position floor + n + 1. */
  let recent: StoredEvent[] = [];
  let floor: bigint | undefined;
  let textLength = 0;
  let nudge: (() => void) | undefined;
  let nudged = false;
  let running: Promise<unknown> | undefined;

  const upTo = (): bigint => (floor ?? -1n) + BigInt(recent.length);

  async function read(): Promise<void> {
    while (!signal.aborted) {
      nudged = false;
      const moved = await readOn().catch(failed);
      if (!moved) await nudgeOrPoll();
    }
  }

  async function readOn(): Promise<boolean> {
    floor ??= await reader.head();
    const { events } = await reader.window({ after: upTo(), limit: readSize });
    recent.push(...events);
    textLength += lengthOf(events);
    if (recent.length > mostEvents || textLength > mostText) forget();
    for (const wake of waiting) wake();
    return events.length > 0;
  }

  /** Halves what is kept; a subscription further behind reads for itself until it has caught up. */
  function forget(): void {
    const gone = recent.slice(0, Math.ceil(recent.length / 2));
    recent = recent.slice(gone.length);
    textLength -= lengthOf(gone);
    floor = (floor as bigint) + BigInt(gone.length);
  }

  async function nudgeOrPoll(): Promise<void> {
    if (nudged || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pollEvery);
      nudge = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    nudge = undefined;
  }

  function wakeUp(): void {
    nudged = true;
    nudge?.();
  }

  /** Listens on a connection of its own, and opens another when that one breaks. */
  async function listen(): Promise<void> {
    while (!signal.aborted) {
      const client = new Client(connection);
      client.on('notification', wakeUp);
      const gone = new Promise<void>((resolve) => {
        client.once('end', resolve);
        client.on('error', () => resolve());
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await client
        .connect()
        .then(async () => {
          await client.query(`LISTEN ${channel}`);
          wakeUp();
          await gone;
        })
        .catch(failed);
      await client.end().catch(failed);
      await pause(pollEvery, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  return {
    start: (): void => void (running ??= Promise.all([read(), listen()])),
    /** Does the tail know everything after this position? */
    reachesBackTo: (after: bigint): boolean => floor !== undefined && after >= floor,
    since: ({ after, types, limit }: ReadAll): Batch => {
      const from = Number(after - (floor as bigint));
      const events: StoredEvent[] = [];
      let looked = from;
      while (looked < recent.length && events.length < limit) {
        const event = recent[looked++] as StoredEvent;
        if (!types || types.includes(event.type)) events.push(event);
      }
      return { events, upTo: after + BigInt(looked - from) };
    },
    moved: async (after: bigint, stop: AbortSignal): Promise<void> => {
      while (upTo() <= after && !stop.aborted && !signal.aborted) {
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
      wakeUp();
      for (const wake of waiting) wake();
      await running;
    },
  };
}

export type Tail = ReturnType<typeof createTail>;

function lengthOf(events: readonly StoredEvent[]): number {
  return events.reduce((sum, { text }) => sum + text.length, 0);
}
