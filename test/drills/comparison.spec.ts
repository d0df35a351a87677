import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { v7 as newId } from 'uuid';
import { createPostgresEventStore, type EventStore } from '#libs/event-store';
import { freshDatabase, type FreshDatabase } from '#testing';
import { logFaults, readModelFaults } from './comparison.js';
import type { Receipt } from './load.js';

/** Positive control: a comparison that finds nothing wrong must be one that would. */
describe('Receipts compared with the log', () => {
  let database: FreshDatabase;
  let store: EventStore;
  const receipts: Receipt[] = [];

  beforeAll(async () => {
    database = await freshDatabase();
    store = await createPostgresEventStore({ url: database.url });
    for (const n of [0, 1, 2]) receipts.push(await append(newId(), n));
  }, 30_000);

  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  it('agree when all is well', async () => {
    expect(await logFaults(database.url, receipts)).toEqual([]);
  });

  it('show a command that was never stored as lost, and its place as given twice', async () => {
    const key = newId();
    const forged: Receipt = { ...receipts[2]!, key, position: '4' };
    expect(await logFaults(database.url, [...receipts, forged])).toEqual([
      `Command ${key}, acknowledged as jar 2 at 4, is lost.`,
      'jar 2 was given to 2 commands.',
    ]);
  });

  it('show answers out of their order', async () => {
    const [first, second, third] = receipts as [Receipt, Receipt, Receipt];
    expect(await logFaults(database.url, [second, first, third])).toEqual([
      `Command ${first.key} was recorded before its predecessor.`,
    ]);
  });

  it('show a command that took effect twice', async () => {
    await append(receipts[1]!.key, 3);
    expect(await logFaults(database.url, receipts)).toEqual([
      `Command ${receipts[1]!.key} took effect 2 times.`,
    ]);
  });

  it('show a gap in positions and in a stream, and read models that differ', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('DELETE FROM event_store.events WHERE position IN (3, 4)');
    await client.query('UPDATE event_store.events SET position = 3 WHERE position = 2');
    await client.query(`CREATE SCHEMA register_v1; CREATE SCHEMA funds_v2;
      CREATE TABLE register_v1.schools AS SELECT '100000' AS urn, 'x' AS name, 'y' AS phase;
      CREATE TABLE funds_v2.party_money ("partyId" text, "budgetPence" bigint)`);
    await client.end();
    const [, second, third] = receipts as [Receipt, Receipt, Receipt];
    expect(await logFaults(database.url, receipts)).toEqual([
      `Command ${second.key} was jar 1 at 2, but is jar 1 at 3.`,
      `Command ${third.key}, acknowledged as jar 2 at 3, is lost.`,
      'Position 2 is 3.',
    ]);
    expect(await readModelFaults(database.url, 100)).toEqual([
      'The read model of schools differs from the log.',
    ]);
  });

  async function append(key: string, n: number): Promise<Receipt> {
    const at = new Date().toISOString();
    const meta = { at, actor: 'control', commandId: key, correlationId: key };
    const event = { id: newId(), type: 'CoinsPutIn', data: { n }, meta };
    const { position, revision } = await store.append({
      stream: 'jar',
      expected: 'any',
      events: [event],
    });
    return { key, client: 0, tries: 1, stream: 'jar', revision, position: String(position) };
  }
});
