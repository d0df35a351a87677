import type { DataSource, EntityManager, EntityMetadata } from 'typeorm';
import type { Cells } from './row-changes.js';

type Column = EntityMetadata['columns'][number];

const whole = ['smallint', 'integer', 'bigint'];
const asText = ['text', 'character varying', 'uuid', 'date', 'numeric', 'jsonb', 'json'];
const supported = [...whole, ...asText, 'boolean', 'double precision', 'timestamp with time zone'];

/** One entity's table: reads and writes many rows by key in one statement each. */
export class RowTable {
  readonly keyNames: readonly string[];
  private readonly columns: readonly Column[];
  private readonly path: string;

  constructor(
    private readonly db: DataSource,
    private readonly entity: EntityMetadata,
    schema: string,
  ) {
    this.columns = entity.columns;
    this.keyNames = entity.primaryColumns.map(({ propertyName }) => propertyName);
    this.path = `"${schema}"."${entity.tableName}"`;
    for (const column of this.columns) this.assertSupported(column);
  }

  /** The rows with these keys, by property name, as events would have written them. */
  async load(keys: readonly Cells[]): Promise<Cells[]> {
    if (keys.length === 0) return [];
    const { names, arrays, values } = this.parameters(this.keyColumns(), keys);
    const cells = this.columns.map((column) => `t.${this.loaded(column)}`).join(', ');
    const rows: { cells: unknown[] }[] = await this.db.query(
      `SELECT jsonb_build_array(${cells}) AS cells FROM ${this.path} t
        JOIN unnest(${arrays}) AS k(${names}) USING (${names})`,
      values,
    );
    return rows.map(({ cells: found }) =>
      Object.fromEntries(
        this.columns.map((column, n) => [column.propertyName, back(column, found[n])]),
      ),
    );
  }

  async write(tx: EntityManager, rows: readonly Cells[]): Promise<void> {
    if (rows.length === 0) return;
    const { names, arrays, values, cells } = this.parameters(this.columns, rows);
    const keys = this.keyColumns().map(quoted).join(', ');
    const others = this.columns.filter((column) => !column.isPrimary).map(quoted);
    const update = others.map((name) => `${name} = excluded.${name}`).join(', ');
    await tx.query(
      `INSERT INTO ${this.path} (${names}) SELECT ${cells} FROM unnest(${arrays}) AS r(${names})
        ON CONFLICT (${keys}) DO ${update ? `UPDATE SET ${update}` : 'NOTHING'}`,
      values,
    );
  }

  async remove(tx: EntityManager, keys: readonly Cells[]): Promise<void> {
    if (keys.length === 0) return;
    const { names, arrays, values } = this.parameters(this.keyColumns(), keys);
    const same = this.keyColumns().map((column) => `t.${quoted(column)} = k.${quoted(column)}`);
    await tx.query(
      `DELETE FROM ${this.path} t USING unnest(${arrays}) AS k(${names}) WHERE ${same.join(' AND ')}`,
      values,
    );
  }

  private keyColumns(): readonly Column[] {
    return this.columns.filter(({ isPrimary }) => isPrimary);
  }

  /** One array for each column; json travels as text, which unnest does not take apart. */
  private parameters(columns: readonly Column[], rows: readonly Cells[]) {
    return {
      names: columns.map(quoted).join(', '),
      arrays: columns.map((column, n) => `$${n + 1}::${this.carrier(column)}[]`).join(', '),
      cells: columns.map((column) => `r.${quoted(column)}::${this.type(column)}`).join(', '),
      values: columns.map((column) =>
        rows.map((row) => this.out(column, row?.[column.propertyName])),
      ),
    };
  }

  private out(column: Column, value: unknown): unknown {
    const given = value === undefined ? this.byDefault(column) : value;
    if (given === null) return null;
    if (isJson(this.type(column))) return JSON.stringify(given);
    if (whole.includes(this.type(column)) && !Number.isSafeInteger(Number(given))) {
      throw Object.assign(
        new Error(`${column.propertyName} is no whole number: ${String(given)}.`),
        {
          code: '22003',
        },
      );
    }
    return given;
  }

  private byDefault({ default: given }: Column): unknown {
    return given === undefined || typeof given === 'function' ? null : given;
  }

  private loaded(column: Column): string {
    return this.type(column) === 'numeric' ? `${quoted(column)}::text` : quoted(column);
  }

  private carrier(column: Column): string {
    return isJson(this.type(column)) ? 'text' : this.type(column);
  }

  private type(column: Column): string {
    return this.db.driver.normalizeType(column);
  }

  private assertSupported(column: Column): void {
    const where = `${this.entity.name}.${column.propertyName}`;
    if (column.isArray) throw new Error(`${where}: keep arrays in a jsonb column.`);
    if (column.transformer) throw new Error(`${where}: read models take no transformers.`);
    if (!supported.includes(this.type(column))) {
      throw new Error(`${where}: ${this.type(column)} is none of ${supported.join(', ')}.`);
    }
  }
}

function isJson(type: string): boolean {
  return type === 'jsonb' || type === 'json';
}

function quoted({ databaseName }: Column): string {
  return `"${databaseName}"`;
}

/** Instants come back in the form that events write. */
function back({ type }: Column, value: unknown): unknown {
  const isInstant = type === 'timestamptz' || type === 'timestamp with time zone';
  return isInstant && typeof value === 'string' ? new Date(value).toISOString() : value;
}
