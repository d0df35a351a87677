import {
  RefusedBefore,
  TooLate,
  WrongExpectedRevision,
  type Append,
  type Appended,
  type KeptRefusal,
} from '../event-store.js';
import { fromStoredText, idsUsedElsewhere, storedText } from '../stored-text.js';
import type { AppendConnection } from './append-connection.js';
import { asStoreFailed, isDataFault } from './faults.js';
import { groupCommit } from './group-commit.js';

/** An append on its way: where its stream must stand is known, so its bytes are too. */
export interface Item {
  readonly append: Append;
  readonly revision: number;
  readonly texts: readonly string[];
  readonly keys: readonly string[];
  readonly bytes: number;
}

type SetAside = { append: number } & (
  | { why: 'repeated'; revision: number; position: string; first: string }
  | { why: 'refused'; refusal: KeptRefusal }
  | { why: 'late' | 'elsewhere' }
  | { why: 'conflict'; actual: number }
);

interface Flushed {
  head: string;
  at_ms: string;
  set_aside: SetAside[] | null;
}

/** JSON text never holds it as such; an array of long texts is slow to quote and to read. */
const separator = '\u001e';

const columns = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map((n) => `$${n}`).join(', ');
const statement = { name: 'es_append', text: `SELECT * FROM event_store.es_append(${columns})` };

/** What one flush made durable. */
export interface Flush {
  readonly appends: number;
  readonly events: number;
}

/** Appends at an exact revision (-1: no stream yet), many callers in one transaction. */
export function createWriter(connection: AppendConnection, onFlush: (flush: Flush) => void) {
  const group = groupCommit<Item, Appended>(async (items) => {
    const answers = await flush(connection, items);
    const events = items.reduce((sum, { texts }) => sum + texts.length, 0);
    onFlush({ appends: items.length, events });
    return answers;
  });
  return {
    append: (append: Append, revision: number): Promise<Appended> =>
      group.add(itemOf(append, revision)),
    idle: group.idle,
  };
}

export function itemOf(append: Append, revision: number): Item {
  const texts = append.events.map((event, n) => storedText(event, append.stream, revision + 1 + n));
  const keys = append.events.map(({ id }) => id.toLowerCase());
  const bytes = texts.reduce((sum, text) => sum + text.length, 0);
  return { append, revision, texts, keys, bytes };
}

/** Halves a flush that the database cannot read, until the bad append stands alone. */
async function flush(
  connection: AppendConnection,
  items: readonly Item[],
): Promise<readonly (Appended | Error)[]> {
  try {
    return await judge(connection, items);
  } catch (fault) {
    if (!isDataFault(fault)) throw asStoreFailed(fault);
    if (items.length === 1) return [asStoreFailed(fault)];
    const middle = items.length >> 1;
    const first = await flush(connection, items.slice(0, middle));
    return [...first, ...(await rest(connection, items.slice(middle)))];
  }
}

/** One statement: what each append came to, in the transaction that the connection is in. */
export async function judge(
  connection: Pick<AppendConnection, 'query'>,
  items: readonly Item[],
): Promise<readonly (Appended | Error)[]> {
  const query = { ...statement, values: parameters(items) };
  const [flushed] = await connection.query<Flushed>(query);
  return answers(items, flushed as Flushed);
}

/** The first half is recorded by now, so a failure of the second is the second's alone. */
async function rest(
  connection: AppendConnection,
  items: readonly Item[],
): Promise<readonly (Appended | Error)[]> {
  return flush(connection, items).catch((fault) => items.map(() => fault as Error));
}

function parameters(items: readonly Item[]): unknown[] {
  const places = new Map<string, number>();
  const floors: number[] = [];
  for (const { append, revision } of items) {
    if (places.has(append.stream)) continue;
    places.set(append.stream, places.size + 1);
    floors.push(revision);
  }
  const events = items.flatMap(({ append }) => append.events);
  return [
    [...places.keys()],
    floors,
    items.map(({ append }) => places.get(append.stream)),
    items.map(({ revision }) => revision),
    items.map(({ append }) => append.upon ?? null),
    items.map(({ texts }) => texts.length),
    items.map(({ append }) => append.notAfter ?? null),
    items.map(({ append }) => append.commandKey ?? null),
    items.flatMap(({ texts }, n) => texts.map(() => n + 1)),
    items.flatMap(({ texts, revision }) => texts.map((_, n) => revision + 1 + n)),
    events.map(({ id }) => id),
    events.map(({ type }) => type),
    items.flatMap(({ texts }) => texts).join(separator),
  ];
}

function answers(items: readonly Item[], flushed: Flushed): (Appended | Error)[] {
  const aside = new Map(flushed.set_aside?.map((answer) => [answer.append, answer]));
  let position = BigInt(flushed.head);
  return items.map(({ append, revision, texts }, n) => {
    const other = aside.get(n + 1);
    if (other) return answerAside(append, other, Number(flushed.at_ms));
    position += BigInt(texts.length);
    return { revision: revision + texts.length, position };
  });
}

function answerAside(append: Append, answer: SetAside, at: number): Appended | Error {
  switch (answer.why) {
    case 'conflict':
      return new WrongExpectedRevision(append.stream, append.expected, answer.actual);
    case 'refused':
      return new RefusedBefore(answer.refusal);
    case 'late':
      return new TooLate(append.notAfter as string, new Date(at).toISOString());
    case 'elsewhere':
      return idsUsedElsewhere(append);
    case 'repeated': {
      const position = BigInt(answer.position);
      const { inputHash } = fromStoredText(answer.first, position, '').meta;
      const repeated = inputHash === undefined ? {} : { inputHash };
      return { revision: answer.revision, position, repeated };
    }
  }
}
