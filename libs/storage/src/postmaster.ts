import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';

/** A running server, as its own postmaster.pid tells. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

/** The live server of this cluster folder; a pid file left by a killed one counts for nothing. */
export function livePostmaster(clusterFolder: string): Postmaster | undefined {
  const lines = linesOf(join(clusterFolder, 'postmaster.pid'));
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 1) return undefined;
  if (!commandLine(pid).includes(clusterFolder)) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/**
 * A killed server's pid file may name a number that another program has by now, and PostgreSQL
 * would refuse to start. With our own number in it, it looks for surviving backends and goes on.
 */
export function disownPidFile(clusterFolder: string): void {
  const file = join(clusterFolder, 'postmaster.pid');
  if (!existsSync(file) || livePostmaster(clusterFolder)) return;
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(process.pid)));
}

/** Fast shutdown: clients are cut off, everything is written. Harder only when that hangs. */
export async function stopPostmaster(pid: number): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', 30_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 10_000],
  ] as const) {
    if (!signalTo(pid, signal)) return;
    for (const until = Date.now() + patience; Date.now() < until; await sleep(10)) {
      if (!isAlive(pid)) return;
    }
  }
}

/** When a process began, which tells it from a later one with the same number. */
export function beginningOf(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  if (process.platform !== 'linux') return ps(pid, 'lstart=');
  const [stat = ''] = linesOf(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

export function isAlive(pid: number): boolean {
  return signalTo(pid, 0) && !isZombie(pid);
}

function signalTo(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === 'EPERM' && signal === 0;
  }
}

function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return ps(pid, 'state=').startsWith('Z');
  const [stat = ''] = linesOf(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
}

function commandLine(pid: number): string {
  if (process.platform !== 'linux') return ps(pid, 'command=');
  return linesOf(`/proc/${pid}/cmdline`).join('\n').replaceAll('\0', ' ');
}

function ps(pid: number, column: string): string {
  try {
    return execFileSync('ps', ['-ww', '-o', column, '-p', String(pid)], {
      encoding: 'utf8',
    }).trim();
  } catch {
    return '';
  }
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}
