import { createHash } from 'node:crypto';
import { Table, type DataSource, type EntityManager } from 'typeorm';
import type { Following } from './following.js';
import { schemaOf, type ReadModel, type RowClass } from './read-model.js';
import { changesOf } from './row-changes.js';
import { RowTable } from './row-table.js';

/** A read model as something that follows the log: its tables, and batches folded into them. */
export function followingOf(model: ReadModel<never>, db: DataSource): Following {
  const tables = new Map(model.rows.map((row) => [row, new RowTable(db, db.getMetadata(row))]));
  const tableOf = (row: RowClass<object>): RowTable => {
    const table = tables.get(row);
    if (!table) throw new Error(`${row.name} is not among the rows of ${model.name}.`);
    return table;
  };
  const definitions = model.rows.map((row) => Table.create(db.getMetadata(row), db.driver));
  return {
    kind: 'read-model',
    name: model.name,
    version: model.version,
    fingerprint: fingerprintOf(definitions),
    types: Object.keys(model.on),
    batchSize: 1000,
    disposable: true,
    renew: (tx) => makeAnew(tx, schemaOf(model), definitions),
    handle: async (events) => {
      const changes = [...changesOf(model, events, (row) => tableOf(row).keyNames)];
      const outcomes = await Promise.all(
        changes.map(async ([row, of]) => {
          const table = tableOf(row);
          return { table, ...of.outcome(await table.load(of.keysToLoad())) };
        }),
      );
      return async (tx) => {
        for (const { table, removals } of outcomes) await table.remove(tx, removals);
        for (const { table, puts } of outcomes) await table.write(tx, puts);
      };
    },
  };
}

/** Changes with every column and index, so that a changed entity is filled anew. */
function fingerprintOf(tables: readonly Table[]): string {
  const shapes = tables.map(({ name, columns, indices, uniques }) => [
    name,
    columns,
    indices,
    uniques,
  ]);
  return createHash('sha256').update(JSON.stringify(shapes)).digest('hex');
}

async function makeAnew(tx: EntityManager, schema: string, tables: readonly Table[]) {
  const runner = tx.queryRunner;
  if (!runner) throw new Error('Tables are made inside a transaction.');
  await runner.dropSchema(schema, true, true);
  await runner.createSchema(schema, true);
  for (const table of tables) await runner.createTable(table, false, false, true);
}
