import type { DataSource } from 'typeorm';

/** Makes what is missing of schema `auth`. Safe to run at every start, also by several at once. */
export async function migrateAuth(db: DataSource): Promise<void> {
  await db.transaction(async (transaction) => {
    await transaction.query(`SELECT pg_advisory_xact_lock(hashtext('auth.migration'))`);
    await transaction.query(schema);
  });
}

const schema = `
CREATE SCHEMA IF NOT EXISTS auth;

CREATE TABLE IF NOT EXISTS auth.persons (
  id uuid PRIMARY KEY,
  email text NOT NULL UNIQUE CHECK (email = lower(email)),
  name text NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS auth.credentials (
  person_id uuid PRIMARY KEY REFERENCES auth.persons ON DELETE CASCADE,
  scrypt text NOT NULL,
  changed_at timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS auth.sessions (
  hash text PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES auth.persons ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS sessions_of_person ON auth.sessions (person_id);

CREATE TABLE IF NOT EXISTS auth.tokens (
  hash text PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES auth.persons ON DELETE CASCADE,
  expires_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS tokens_of_person ON auth.tokens (person_id);

CREATE TABLE IF NOT EXISTS auth.links (
  hash text PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES auth.persons ON DELETE CASCADE,
  expires_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS links_of_person ON auth.links (person_id);

CREATE TABLE IF NOT EXISTS auth.attempts (
  key text PRIMARY KEY,
  count integer NOT NULL,
  since timestamptz NOT NULL
);
`;
