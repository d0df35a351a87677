import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbedded } from '#libs/storage';
import { freshDatabase } from '#testing';

/** A PostgreSQL for drills to make their databases on: Jest's, or one of this run's own. */
export async function withServer<Result>(work: () => Promise<Result>): Promise<Result> {
  if (process.env['TEST_DATABASE_URL']) return work();
  const folder = mkdtempSync(join(tmpdir(), 'commonpurse drill '));
  const server = await startEmbedded({ dataFolder: folder, port: 0 });
  process.env['TEST_DATABASE_URL'] = server.url;
  try {
    return await work();
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Work on an empty database, which is gone afterwards. */
export async function onFreshDatabase<Result>(
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const database = await freshDatabase();
  try {
    return await work(database.url);
  } finally {
    await database.drop();
  }
}

/** One connection for some statements. */
export async function withClient<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
