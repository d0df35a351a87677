import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbedded } from '#libs/storage';

/** One fresh PostgreSQL for all sides, with everything that makes commits last switched on. */
export interface Ground {
  /** For files, gone afterwards. */
  readonly folder: string;
  /** The URL of an empty database. */
  database(): Promise<string>;
  /** What the server is and how it is set, in words. */
  readonly server: string;
  stop(): Promise<void>;
}

export async function layGround(): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'commonpurse bench '));
  const server = await startEmbedded({ dataFolder: join(folder, 'data'), port: 0 });
  let made = 0;
  const [settings] = await inDatabase<Record<string, string>>(
    server.url,
    `SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync,
      current_setting('synchronous_commit') AS synchronous_commit,
      current_setting('full_page_writes') AS full_page_writes`,
  );
  const { version, ...lasting } = settings ?? {};
  const set = Object.entries(lasting).map(([name, value]) => `${name} ${value}`);
  return {
    folder,
    server: `PostgreSQL ${version}, ${set.join(', ')}`,
    database: async () => {
      const name = `bench_${(made += 1)}`;
      await inDatabase(server.url, `CREATE DATABASE ${name}`);
      return Object.assign(new URL(server.url), { pathname: `/${name}` }).href;
    },
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs statements on a connection of their own; the rows of the last, if it is one alone. */
export async function inDatabase<Row extends object>(url: string, sql: string): Promise<Row[]> {
  return withClients(url, 1, async ([client]) => (await client!.query<Row>(sql)).rows);
}

/** Opens so many connections, and closes them whatever happens. */
export async function withClients<Result>(
  url: string,
  count: number,
  use: (clients: readonly pg.Client[]) => Promise<Result>,
): Promise<Result> {
  const clients = Array.from({ length: count }, () => new pg.Client({ connectionString: url }));
  try {
    await Promise.all(clients.map((client) => client.connect()));
    return await use(clients);
  } finally {
    await Promise.allSettled(clients.map((client) => client.end()));
  }
}
