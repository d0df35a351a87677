import type { Pool, QueryConfig } from 'pg';
import {
  WrongExpectedRevision,
  type Append,
  type Appended,
  type ExpectedRevision,
} from '../event-store.js';
import { assertPlain, assertSoundTogether, idsUsedElsewhere } from '../stored-text.js';
import { asStoreFailed } from './faults.js';
import type { Reader } from './reader.js';
import { itemOf, judge } from './writer.js';

/** All of them in one transaction and one judgement; what one of them lacks takes all back. */
export async function appendMany(
  pool: Pool,
  reader: Pick<Reader, 'revision'>,
  wanted: readonly Append[],
): Promise<Appended[]> {
  assertSoundTogether(wanted);
  wanted.forEach(assertPlain);
  for (;;) {
    const standing = await Promise.all(wanted.map((append) => standingOf(reader, append)));
    const answers = await inOneTransaction(pool, wanted, standing);
    const fault = answers.find((answer) => answer instanceof Error);
    if (!fault) return answers as Appended[];
    // Every lost race of an append to wherever the stream stands means that another one won.
    if (!(fault instanceof WrongExpectedRevision) || isExact(fault.expected)) throw fault;
  }
}

async function standingOf(
  reader: Pick<Reader, 'revision'>,
  { stream, expected }: Append,
): Promise<number> {
  if (expected === 'no-stream') return -1;
  if (typeof expected === 'number') return expected;
  const revision = await reader.revision(stream);
  if (revision >= 0 || expected === 'any') return revision;
  throw new WrongExpectedRevision(stream, expected, revision);
}

async function inOneTransaction(
  pool: Pool,
  wanted: readonly Append[],
  standing: readonly number[],
): Promise<readonly (Appended | Error)[]> {
  const items = wanted.map((append, n) => itemOf(append, standing[n] as number));
  const client = await pool.connect().catch((fault) => Promise.reject(asStoreFailed(fault)));
  let broken: Error | undefined;
  try {
    const query = async <Row extends object>(config: QueryConfig) =>
      (await client.query<Row>(config)).rows;
    await client.query('BEGIN');
    const answers = togetherOrNot(wanted, await judge({ query }, items));
    await client.query(answers.some((answer) => answer instanceof Error) ? 'ROLLBACK' : 'COMMIT');
    return answers;
  } catch (fault) {
    broken = asStoreFailed(fault);
    throw broken;
  } finally {
    client.release(broken);
  }
}

/** Some known and some not: those that are new must not be recorded without the others. */
function togetherOrNot(
  wanted: readonly Append[],
  answers: readonly (Appended | Error)[],
): readonly (Appended | Error)[] {
  const known = answers.filter((answer) => !(answer instanceof Error) && answer.repeated);
  if (known.length === 0 || known.length === answers.length) return answers;
  return [idsUsedElsewhere(wanted[0] as Append)];
}

function isExact(expected: ExpectedRevision): boolean {
  return typeof expected === 'number' || expected === 'no-stream';
}
