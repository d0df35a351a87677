import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { In } from 'typeorm';
import { Refused } from '#libs/decider';
import { hashPassword, refuseWeak } from './passwords.js';
import { CredentialRow, LinkRow, PersonRow, SessionRow, TokenRow } from './tables.js';

export interface Person {
  /** Random: says nothing about the person. The only thing that events know of them. */
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

/** Makes a person without a password. Refuses `email-taken`. */
export async function createPerson(
  db: DataSource,
  { email, name }: { email: string; name: string },
  now: Date,
): Promise<Person> {
  const person = { id: randomUUID(), email: tidyEmail(email), name: name.trim() };
  const made = await db
    .createQueryBuilder()
    .insert()
    .into(PersonRow)
    .values({ ...person, createdAt: now })
    .orIgnore()
    .returning('id')
    .execute();
  if ((made.raw as unknown[]).length > 0) return person;
  throw new Refused('email-taken', 'Somebody with this e-mail address is known already.');
}

export async function findPersonByEmail(db: DataSource, email: string): Promise<Person | null> {
  return readable(await db.manager.findOneBy(PersonRow, { email: tidyEmail(email) }));
}

export async function findPerson(db: DataSource, id: string): Promise<Person | null> {
  return readable(await db.manager.findOneBy(PersonRow, { id }));
}

/** The names of some people, by id; who was erased is not in it. */
export async function findNames(
  db: DataSource,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db.manager.findBy(PersonRow, { id: In([...new Set(ids)]) });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/**
 * Sets a new password and ends every session, token and link that the person had.
 * Throws `Invalid` with a sentence for one that is too short or too common.
 */
export async function setPassword(
  db: DataSource,
  person: Person,
  password: string,
  now: Date,
): Promise<void> {
  refuseWeak(password, person.email);
  await keepPassword(db, person, password, now);
}

/** The same for a password that somebody else has chosen and answers for, however weak it is. */
export async function keepPassword(
  db: DataSource,
  person: Person,
  password: string,
  now: Date,
): Promise<void> {
  await keepPasswordHash(db, person.id, await hashPassword(password), now);
}

/** The same for a hash that is made already: invented people may share one, which saves seconds. */
export async function keepPasswordHash(
  db: DataSource,
  personId: string,
  scrypt: string,
  now: Date,
): Promise<void> {
  await db.transaction(async (transaction) => {
    await transaction.upsert(CredentialRow, { personId, scrypt, changedAt: now }, ['personId']);
    await endAllOf(transaction, personId);
  });
}

/** Has this person ever set a password? */
export async function hasPassword(db: DataSource, personId: string): Promise<boolean> {
  return db.manager.existsBy(CredentialRow, { personId });
}

/** Ends every session, token and link of a person: after a new password, or a lost device. */
export async function endAllOf(db: EntityManager, personId: string): Promise<void> {
  await db.delete(SessionRow, { personId });
  await db.delete(TokenRow, { personId });
  await db.delete(LinkRow, { personId });
}

/** Forgets a person for good: name, address, password, sessions. Events keep the random id. */
export async function erasePerson(db: DataSource, id: string): Promise<void> {
  await db.manager.delete(PersonRow, { id });
}

/** One form of an e-mail address, so that it is found however it was typed. */
export function tidyEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

function readable(row: PersonRow | null): Person | null {
  return row && { id: row.id, email: row.email, name: row.name };
}
