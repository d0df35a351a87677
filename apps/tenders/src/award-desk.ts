import { Injectable, type OnApplicationShutdown } from '@nestjs/common';

/** How one piece of work stands. */
export type Standing<Result, Progress> =
  | { readonly state: 'waiting'; readonly ahead: number }
  | { readonly state: 'working'; readonly progress?: Progress; readonly seconds: number }
  | { readonly state: 'failed'; readonly failure: unknown }
  | { readonly state: 'done'; readonly result: Result };

/** Work that reports on itself and ends when it is told to. */
export type Work<Result, Progress> = (
  report: (progress: Progress) => void,
  signal: AbortSignal,
) => Promise<Result>;

interface Task {
  standing: Standing<unknown, unknown>;
  readonly askedAt: number;
  startedAt: number;
  readonly settled: Promise<void>;
}

const mostKept = 100;

/**
 * Long work, one piece after another, each done once: who asks again by the same key gets the same.
 * Nothing is stored; after a restart it is done again when somebody asks. So is what failed, once it
 * has been told: it may have been for want of memory, not because of the tender.
 */
@Injectable()
export class AwardDesk implements OnApplicationShutdown {
  private readonly tasks = new Map<string, Task>();
  private last: Promise<void> = Promise.resolve();
  private readonly stopping = new AbortController();

  /** Starts it, unless that has been done, and tells how it stands. */
  standing<Result, Progress>(
    key: string,
    work: Work<Result, Progress>,
  ): Standing<Result, Progress> {
    return this.told<Result, Progress>(key, this.taskFor(key, work));
  }

  /** The same after it is settled, or after so long. */
  async settled<Result, Progress>(
    key: string,
    work: Work<Result, Progress>,
    patienceMs: number,
  ): Promise<Standing<Result, Progress>> {
    const task = this.taskFor(key, work);
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((settle) => {
      timer = setTimeout(settle, patienceMs);
    });
    await Promise.race([task.settled, patience]);
    clearTimeout(timer);
    return this.told(key, task);
  }

  /** The same, but nobody waits for what was asked for longer ago: it takes longer anyway. */
  soon<Result, Progress>(
    key: string,
    work: Work<Result, Progress>,
    patienceMs: number,
  ): Promise<Standing<Result, Progress>> {
    const age = performance.now() - this.taskFor(key, work).askedAt;
    return this.settled(key, work, Math.max(0, patienceMs - age));
  }

  onApplicationShutdown(): void {
    this.stopping.abort(new Error('The service is stopping.'));
  }

  private told<Result, Progress>(key: string, task: Task): Standing<Result, Progress> {
    const { standing } = task;
    if (standing.state === 'failed' && this.tasks.get(key) === task) this.tasks.delete(key);
    if (standing.state === 'waiting') {
      const open = [...this.tasks.values()].filter((one) => isOpen(one.standing));
      return { state: 'waiting', ahead: open.indexOf(task) };
    }
    if (standing.state !== 'working') return standing as Standing<Result, Progress>;
    const seconds = (performance.now() - task.startedAt) / 1000;
    return { ...standing, seconds } as Standing<Result, Progress>;
  }

  private taskFor<Result, Progress>(key: string, work: Work<Result, Progress>): Task {
    const known = this.tasks.get(key);
    if (known) return known;
    const settled = this.last.then(() => this.perform(task, work));
    const task: Task = {
      standing: { state: 'waiting', ahead: 0 },
      askedAt: performance.now(),
      startedAt: 0,
      settled,
    };
    this.last = settled;
    this.tasks.set(key, task);
    this.forgetOld();
    return task;
  }

  private async perform<Result, Progress>(task: Task, work: Work<Result, Progress>): Promise<void> {
    task.startedAt = performance.now();
    task.standing = { state: 'working', seconds: 0 };
    try {
      this.stopping.signal.throwIfAborted();
      const report = (progress: Progress) => {
        task.standing = { state: 'working', progress, seconds: 0 };
      };
      const result = await work(report, this.stopping.signal);
      task.standing = { state: 'done', result };
    } catch (failure) {
      task.standing = { state: 'failed', failure };
    }
  }

  private forgetOld(): void {
    const over = [...this.tasks].filter(([, { standing }]) => !isOpen(standing));
    for (const [key] of over.slice(0, Math.max(0, this.tasks.size - mostKept))) {
      this.tasks.delete(key);
    }
  }
}

function isOpen({ state }: Standing<unknown, unknown>): boolean {
  return state === 'waiting' || state === 'working';
}
