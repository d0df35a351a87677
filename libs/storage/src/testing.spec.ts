import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { freshDatabase, type FreshDatabase } from './testing.js';

describe('A fresh database', () => {
  let database: FreshDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await freshDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });

  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('is empty, and keeps what it was told when the power fails', async () => {
    const { rows } = await client.query(
      `SELECT current_setting('server_version_num')::int >= 150000 AS new_enough,
              current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages,
              current_setting('synchronous_commit') AS commit,
              (SELECT count(*)::int FROM information_schema.tables
                WHERE table_schema = 'public') AS tables`,
    );
    expect(rows).toEqual([{ new_enough: true, fsync: 'on', pages: 'on', commit: 'on', tables: 0 }]);
  });

  it('is dropped with its connections', async () => {
    const other = await freshDatabase();
    const held = new pg.Client({ connectionString: other.url });
    const cutOff = new Promise((settle) => held.on('error', settle));
    await held.connect();
    await other.drop();
    expect(await cutOff).toMatchObject({ code: '57P01' });
  });
});
