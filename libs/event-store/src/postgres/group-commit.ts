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

/**
 * Whatever arrives while a flush is at work makes up the next one, in the order of the calls: no
 * timer, so one caller alone waits for nobody. A flush that throws fails all its items; an Error
 * among its answers fails one. Two items with a key in common never share a flush.
 */
export function groupCommit<Item extends { keys: readonly string[]; bytes: number }, Answer>(
  flush: (items: readonly Item[]) => Promise<readonly (Answer | Error)[]>,
) {
  let queue: Waiting<Item, Answer>[] = [];
  let working: Promise<void> | undefined;

  async function work(): Promise<void> {
    while (queue.length > 0) {
      const batch = takeBatch();
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
      // Lets those who have just got their answers ask again before the next flush sets off.
      await new Promise(setImmediate);
    }
    working = undefined;
  }

  function takeBatch(): Waiting<Item, Answer>[] {
    const keys = new Set<string>();
    let bytes = 0;
    const full = queue.findIndex(({ item }, n) => {
      bytes += item.bytes;
      if (n > 0 && (n === mostItems || bytes > mostBytes)) return true;
      if (item.keys.some((key) => keys.has(key))) return true;
      for (const key of item.keys) keys.add(key);
      return false;
    });
    const batch = full < 0 ? queue : queue.slice(0, full);
    queue = full < 0 ? [] : queue.slice(full);
    return batch;
  }

  return {
    add: (item: Item): Promise<Answer> =>
      new Promise((resolve, reject) => {
        if (queue.length >= mostWaiting) {
          reject(new StoreFailed('Too many appends are waiting; try again shortly.', true));
          return;
        }
        queue.push({ item, resolve, reject });
        working ??= work();
      }),
    /** Settles when nothing waits any more. */
    idle: async (): Promise<void> => working,
  };
}
