import type { DataSource } from 'typeorm';
import { hashOf } from './secrets.js';
import { isPassword } from './passwords.js';
import { findPersonByEmail, tidyEmail, type Person } from './persons.js';
import { CredentialRow } from './tables.js';

/** Too many wrong passwords: wait. */
export class TooManyAttempts extends Error {
  constructor(readonly retryAfterSeconds: number) {
    const minutes = Math.ceil(retryAfterSeconds / 60);
    super(
      `There were too many attempts to sign in. Wait ${minutes} min, ` +
        'or set a new password by "Forgot your password?".',
    );
  }
}

/** E-mail or password is wrong; which of them is not said. */
export class WrongPassword extends Error {
  constructor() {
    super('The e-mail address or the password is not right. Check both and try again.');
  }
}

export interface Attempt {
  readonly email: string;
  readonly password: string;
  /** Where it comes from: the network address. */
  readonly address: string;
}

const windowSeconds = 15 * 60;

/**
 * The person whose password this is. Takes as long for an unknown e-mail address. An attempt is
 * counted before the password is looked at, so that many at once do not slip through together.
 */
export async function signIn(db: DataSource, attempt: Attempt, now: Date): Promise<Person> {
  const counters = countersOf(attempt);
  for (const { key, most } of counters) await count(db, key, most, now);
  const person = await findPersonByEmail(db, attempt.email);
  const credential = person && (await db.manager.findOneBy(CredentialRow, { personId: person.id }));
  const right = await isPassword(attempt.password, credential?.scrypt);
  if (!person || !right) throw new WrongPassword();
  const [pair, ...wider] = counters.map(({ key }) => key);
  await db.query('DELETE FROM auth.attempts WHERE key = $1', [pair]);
  await db.query('UPDATE auth.attempts SET count = count - 1 WHERE key = ANY($1)', [wider]);
  return person;
}

/**
 * Ten for one account from one address; more for an account from everywhere, and for an address
 * with all its accounts, since a whole school may share one. Only hashes are kept.
 */
function countersOf({ email, address }: Attempt): { key: string; most: number }[] {
  const account = tidyEmail(email);
  return [
    { key: hashOf(`account ${account} from ${address}`), most: 10 },
    { key: hashOf(`account ${account}`), most: 50 },
    { key: hashOf(`address ${address}`), most: 100 },
  ];
}

async function count(db: DataSource, key: string, most: number, now: Date): Promise<void> {
  const since = new Date(now.getTime() - windowSeconds * 1000);
  const rows: { count: number; since: Date }[] = await db.query(
    `INSERT INTO auth.attempts AS a (key, count, since) VALUES ($1, 1, $2)
     ON CONFLICT (key) DO UPDATE SET
       count = CASE WHEN a.since <= $3 THEN 1 ELSE a.count + 1 END,
       since = CASE WHEN a.since <= $3 THEN $2 ELSE a.since END
     RETURNING count, since`,
    [key, now, since],
  );
  const [counted] = rows;
  if (!counted || counted.count <= most) return;
  const until = counted.since.getTime() + windowSeconds * 1000;
  throw new TooManyAttempts(Math.max(1, Math.ceil((until - now.getTime()) / 1000)));
}
