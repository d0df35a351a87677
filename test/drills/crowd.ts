import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Receipt } from './load.js';

/** A receipt, and when it came. */
export interface Timed extends Receipt {
  /** Milliseconds since 1970, by the clock that all processes share. */
  readonly at: number;
}

/** What one process of a crowd is to do. */
export interface Task {
  readonly work: 'one-stream' | 'one-jar' | 'own-streams';
  readonly url: string;
  readonly seed: number;
  /** The stream that all race for, or the jar. */
  readonly about: string;
  readonly writers: number;
  /** The number of its first writer; no two of a crowd share one. */
  readonly firstWriter: number;
  /** Appends that this process is to get acknowledged; a jar says by itself when it is full. */
  readonly events: number;
}

export interface Done {
  readonly receipts: readonly Timed[];
  /** What went otherwise than it may, in sentences. */
  readonly troubles: readonly string[];
}

/** Writers in several processes, which are let go at one moment. */
export class Crowd {
  private constructor(private readonly children: readonly ChildProcess[]) {}

  /** Settles when each process has its store open and waits. */
  static async gather(task: Task, processes: number): Promise<Crowd> {
    const env = { ...process.env, LOG_LEVEL: 'warn' };
    const member = join(process.cwd(), 'dist/test/drills/crowd-member.js');
    const children = Array.from({ length: processes }, (_, n) => {
      const own: Task = {
        ...task,
        seed: task.seed + n,
        writers: Math.ceil(task.writers / processes),
        firstWriter: n * Math.ceil(task.writers / processes),
        events: Math.ceil(task.events / processes),
      };
      return fork(member, [JSON.stringify(own)], { execArgv: [], env });
    });
    await Promise.all(children.map((child) => next(child)));
    return new Crowd(children);
  }

  /** Lets them go; settles when all have done what they were to do. */
  async work(): Promise<Done> {
    const done = await Promise.all(
      this.children.map(async (child) => {
        child.send('go');
        return (await next(child)) as Done;
      }),
    );
    return {
      receipts: done.flatMap(({ receipts }) => receipts),
      troubles: done.flatMap(({ troubles }) => troubles),
    };
  }
}

async function next(child: ChildProcess): Promise<unknown> {
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`A process of the crowd ended with ${code}.`);
    }),
  ]);
  return message;
}
