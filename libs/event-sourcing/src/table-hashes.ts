import type { DataSource } from 'typeorm';
import { schemaOf, type ReadModel } from './read-model.js';

/**
 * A hash of every table of a read model, by table name: equal for equal rows, whatever order they
 * lie in. Two fillings from one log must agree.
 */
export async function tableHashes(
  db: DataSource,
  model: Pick<ReadModel, 'name' | 'version'>,
): Promise<Record<string, string>> {
  const tables: { name: string }[] = await db.query(
    'SELECT tablename AS name FROM pg_tables WHERE schemaname = $1 ORDER BY 1',
    [schemaOf(model)],
  );
  const hashes: Record<string, string> = {};
  for (const { name } of tables) {
    const [{ hash }] = await db.query(
      `SELECT count(*) || ' ' || md5(coalesce(string_agg(md5(t::text), '' ORDER BY t::text), ''))
        AS hash FROM "${schemaOf(model)}"."${name}" t`,
    );
    hashes[name] = hash;
  }
  return hashes;
}
