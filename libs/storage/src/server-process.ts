import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CannotStart } from './cannot-start.js';
import { freePort } from './free-port.js';
import { isAlive, livePostmaster, stopPostmaster } from './postmaster.js';
import { run, type ServerAccount } from './server-account.js';

/** One running postgres, our child. */
export interface ServerProcess {
  readonly port: number;
  readonly pid: number;
  readonly stopped: Promise<void>;
  stop(): Promise<void>;
}

/** Starts postgres on the first free port from `wanted` on, and waits until it answers. */
export async function launch(
  account: ServerAccount,
  logFile: string,
  wanted: number,
): Promise<ServerProcess> {
  rotate(logFile);
  for (let first = wanted; ;) {
    const port = await freePort(first);
    const log = openSync(logFile, 'a', 0o600);
    const from = statSync(logFile).size;
    const child = run(account, 'postgres', settings(account.clusterFolder, port), log);
    closeSync(log);
    const stopped = once(child, 'exit').then(() => undefined);
    if (await isReady(child, account.clusterFolder)) return watched(child, port, stopped);
    const said = readFileSync(logFile).subarray(from).toString().trim();
    if (!said.includes('could not bind')) throw didNotStart(said);
    first = port + 1;
  }
}

function settings(clusterFolder: string, port: number): string[] {
  const values = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    jit: 'off',
  };
  const options = Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', clusterFolder, ...options];
}

/** Waits as long as it runs: recovery after a crash may take its time. */
async function isReady(child: ChildProcess, clusterFolder: string): Promise<boolean> {
  for (; child.exitCode === null && child.signalCode === null; await sleep(10)) {
    const postmaster = livePostmaster(clusterFolder);
    if (postmaster?.ready && postmaster.pid === child.pid) return true;
  }
  return false;
}

/** A small shell waits at a pipe that only our death closes, and then stops the server. */
function watched(child: ChildProcess, port: number, stopped: Promise<void>): ServerProcess {
  const pid = child.pid as number;
  const script = 'while read -r line; do :; done; kill -INT "$1"';
  const watcher = spawn('/bin/sh', ['-c', script, 'commonpurse-watcher', String(pid)], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  void stopped.then(() => watcher.kill('SIGKILL'));
  const handles = [child, watcher, watcher.stdin as unknown as { unref(): void }];
  for (const handle of handles) handle.unref();
  const stop = async (): Promise<void> => {
    // Whoever waits for `stopped` must not find the event loop empty before it settles.
    child.ref();
    if (child.exitCode === null && isAlive(pid)) await stopPostmaster(pid);
    watcher.kill('SIGKILL');
  };
  return { port, pid, stopped, stop };
}

function didNotStart(said: string): CannotStart {
  return new CannotStart(`PostgreSQL did not start. It said: ${said.slice(-600)}`);
}

const tenMegabytes = 10_000_000;

function rotate(logFile: string): void {
  if (existsSync(logFile) && statSync(logFile).size > tenMegabytes) {
    renameSync(logFile, `${logFile}.old`);
  }
}
