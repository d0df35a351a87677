import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRunning, serviceNames } from '#libs/storage';
import { begin, childOf, envOf, launched, processesOf, stop, until } from '../../tools/testing.js';

export const shapes = { start: 'one process', 'start-services': 'separate services' } as const;
export type Shape = keyof typeof shapes;

/** What is killed, with no chance to say goodbye. */
export type Victim = 'application' | 'database' | 'both' | 'service';

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

  /** kill -9. Says whether it has to be started again: some victims are brought back by others. */
  async kill(victim: Victim, at: number): Promise<boolean> {
    const database = victim === 'database' || victim === 'both' ? [this.postmaster()] : [];
    const application = victim === 'application' || victim === 'both' ? this.processes() : [];
    const services = this.processes().slice(1);
    const service = victim === 'service' ? [services[Math.floor(at * services.length)] ?? 0] : [];
    for (const pid of [...database, ...application, ...service]) process.kill(pid, 'SIGKILL');
    if (application.length === 0) return false;
    await until(() => processesOf(this.folder).length === 0);
    return true;
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

  /** The launcher, and in separate services everyone whom it runs. */
  private processes(): number[] {
    const { child } = this;
    if (!child?.pid) throw new Error('Nothing has been started.');
    if (this.shape === 'start') return [child.pid];
    const names = [...serviceNames, 'gateway'];
    return [child.pid, ...names.map((name) => childOf(child, name)).filter((pid) => pid > 0)];
  }
}
