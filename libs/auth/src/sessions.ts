import type { DataSource } from 'typeorm';
import { MoreThan } from 'typeorm';
import { hashOf, makeSecret } from './secrets.js';
import { SessionRow, TokenRow } from './tables.js';

const minutes = 60_000;
const idle = 30 * minutes;
const absolute = 12 * 60 * minutes;
const tokenLife = 30 * 24 * 60 * minutes;

/** Starts a session and answers its id, for the cookie alone: only its hash is kept. */
export async function startSession(db: DataSource, personId: string, now: Date): Promise<string> {
  const id = makeSecret();
  const session = { hash: hashOf(id), personId, createdAt: now, lastSeenAt: now };
  await db.manager.insert(SessionRow, session);
  await db.query('DELETE FROM auth.sessions WHERE last_seen_at <= $1 OR created_at <= $2', [
    new Date(now.getTime() - idle),
    new Date(now.getTime() - absolute),
  ]);
  return id;
}

/** Whose session it is, if it was seen in the last 30 minutes and began in the last 12 hours. */
export async function touchSession(
  db: DataSource,
  id: string,
  now: Date,
): Promise<string | undefined> {
  const touched = await db.manager.update(
    SessionRow,
    {
      hash: hashOf(id),
      lastSeenAt: MoreThan(new Date(now.getTime() - idle)),
      createdAt: MoreThan(new Date(now.getTime() - absolute)),
    },
    { lastSeenAt: now },
  );
  if (touched.affected !== 1) return undefined;
  return (await db.manager.findOneBy(SessionRow, { hash: hashOf(id) }))?.personId;
}

export async function endSession(db: DataSource, id: string): Promise<void> {
  await db.manager.delete(SessionRow, { hash: hashOf(id) });
}

export interface IssuedToken {
  /** Shown once; only its hash is kept. */
  readonly token: string;
  readonly expiresAt: string;
}

/** An API token of a person, good for 30 days or until the password changes. */
export async function issueToken(
  db: DataSource,
  personId: string,
  now: Date,
): Promise<IssuedToken> {
  const token = makeSecret();
  const expiresAt = new Date(now.getTime() + tokenLife);
  await db.query('DELETE FROM auth.tokens WHERE expires_at <= $1', [now]);
  await db.manager.insert(TokenRow, { hash: hashOf(token), personId, expiresAt });
  return { token, expiresAt: expiresAt.toISOString() };
}

/** Whose tokens they are, as far as they are good; in the order of the tokens. */
export async function findTokenOwners(
  db: DataSource,
  tokens: readonly string[],
  now: Date,
): Promise<(string | undefined)[]> {
  const hashes = tokens.map(hashOf);
  const rows: { hash: string; person_id: string }[] = await db.query(
    'SELECT hash, person_id FROM auth.tokens WHERE hash = ANY($1) AND expires_at > $2',
    [[...new Set(hashes)], now],
  );
  const owners = new Map(rows.map(({ hash, person_id }) => [hash, person_id]));
  return hashes.map((hash) => owners.get(hash));
}
