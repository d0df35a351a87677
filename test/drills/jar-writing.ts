import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as newId } from 'uuid';
import { Refused } from '#libs/decider';
import type { Accepted } from '#messages/messages';
import { PutIn } from '../../libs/event-sourcing/spec/jar.messages.js';
import { run } from '../../libs/event-sourcing/spec/running.js';
import type { Task, Timed } from './crowd.js';
import { seeded } from './seeded.js';
import type { Turn } from './writing.js';

/** Commands about one jar, through the handler of a whole context. */
export async function openJarDesk(
  task: Task,
): Promise<{ readonly turn: Turn; readonly close: () => Promise<void> }> {
  const app = await run(task.url, { start: false });
  const random = seeded(task.seed);
  return {
    turn: async (writer) => {
      // Or the process that is let go first fills the jar before the others have begun.
      await sleep(random() * 10);
      return putIn(app, task, writer);
    },
    close: () => app.stop(),
  };
}

/** One coin at a time until there is no room; a lost race is no answer, so it is asked again. */
async function putIn(
  app: Awaited<ReturnType<typeof run>>,
  { about }: Task,
  writer: number,
): Promise<Timed | 'finished'> {
  const key = newId();
  for (let tries = 1; ; tries += 1) {
    try {
      const accepted: Accepted = await app.ask(
        PutIn,
        { jarId: about, coins: 1 },
        { commandId: key },
      );
      return { key, client: writer, tries, at: Date.now(), ...accepted };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.code === 'jar-full') return 'finished';
      if (error.code !== 'lost-race') throw error;
    }
  }
}
