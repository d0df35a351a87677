import type pg from 'pg';
import { withClient } from './ground.js';

/** A hash of the rows of every table of every read model, by the table's name. */
export function tableHashes(url: string): Promise<ReadonlyMap<string, string>> {
  return withClient(url, async (client) => {
    const hashes = new Map<string, string>();
    for (const table of await tablesOf(client)) {
      const { rows } = await client.query<{ hash: string }>(
        `SELECT count(*) || ' rows, ' || coalesce(md5(string_agg(md5(t::text), ''
            ORDER BY md5(t::text))), 'none') AS hash FROM ${table} t`,
      );
      hashes.set(table, rows[0]?.hash ?? '');
    }
    return hashes;
  });
}

/** Schemas of read models are named for their version; what is filled beside them is not. */
async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
      WHERE table_schema ~ '_v[0-9]+$' ORDER BY name`,
  );
  return rows.map(({ name }) => name);
}

/** Tables that are not the same, in sentences. */
export function differences(
  when: string,
  found: ReadonlyMap<string, string>,
  wanted: ReadonlyMap<string, string>,
): string[] {
  const names = new Set([...found.keys(), ...wanted.keys()]);
  return [...names]
    .filter((name) => found.get(name) !== wanted.get(name))
    .map(
      (name) => `${when}: ${name} has ${found.get(name)} where ${wanted.get(name)} were wanted.`,
    );
}
