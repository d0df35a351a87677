import type { DataSource } from 'typeorm';
import type { Following } from './following.js';
import { leaseOf, readerLocks } from './leases.js';
import { logger } from './logger.js';
import { schemaOf } from './read-model.js';
import { rebuildLeaseOf } from './rebuild.js';

/**
 * Drops what older versions of a read model, and rebuilds that did not end, have left. A version
 * that some process still folds keeps its lock, and with it its tables: programs of two versions
 * run side by side while they are exchanged one after another.
 */
export async function dropLeftovers(db: DataSource, following: Following): Promise<void> {
  const { name, version, beside } = following;
  if (!beside) return;
  await db.transaction(async (tx) => {
    if (!(await isFree(tx, rebuildLeaseOf(following)))) return;
    await beside.clear(tx);
    await tx.query('DELETE FROM event_sourcing.checkpoints WHERE name = $1', [`${name} (rebuild)`]);
  });
  const older: { version: number }[] = await db.query(
    'SELECT version FROM event_sourcing.checkpoints WHERE name = $1 AND version < $2',
    [name, version],
  );
  for (const one of older) await dropVersion(db, { name, version: one.version });
}

async function dropVersion(db: DataSource, of: { name: string; version: number }): Promise<void> {
  await db.transaction(async (tx) => {
    if (!(await isFree(tx, leaseOf(of)))) return;
    await tx.query(`DROP SCHEMA IF EXISTS "${schemaOf(of)}" CASCADE`);
    const statement = 'DELETE FROM event_sourcing.checkpoints WHERE name = $1 AND version = $2';
    await tx.query(statement, [of.name, of.version]);
    logger.info({ reader: of.name, version: of.version }, 'An older version was dropped.');
  });
}

/** Does nobody hold this lock? Held until the transaction ends. */
async function isFree(tx: { query: DataSource['query'] }, lease: string): Promise<boolean> {
  const statement = 'SELECT pg_try_advisory_xact_lock($1, hashtext($2)) AS free';
  const [{ free }] = await tx.query(statement, [readerLocks, lease]);
  return free;
}
