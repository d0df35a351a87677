import { setImmediate as turn } from 'node:timers/promises';
import { StoreFailed } from '../event-store.js';

/** One call waiting for its flush. */
interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (fault: unknown) => void;
}

/** How much one flush takes, and how much may wait before callers are told to come back. */
const mostItems = 512;
const mostBytes = 4_000_000;
const mostWaiting = 20_000;
const mostWaitingBytes = 64_000_000;

/**
 * So many waiting are worth a second flush while the first is under way: this process prepares the
 * one while the database records the other. Fewer do better to wait and share one fsync.
 */
const worthAnother = 16;
const leastToSend = [1, worthAnother, Infinity];

/**
 * Whatever arrives while flushes are under way makes up the next one, in the order of the calls: no
 * timer, so one caller alone waits for nobody. A flush that throws fails all its items; an Error
 * among its answers fails one. Two items with a key in common never share a flush.
 */
export function groupCommit<Item extends { keys: readonly string[]; bytes: number }, Answer>(
  flush: (items: readonly Item[]) => Promise<readonly (Answer | Error)[]>,
) {
  let queue: Waiting<Item, Answer>[] = [];
  let waitingBytes = 0;
  let underWay = 0;
  let setOff: Promise<void> | undefined;
  let whenIdle: (() => void)[] = [];

  /** A turn later, so that those who have just got their answers can ask again. */
  function soon(): void {
    setOff ??= turn().then(() => {
      setOff = undefined;
      while (queue.length >= (leastToSend[underWay] as number)) void send(takeBatch());
      if (underWay > 0) return;
      for (const resolve of whenIdle) resolve();
      whenIdle = [];
    });
  }

  async function send(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    underWay += 1;
    try {
      const answers = await flush(batch.map(({ item }) => item));
      batch.forEach(({ resolve, reject }, n) => {
        const answer = answers[n] as Answer | Error;
        if (answer instanceof Error) reject(answer);
        else resolve(answer);
      });
    } catch (fault) {
      for (const { reject } of batch) reject(fault);
    }
    underWay -= 1;
    soon();
  }

  function takeBatch(): Waiting<Item, Answer>[] {
    const halved = underWay === 0 && queue.length >= 2 * worthAnother;
    const most = Math.min(mostItems, halved ? queue.length >> 1 : queue.length);
    const keys = new Set<string>();
    let bytes = 0;
    const full = queue.findIndex(({ item }, n) => {
      bytes += item.bytes;
      if (n > 0 && (n === most || bytes > mostBytes)) return true;
      if (item.keys.some((key) => keys.has(key))) return true;
      for (const key of item.keys) keys.add(key);
      return false;
    });
    const batch = full < 0 ? queue : queue.slice(0, full);
    queue = full < 0 ? [] : queue.slice(full);
    waitingBytes -= batch.reduce((sum, { item }) => sum + item.bytes, 0);
    return batch;
  }

  return {
    add: (item: Item): Promise<Answer> =>
      new Promise((resolve, reject) => {
        if (queue.length >= mostWaiting || waitingBytes >= mostWaitingBytes) {
          reject(new StoreFailed('Too many appends are waiting; try again shortly.', true));
          return;
        }
        queue.push({ item, resolve, reject });
        waitingBytes += item.bytes;
        soon();
      }),
    /** Settles when nothing waits any more. */
    idle: (): Promise<void> =>
      new Promise((resolve) => {
        whenIdle.push(resolve);
        soon();
      }),
  };
}
