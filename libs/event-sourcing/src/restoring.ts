export { makeTables } from './checkpoints.js';

/** What can run statements: a transaction of TypeORM's, or one of the driver's clients. */
export interface Statements {
  query(statement: string, values?: unknown[]): Promise<unknown>;
}

/**
 * What a copy of the log must hold beside it, in one snapshot: where processes and due times stand,
 * what they remember, what is due, and what was refused. Read models are filled anew.
 */
export const durableTables = [
  'event_sourcing.checkpoints',
  'event_sourcing.process_states',
  'event_sourcing.due_times',
  'event_sourcing.refused_asks',
] as const;

/**
 * Tells the readers that this log, which came back under a new name with the tables above, is
 * theirs: processes and due times go on from where they stood; read models are filled anew.
 */
export async function adoptLog(db: Statements, epoch: string): Promise<void> {
  await db.query(`DELETE FROM event_sourcing.checkpoints
    WHERE kind IS NULL OR kind NOT IN ('process', 'due-times')`);
  await db.query('UPDATE event_sourcing.checkpoints SET epoch = $1', [epoch]);
}
