import type { DataSource } from 'typeorm';
import { MoreThan } from 'typeorm';
import { Refused } from '#libs/decider';
import { refuseWeak } from './passwords.js';
import { findPerson, setPassword, type Person } from './persons.js';
import { hashOf, makeSecret } from './secrets.js';
import { LinkRow } from './tables.js';

const hour = 3_600_000;
const lives = { invitation: 7 * 24 * hour, reset: hour };

/** A secret for a link to set a password: once, within 7 days or, to reset one, within an hour. */
export async function makeLink(
  db: DataSource,
  personId: string,
  purpose: keyof typeof lives,
  now: Date,
): Promise<string> {
  const secret = makeSecret();
  const expiresAt = new Date(now.getTime() + lives[purpose]);
  await db.query('DELETE FROM auth.links WHERE expires_at <= $1', [now]);
  await db.manager.insert(LinkRow, { hash: hashOf(secret), personId, expiresAt });
  return secret;
}

/** How many links of a person are still good. */
export async function countLinks(db: DataSource, personId: string, now: Date): Promise<number> {
  return db.manager.countBy(LinkRow, { personId, expiresAt: MoreThan(now) });
}

/** Whose link it is, without using it up: for showing the form. Refuses `link-used`. */
export async function findLinkOwner(db: DataSource, secret: string, now: Date): Promise<Person> {
  const alive = { hash: hashOf(secret), expiresAt: MoreThan(now) };
  const link = await db.manager.findOneBy(LinkRow, alive);
  const person = link && (await findPerson(db, link.personId));
  return person ?? usedUp();
}

/**
 * Sets the password of the link's owner, once. A password that is refused leaves the link good.
 * Refuses `link-used`; throws `Invalid` for a weak password.
 */
export async function useLink(
  db: DataSource,
  secret: string,
  password: string,
  now: Date,
): Promise<Person> {
  const person = await findLinkOwner(db, secret, now);
  refuseWeak(password, person.email);
  const used = await db.manager.delete(LinkRow, {
    hash: hashOf(secret),
    expiresAt: MoreThan(now),
  });
  if (used.affected !== 1) usedUp();
  await setPassword(db, person, password, now);
  return person;
}

function usedUp(): never {
  const sentence =
    'This link has been used or is out of date. Ask for a new one by "Forgot your password?".';
  throw new Refused('link-used', sentence);
}
