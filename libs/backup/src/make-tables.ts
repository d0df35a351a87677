import { DataSource } from 'typeorm';
import { migrateAuth } from '#libs/auth';
import { makeTables as makeReaderTables } from '#libs/event-sourcing';
import { createPostgresEventStore } from '#libs/event-store';
import { makeKeyTable } from '#libs/storage';

/** Every table that a backup goes into, as the programme makes them at its start. */
export async function makeTables(url: string): Promise<void> {
  const store = await createPostgresEventStore({ url });
  await store.close();
  const db = await new DataSource({ type: 'postgres', url }).initialize();
  try {
    await migrateAuth(db);
    await makeReaderTables(db);
    await makeKeyTable(db);
  } finally {
    await db.destroy();
  }
}
