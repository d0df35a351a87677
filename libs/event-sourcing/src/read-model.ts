import { getMetadataArgsStorage } from 'typeorm';
import type { Event } from '#messages/messages';
import type { StoredEvent } from '#libs/event-store';

export type RowClass<Row extends object> = new () => Row;

/** The primary key of a row: its value, or an object when there are several key columns. */
export type Key = string | number | Readonly<Record<string, string | number>>;

/** Keyed changes, folded in memory over a batch and flushed with the checkpoint. */
export interface Rows {
  /** Writes a whole row, whether or not it is there. */
  put<Row extends object>(row: RowClass<Row>, values: Row): void;
  /** Changes some columns of a row; nothing happens when it is not there. */
  patch<Row extends object>(row: RowClass<Row>, key: Key, values: Partial<Row>): void;
  /** Adds to numeric columns of a row; nothing happens when it is not there. */
  add<Row extends object>(row: RowClass<Row>, key: Key, amounts: Partial<Row>): void;
  /** Makes a row from what was there, or from nothing. */
  change<Row extends object>(
    row: RowClass<Row>,
    key: Key,
    to: (before: Row | undefined) => Row,
  ): void;
  remove<Row extends object>(row: RowClass<Row>, key: Key): void;
}

/** Disposable tables, folded from events. Holds no rules; a new shape is a new version. */
export interface ReadModel<E extends Event = Event> {
  readonly name: string;
  readonly version: number;
  /** The TypeORM entities that it fills, in the schema `<name>_v<version>`. */
  readonly rows: readonly RowClass<object>[];
  readonly on: {
    [Type in E['type']]?: (
      rows: Rows,
      data: Extract<E, { type: Type }>['data'],
      event: StoredEvent<Extract<E, { type: Type }>>,
    ) => void;
  };
}

/** The schema that a read model's tables lie in: a new version is filled beside the old one. */
export function schemaOf({ name, version }: Pick<ReadModel, 'name' | 'version'>): string {
  return `${name.replaceAll('-', '_')}_v${version}`;
}

/**
 * Puts a read model's entities into its schema. `readModel` does so for modules; call it yourself
 * where entities reach a DataSource without one. TypeORM's own synchronisation leaves them alone.
 */
export function defineReadModel<Model extends ReadModel<never>>(model: Model): Model {
  const schema = schemaOf(model);
  for (const row of model.rows) {
    const table = getMetadataArgsStorage().tables.find(({ target }) => target === row);
    if (!table) throw new Error(`${row.name} of ${model.name} is no @Entity.`);
    if (table.schema !== undefined && table.schema !== schema) {
      throw new Error(`${row.name} belongs to ${table.schema} already, not to ${schema}.`);
    }
    Object.assign(table, { schema, synchronize: false });
  }
  return model;
}
