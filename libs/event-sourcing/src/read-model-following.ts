import { createHash } from 'node:crypto';
import { Table, type DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import type { Beside, Following } from './following.js';
import { schemaOf, type ReadModel, type RowClass } from './read-model.js';
import { changesOf } from './row-changes.js';
import { RowTable } from './row-table.js';

/** A read model as something that follows the log: its tables, and batches folded into them. */
export function followingOf(model: ReadModel<never>, db: DataSource): Following {
  const definitions = model.rows.map((row) => Table.create(db.getMetadata(row), db.driver));
  const schema = schemaOf(model);
  return {
    kind: 'read-model',
    name: model.name,
    version: model.version,
    fingerprint: fingerprintOf(definitions),
    types: Object.keys(model.on),
    batchSize: 1000,
    beside: {
      handle: foldInto(`${schema}__new`, model, db),
      ...tablesBeside(schema, definitions),
    },
    handle: foldInto(schema, model, db),
  };
}

/** Folds batches into the tables of one schema. */
function foldInto(schema: string, model: ReadModel<never>, db: DataSource): Following['handle'] {
  const tables = new Map(
    model.rows.map((row) => [row, new RowTable(db, db.getMetadata(row), schema)]),
  );
  const tableOf = (row: RowClass<object>): RowTable => {
    const table = tables.get(row);
    if (!table) throw new Error(`${row.name} is not among the rows of ${model.name}.`);
    return table;
  };
  return async (events) => {
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

/**
 * A renamed schema takes its tables and indices along and locks none of them: statements under way
 * go on with the tables that they have, and the next ones find the new tables by the old name.
 */
function tablesBeside(schema: string, tables: readonly Table[]): Omit<Beside, 'handle'> {
  const [coming, gone] = [`${schema}__new`, `${schema}__old`];
  const clear = async (tx: EntityManager) => {
    await tx.query(`DROP SCHEMA IF EXISTS "${gone}" CASCADE`);
    await tx.query(`DROP SCHEMA IF EXISTS "${coming}" CASCADE`);
  };
  return {
    clear,
    make: async (tx) => {
      const runner = runnerOf(tx);
      await clear(tx);
      await runner.createSchema(coming);
      for (const table of tables) {
        await runner.createTable(moved(table, coming), false, false, false);
      }
    },
    index: async (tx) => {
      for (const table of tables) {
        await runnerOf(tx).createIndices(moved(table, coming), table.clone().indices);
      }
    },
    putInPlace: async (tx) => {
      const [{ there }] = await tx.query('SELECT to_regnamespace($1) IS NOT NULL AS there', [
        schema,
      ]);
      if (there) await tx.query(`ALTER SCHEMA "${schema}" RENAME TO "${gone}"`);
      await tx.query(`ALTER SCHEMA "${coming}" RENAME TO "${schema}"`);
    },
  };
}

function runnerOf({ queryRunner }: EntityManager): QueryRunner {
  if (!queryRunner) throw new Error('Tables are made inside a transaction.');
  return queryRunner;
}

function moved(table: Table, schema: string): Table {
  const copy = table.clone();
  const [, name = table.name] = table.name.split('.');
  return Object.assign(copy, { schema, name: `${schema}.${name}` });
}
