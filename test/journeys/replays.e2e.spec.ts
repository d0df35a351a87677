import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { playEveryEvent } from './every-event.js';
import { SmallCluster } from './small-cluster.js';

describe('A year in which everything happened, told again to every process and due time', () => {
  let cluster: SmallCluster;
  let db: pg.Client;

  beforeAll(async () => {
    cluster = await SmallCluster.open();
    db = new pg.Client({ connectionString: cluster.installation.databaseUrl });
    await db.connect();
    await playEveryEvent(cluster);
    await cluster.quiet();
  }, 120_000);

  afterAll(async () => {
    await db?.end();
    await cluster?.close();
  });

  it('changes nothing: every command is known by its cause', async () => {
    const head = await cluster.store.head();
    const asked = () =>
      db.query('SELECT count(*)::int AS times FROM event_sourcing.due_times WHERE done_at IS NULL');
    const before = (await asked()).rows;
    await db.query(`UPDATE event_sourcing.checkpoints SET position = 0
      WHERE kind IN ('process', 'due-times')`);
    await db.query('DELETE FROM event_sourcing.process_states');
    // Whoever holds the locks looks for its checkpoints again.
    await db.query(`SELECT pg_terminate_backend(l.pid) FROM pg_locks l
      WHERE l.locktype = 'advisory' AND l.classid = 7155002 AND l.granted
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
    const behind = async () => {
      const { rows } = await db.query(
        `SELECT name FROM event_sourcing.checkpoints
          WHERE kind IN ('process', 'due-times') AND position < $1`,
        [String(head)],
      );
      return rows.length;
    };
    for (const end = Date.now() + 20_000; (await behind()) > 0 && Date.now() < end;) {
      await pause(50);
    }
    expect(await behind()).toBe(0);
    for (const end = Date.now() + 5_000; Date.now() < end; await pause(50)) {
      if (JSON.stringify((await asked()).rows) === JSON.stringify(before)) break;
    }
    await cluster.quiet();
    expect(await cluster.store.head()).toBe(head);
    expect((await asked()).rows).toEqual(before);
  }, 60_000);
});
