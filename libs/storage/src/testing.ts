import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database of its own for one suite. */
export interface FreshDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** An empty database on a server: that of `TEST_DATABASE_URL`, which Jest's global setup starts. */
export async function freshDatabase(
  server = process.env.TEST_DATABASE_URL,
): Promise<FreshDatabase> {
  if (!server) throw new Error('TEST_DATABASE_URL is not set: run the tests by npm run jest.');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
