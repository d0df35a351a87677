import { setTimeout as pause } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';
import type { Batch } from '../event-store.js';
import { follow, type Source } from '../subscription.js';
import type { IndexTables } from './index-tables.js';

const takeOverMs = 1_000;

/**
 * Keeps the place index up with the log. One process at a time does it, whichever has the advisory
 * lock; the index moves on from where it stood only, should two believe that they have it.
 */
export function startIndexer(
  source: Source,
  tables: IndexTables,
  connection: ClientConfig,
  failed: (fault: unknown) => void,
) {
  const closing = new AbortController();
  const { signal } = closing;

  async function run(): Promise<void> {
    while (!signal.aborted) {
      await stretch().catch(failed);
      await pause(takeOverMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** Works while the connection with the lock lasts. */
  async function stretch(): Promise<void> {
    const client = new Client(connection);
    const gone = new Promise<void>((resolve) => {
      client.once('end', resolve);
      client.on('error', () => resolve());
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    try {
      await client.connect();
      const { rows } = await client.query('SELECT pg_try_advisory_lock(7402, 3) AS ours');
      if (rows[0]?.ours !== true) return;
      const subscription = index(await tables.position());
      await Promise.race([gone, subscription.ended]);
      await subscription.stop();
    } finally {
      await client.end().catch(failed);
    }
  }

  function index(after: bigint) {
    let indexed = after;
    return follow(source, { after }, async ({ events, upTo }: Batch) => {
      if (!(await tables.add(indexed, upTo, events))) throw new Error('Indexed by another.');
      indexed = upTo;
    });
  }

  const running = run();
  return {
    close: async (): Promise<void> => {
      closing.abort();
      await running;
    },
  };
}
