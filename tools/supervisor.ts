import { fork, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { CannotStart } from '#libs/storage';

/** A program that is kept running. */
export interface Program {
  readonly name: string;
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
}

const shortestPauseMs = 250;
const longestPauseMs = 30_000;
/** Who ran this long before it fell is restarted without much of a pause again. */
const steadyMs = 60_000;
const patienceMs = 30_000;

/** One program as a child process: restarted when it falls, with growing pauses, until stopped. */
export class Kept {
  private child: ChildProcess | undefined;
  private stopping = false;
  private pauseMs = shortestPauseMs;
  private restart: NodeJS.Timeout | undefined;

  constructor(
    private readonly program: Program,
    private readonly say: (line: string) => void,
  ) {}

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Settles when it is ready; throws `CannotStart` when its first start fails. */
  async start(): Promise<void> {
    const began = Date.now();
    const child = this.spawn();
    const ready = once(child, 'message').then(() => true);
    const ended = once(child, 'exit').then(() => false);
    if (!(await Promise.race([ready, ended]))) {
      throw new CannotStart(`${this.program.name} did not start; its lines above say why.`);
    }
    void ended.then(() => this.fell(began));
  }

  /** Lets it finish what it has; nothing of it is left running. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.restart);
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    const kill = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    child.kill('SIGTERM');
    await ended;
    clearTimeout(kill);
  }

  private spawn(): ChildProcess {
    const { file, env } = this.program;
    // A group of its own: Ctrl-C reaches the launcher, which stops all in their order.
    const stdio: StdioOptions = ['ignore', 'pipe', 'pipe', 'ipc'];
    const child = fork(file, [], { env, detached: true, stdio });
    for (const output of [child.stdout, child.stderr]) {
      if (output) createInterface(output).on('line', (line) => this.tell(line));
    }
    this.child = child;
    return child;
  }

  private fell(began: number): void {
    if (this.stopping) return;
    if (Date.now() - began > steadyMs) this.pauseMs = shortestPauseMs;
    this.tell(`has fallen and is started again in ${this.pauseMs / 1000} seconds.`);
    this.restart = setTimeout(() => {
      const again = Date.now();
      this.spawn().once('exit', () => this.fell(again));
    }, this.pauseMs);
    this.pauseMs = Math.min(this.pauseMs * 2, longestPauseMs);
  }

  private tell(line: string): void {
    this.say(`[${this.program.name}] ${line}`);
  }
}
