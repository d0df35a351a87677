import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as newId } from 'uuid';
import {
  createPostgresEventStore,
  StoreFailed,
  WrongExpectedRevision,
  type Appended,
  type EventStore,
  type NewEvent,
} from '#libs/event-store';
import type { Done, Task, Timed } from './crowd.js';
import { seeded } from './seeded.js';

interface Desk {
  work(): Promise<Done>;
  close(): Promise<void>;
}

/** What a writer makes of one turn: a receipt, nothing this time, or that it has finished. */
export type Turn = (writer: number) => Promise<Timed | undefined | 'finished'>;

const patienceMs = 600_000;
/** How often a writer asks for an answer once more that it has. */
const again = 0.1;

/** Opens what the task needs; `work` runs its writers until they have what they were to get. */
export async function openDesk(task: Task): Promise<Desk> {
  const troubles: string[] = [];
  if (task.work === 'one-jar') {
    // Much to load, and not for the others.
    const { openJarDesk } = await import('./jar-writing.js');
    const { turn, close } = await openJarDesk(task);
    return { work: () => everyone(task, turn, troubles), close };
  }
  const store = await createPostgresEventStore({ url: task.url });
  const turn = task.work === 'one-stream' ? racing(store, task, troubles) : alone(store, task);
  return { work: () => everyone(task, turn, troubles), close: () => store.close() };
}

async function everyone(task: Task, turn: Turn, troubles: string[]): Promise<Done> {
  const receipts: Timed[] = [];
  const end = Date.now() + patienceMs;
  const one = async (writer: number): Promise<void> => {
    while (receipts.length < task.events || task.work === 'one-jar') {
      if (Date.now() > end) throw new Error(`Writer ${writer} did not finish.`);
      const made = await turn(writer);
      if (made === 'finished') return;
      if (made) receipts.push(made);
    }
  };
  await Promise.all(
    Array.from({ length: task.writers }, (_, n) =>
      one(task.firstWriter + n).catch((trouble: Error) => void troubles.push(trouble.message)),
    ),
  );
  return { receipts, troubles };
}

/** All write at the same revision, and one of them wins; the others look where it stands now. */
function racing(store: EventStore, { about, seed }: Task, troubles: string[]): Turn {
  const random = seeded(seed);
  const stands = new Map<number, number>();
  return async (writer) => {
    const event = newEvent('PutIn', writer);
    for (let tries = 1; ; tries += 1) {
      const revision = stands.get(writer) ?? -1;
      const append = { stream: about, expected: expectedAt(revision), events: [event] };
      try {
        const appended = await store.append(append);
        stands.set(writer, appended.revision);
        if (random() < again) {
          const second = await store.append(append);
          if (second.position !== appended.position || !second.repeated) {
            troubles.push(`Event ${event.id} had two answers.`);
          }
        }
        return receiptOf(event, writer, tries, about, appended);
      } catch (error) {
        if (!(error instanceof WrongExpectedRevision)) throw error;
        stands.set(writer, error.actual);
      }
    }
  };
}

/** Some commits are slow and some are taken back, as the types of the events say. */
function alone(store: EventStore, { about, seed }: Task): Turn {
  const random = seeded(seed);
  const stands = new Map<number, number>();
  return async (writer) => {
    const chance = random();
    const type = chance < 0.005 ? 'TakenBack' : chance < 0.02 ? 'SlowlyPutIn' : 'PutIn';
    const event = newEvent(type, writer);
    const stream = `${about}-${writer}`;
    for (let tries = 1; ; tries += 1) {
      const expected = expectedAt(stands.get(writer) ?? -1);
      try {
        const appended = await store.append({ stream, expected, events: [event] });
        stands.set(writer, appended.revision);
        return receiptOf(event, writer, tries, stream, appended);
      } catch (error) {
        if (!(error instanceof StoreFailed && error.retryable)) throw error;
        if (type === 'TakenBack') return undefined;
        await sleep(random() * 5);
      }
    }
  };
}

function expectedAt(revision: number): number | 'no-stream' {
  return revision < 0 ? 'no-stream' : revision;
}

function newEvent(type: string, writer: number): NewEvent {
  const commandId = newId();
  const meta = {
    at: new Date().toISOString(),
    actor: `writer-${writer}`,
    commandId,
    correlationId: commandId,
  };
  return { id: newId(), type, data: { writer, coins: 1 }, meta };
}

function receiptOf(
  { meta }: NewEvent,
  client: number,
  tries: number,
  stream: string,
  { revision, position }: Appended,
): Timed {
  const key = meta.commandId;
  return { key, client, tries, stream, revision, position: String(position), at: Date.now() };
}
