import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRunning, serviceNames, type ServiceName } from '#libs/storage';
import { begin, childOf, envOf, launched, processesOf, stop, until } from '../../tools/testing.js';

/** One process, or separate services: the launcher's name. */
export type Shape = 'start' | 'start-services';

/** What is killed, with no chance to say goodbye: `application` is all that we run. */
export type Victim = 'application' | 'database' | 'both' | Service;
type Service = ServiceName | 'gateway';

const services: readonly Service[] = [...serviceNames, 'gateway'];
const always = ['application', 'database', 'both'] as const;

/** A real installation in a temporary folder, as `npm start -- --empty` makes it. */
export class Installed {
  readonly folder = mkdtempSync(join(tmpdir(), 'commonpurse drill '));
  readonly env = envOf(this.folder);
  private child: ChildProcess | undefined;
  url = '';
  databaseUrl = '';

  constructor(private readonly shape: Shape) {}

  /** Starts it, the first time or again after a kill. */
  async start(): Promise<void> {
    const begun = begin(this.shape, this.env, '--empty');
    this.child = begun.child;
    this.url = (await launched(begun)).url;
    this.databaseUrl = findRunning(join(this.folder, 'data')) ?? '';
  }

  /** In the order of the rounds. */
  get victims(): readonly Victim[] {
    return this.shape === 'start' ? always : [...services, ...always];
  }

  /** kill -9. Says whether it has to be started again: some victims are brought back by others. */
  async kill(victim: Victim): Promise<boolean> {
    for (const pid of this.processesOf(victim)) process.kill(pid, 'SIGKILL');
    if (victim !== 'application' && victim !== 'both') return false;
    await until(() => processesOf(this.folder).length === 0);
    return true;
  }

  /** Told to stop, as an operator does: its exit code. It may be started again. */
  async end(): Promise<number | null> {
    if (!this.child) throw new Error('Nothing has been started.');
    return stop(this.child, 'SIGTERM');
  }

  async stop(): Promise<void> {
    if (this.child?.exitCode === null && this.child.signalCode === null) {
      await stop(this.child, 'SIGTERM');
    }
    await until(() => processesOf(this.folder).length === 0);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private postmaster(): number {
    const file = join(this.folder, 'data/postgres/postmaster.pid');
    return Number(readFileSync(file, 'utf8').split('\n')[0]);
  }

  private processesOf(victim: Victim): number[] {
    switch (victim) {
      case 'database':
        return [this.postmaster()];
      case 'application':
        return this.everything();
      case 'both':
        return [this.postmaster(), ...this.everything()];
      default:
        return this.child ? [childOf(this.child, victim)].filter((pid) => pid > 0) : [];
    }
  }

  /** The launcher, and in separate services everyone whom it runs. */
  private everything(): number[] {
    const { child } = this;
    if (!child?.pid) throw new Error('Nothing has been started.');
    if (this.shape === 'start') return [child.pid];
    return [child.pid, ...services.map((name) => childOf(child, name)).filter((pid) => pid > 0)];
  }
}
