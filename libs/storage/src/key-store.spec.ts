import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { newKey, SealBroken } from '#libs/sealing';
import { freshDatabase, type FreshDatabase } from '#testing';
import { KeyStore } from './key-store.js';

const secrets = { sealKey: newKey() };
let database: FreshDatabase;
let db: DataSource;

beforeAll(async () => {
  database = await freshDatabase();
  db = await new DataSource({ type: 'postgres', url: database.url }).initialize();
});

afterAll(async () => {
  await db.destroy();
  await database.drop();
});

describe('The key store', () => {
  it('makes one key for a tender, however many ask at once', async () => {
    const tenderId = randomUUID();
    const stores = Array.from({ length: 8 }, () => new KeyStore(db, { secrets }));
    const keys = await Promise.all(stores.map((store) => store.keyFor(tenderId)));
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
    expect(await new KeyStore(db, { secrets }).keyOf(tenderId)).toEqual(keys[0]);
    expect(await new KeyStore(db, { secrets }).keyFor(randomUUID())).not.toEqual(keys[0]);
  });

  it('never keeps a key as it is', async () => {
    const tenderId = randomUUID();
    const key = await new KeyStore(db, { secrets }).keyFor(tenderId);
    const [row] = await db.query('SELECT wrapped_key FROM sealing.keys WHERE tender_id = $1', [
      tenderId,
    ]);
    expect(row.wrapped_key.includes(key)).toBe(false);
    await expect(
      new KeyStore(db, { secrets: { sealKey: newKey() } }).keyOf(tenderId),
    ).rejects.toThrow(SealBroken);
  });

  it('says so when a tender has no key', async () => {
    await expect(new KeyStore(db, { secrets }).keyOf(randomUUID())).rejects.toThrow(SealBroken);
  });

  it('lets nobody change or delete a key', async () => {
    await new KeyStore(db, { secrets }).keyFor(randomUUID());
    const statements = [
      'DELETE FROM sealing.keys',
      `UPDATE sealing.keys SET wrapped_key = ''`,
      'TRUNCATE sealing.keys',
    ];
    for (const statement of statements) {
      await expect(db.query(statement)).rejects.toThrow('never changed or deleted');
    }
  });
});
