import type { DataSource } from 'typeorm';
import type { ReaderHealth } from './readers.js';

/** How a reader stands, kept beside its checkpoint where every process can look it up. */
export async function keepStanding(
  db: DataSource,
  { name, version }: { name: string; version: number },
  status: ReaderHealth['status'],
  error: string | undefined,
): Promise<void> {
  await db.query(
    `UPDATE event_sourcing.checkpoints SET status = $3, error = $4,
        since = CASE WHEN status IS DISTINCT FROM $3 THEN clock_timestamp() ELSE since END
      WHERE name = $1 AND version = $2`,
    [name, version, status, error ?? null],
  );
}
