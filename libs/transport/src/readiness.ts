import type { EventSourcing } from '#libs/event-sourcing';

const stopped = new Set(['poisoned', 'retrying', 'stopped']);

/** Why what runs here is not ready, in sentences; none when log, database and readers work. */
export async function readinessFaults(eventSourcing: EventSourcing): Promise<readonly string[]> {
  try {
    const readers = await eventSourcing.readers();
    return readers
      .filter(({ status }) => stopped.has(status))
      .map(({ name, kind, status }) => `The ${kind} ${name} is ${status}.`);
  } catch {
    return ['The database does not answer.'];
  }
}
