import type { ClientBase } from 'pg';
import { durableTables } from '#libs/event-sourcing';
import { CannotStart } from '#libs/storage';

/** One table of a backup. */
export interface Part {
  readonly table: string;
  /** The same on every server, whatever it takes for the order of letters. */
  readonly order: string;
  readonly only?: string;
  /** Columns that belong to the installation that was left: copied as an empty text. */
  readonly blank?: readonly string[];
  readonly without?: readonly string[];
}

const letters = (column: string): string => `${column} COLLATE "C"`;

const ofReaders: Record<(typeof durableTables)[number], Omit<Part, 'table'>> = {
  'event_sourcing.checkpoints': {
    order: `${letters('name')}, version`,
    // Read models are filled anew from the log.
    only: "kind IN ('process', 'due-times')",
    blank: ['epoch'],
    without: ['status', 'error', 'since'],
  },
  'event_sourcing.process_states': { order: `${letters('process')}, ${letters('key')}` },
  'event_sourcing.due_times': { order: `${letters('name')}, ${letters('key')}` },
  'event_sourcing.refused_asks': { order: 'command_id' },
};

/** Everything that cannot be made anew, in an order in which it can be put back. */
export const parts: readonly Part[] = [
  { table: 'event_store.events', order: 'position' },
  { table: 'event_store.refusals', order: 'command_key' },
  { table: 'auth.persons', order: 'id' },
  { table: 'auth.credentials', order: 'person_id' },
  { table: 'auth.tokens', order: letters('hash') },
  { table: 'auth.links', order: letters('hash') },
  { table: 'sealing.keys', order: 'tender_id' },
  ...durableTables.map((table) => ({ table, ...ofReaders[table] })),
];

/** Tables of the same schemas that stay behind, and why. */
export const leftBehind: Readonly<Record<string, string>> = {
  'event_store.store_epoch': 'a log that was put back has a new name',
  'auth.sessions': 'people sign in again; who signed out meanwhile stays signed out',
  'auth.attempts': 'wrong passwords are counted anew',
};

/** Values as text, the same on every server. */
export const asText = [
  "SET LOCAL TimeZone = 'UTC'",
  "SET LOCAL DateStyle = 'ISO, YMD'",
  "SET LOCAL bytea_output = 'hex'",
  "SET LOCAL client_encoding = 'UTF8'",
];

/** Every table of our schemas that is no read model's, with its columns in their order. */
export async function columnsOfTables(client: ClientBase): Promise<Map<string, string[]>> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `SELECT table_schema || '.' || table_name AS table,
        array_agg(column_name::text ORDER BY ordinal_position) AS columns
      FROM information_schema.columns
      WHERE table_schema IN ('event_store', 'auth', 'sealing', 'event_sourcing') GROUP BY 1`,
  );
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}

/** Throws `CannotStart` for a table that nobody decided about: it would be lost silently. */
export function refuseUnknown(tables: Iterable<string>): void {
  const known = new Set([...parts.map(({ table }) => table), ...Object.keys(leftBehind)]);
  const unknown = [...tables].filter((table) => !known.has(table));
  if (unknown.length === 0) return;
  throw new CannotStart(
    `This programme does not know the table ${unknown.join(', ')}, so a backup would miss it. ` +
      'Use the version of Commonpurse that runs here.',
  );
}

/** The columns of a part that are copied. */
export function copied({ without = [] }: Part, columns: readonly string[]): string[] {
  return columns.filter((column) => !without.includes(column));
}

/** Reads a part's rows; the same rows are the same bytes, before and after. */
export function copyOut(part: Part, columns: readonly string[]): string {
  const { table, order, only, blank = [] } = part;
  const list = columns.map((column) => (blank.includes(column) ? `'' AS ${column}` : column));
  const rows = `SELECT ${list.join(', ')} FROM ${table}${only ? ` WHERE ${only}` : ''}`;
  return `COPY (${rows} ORDER BY ${order}) TO STDOUT`;
}

export function copyIn({ table }: Part, columns: readonly string[]): string {
  return `COPY ${table} (${columns.join(', ')}) FROM STDIN`;
}
