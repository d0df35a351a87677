import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { v7 as newId } from 'uuid';
import { withClient } from './ground.js';
import type { Told } from './listeners.js';
import { seeded } from './seeded.js';

interface Polling {
  readonly seed: number;
  readonly writers: number;
  readonly events: number;
}

/**
 * The control: rows numbered by a sequence, and a poller that asks for what lies after the highest
 * number it has seen. A number is given when a row is written, not when it is committed, so what
 * commits late is passed over.
 */
export async function pollTooFar(
  url: string,
  { seed, writers, events }: Polling,
): Promise<{ told: Told[]; rows: Told[] }> {
  return withClient(url, async (poller) => {
    await poller.query('CREATE TABLE polled (position bigserial PRIMARY KEY, id uuid NOT NULL)');
    const random = seeded(seed);
    const told: Told[] = [];
    const writing = { left: events };
    const poll = async (): Promise<void> => {
      const after = told.at(-1)?.position ?? 0;
      told.push(...(await rowsAfter(poller, after)));
    };
    const done = Promise.all(Array.from({ length: writers }, () => write(url, writing, random)));
    let busy = true;
    void done.finally(() => (busy = false));
    while (busy) {
      await poll();
      await sleep(1);
    }
    await done;
    await poll();
    return { told, rows: await rowsAfter(poller, 0) };
  });
}

function write(url: string, writing: { left: number }, random: () => number): Promise<void> {
  return withClient(url, async (client) => {
    while (writing.left-- > 0) {
      await client.query('BEGIN');
      await client.query('INSERT INTO polled (id) VALUES ($1)', [newId()]);
      const chance = random();
      if (chance > 0.005 && chance < 0.02) await sleep(5);
      await client.query(chance < 0.005 ? 'ROLLBACK' : 'COMMIT');
    }
  });
}

async function rowsAfter(client: pg.Client, after: number): Promise<Told[]> {
  const query = 'SELECT position, id FROM polled WHERE position > $1 ORDER BY position';
  const { rows } = await client.query<{ position: string; id: string }>(query, [after]);
  return rows.map(({ position, id }) => ({ position: Number(position), id }));
}
