import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { newKey, SealBroken, unwrapKey, wrapKey } from '#libs/sealing';
import type { Secrets } from './secrets.js';
import { CONFIGURATION } from './storage.module.js';

/**
 * The keys that quotes are sealed with, one for each tender, wrapped with the installation's seal
 * key: the database alone opens nothing. A key is never changed or deleted, or sealed quotes would
 * be lost; the table refuses both.
 */
@Injectable()
export class KeyStore {
  private ready: Promise<void> | undefined;

  private readonly sealKey: Buffer;

  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(CONFIGURATION) { secrets }: { readonly secrets: Pick<Secrets, 'sealKey'> },
  ) {
    this.sealKey = secrets.sealKey;
  }

  /** The key of a tender, made when it is asked for first; the same for all who ask at once. */
  async keyFor(tenderId: string): Promise<Buffer> {
    await this.makeTable();
    const wrapped = wrapKey(this.sealKey, tenderId, newKey());
    await this.db.query(
      `INSERT INTO sealing.keys (tender_id, wrapped_key) VALUES ($1, $2)
        ON CONFLICT (tender_id) DO NOTHING`,
      [tenderId, wrapped],
    );
    return this.keyOf(tenderId);
  }

  /** The key that there is. Throws `SealBroken` when there is none, or it is not of this seal key. */
  async keyOf(tenderId: string): Promise<Buffer> {
    await this.makeTable();
    const [row]: { wrapped_key: Buffer }[] = await this.db.query(
      'SELECT wrapped_key FROM sealing.keys WHERE tender_id = $1',
      [tenderId],
    );
    if (!row) throw new SealBroken(`Tender ${tenderId} has no key.`);
    return unwrapKey(this.sealKey, tenderId, row.wrapped_key);
  }

  private makeTable(): Promise<void> {
    this.ready ??= makeKeyTable(this.db).catch((error: unknown) => {
      this.ready = undefined;
      throw error;
    });
    return this.ready;
  }
}

/** Makes the table of the keys when it is missing; any number of processes may. */
export async function makeKeyTable(db: DataSource): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [tableLock]);
    for (const statement of table) await tx.query(statement);
  });
}

const tableLock = 7_155_011;

const table = [
  'CREATE SCHEMA IF NOT EXISTS sealing',
  `CREATE TABLE IF NOT EXISTS sealing.keys (
    tender_id uuid PRIMARY KEY,
    wrapped_key bytea NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp())`,
  `CREATE OR REPLACE FUNCTION sealing.keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'A sealing key is never changed or deleted.'; END $$`,
  `CREATE OR REPLACE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON sealing.keys
    FOR EACH STATEMENT EXECUTE FUNCTION sealing.keep()`,
];
