import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A launcher at work, and everything that it has said. */
export interface Launched {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly url: string;
}

/** A program of the build: specs and drills run real processes. */
export function program(name: string): string {
  return join(process.cwd(), 'dist/tools', `${name}.js`);
}

/** What a launcher is told: where its data are, and where its pages shall be. */
export function envOf(folder: string, port = anyPort()): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  return { PATH, DATA_FOLDER: join(folder, 'data'), PORT: String(port), NODE_ENV: 'test' };
}

/** Starts a launcher, whose words are kept. */
export function begin(name: string, env: NodeJS.ProcessEnv, ...options: string[]) {
  const child = spawn(process.execPath, [program(name), ...options], { env });
  let text = '';
  for (const output of [child.stdout, child.stderr]) {
    output.on('data', (chunk: Buffer) => (text += chunk.toString()));
  }
  return { child, said: () => text };
}

/** Settles when the pages are there; throws what it said when it did not start. */
export async function launched(begun: ReturnType<typeof begin>): Promise<Launched> {
  const { child, said } = begun;
  await until(() => said().includes('Ctrl-C') || child.exitCode !== null);
  const url = /Look at +(\S+)/.exec(said())?.[1];
  if (!url) throw new Error(`It did not start:\n${said()}`);
  return { ...begun, url };
}

/** Somewhere that other suites do not look; a taken one is passed over by the launcher. */
function anyPort(): number {
  return 20_000 + (process.pid % 10_000);
}

/** Its exit code; null when the signal ended it. */
export async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const ended = once(child, 'exit');
  child.kill(signal);
  const [code] = (await ended) as [number | null];
  return code;
}

export async function until(condition: () => boolean, patienceMs = 60_000): Promise<void> {
  for (const end = Date.now() + patienceMs; !condition() && Date.now() < end;) await sleep(20);
}

/** Processes of this machine whose command lines or environments name a folder. */
export function processesOf(folder: string): number[] {
  return processes().filter((pid) =>
    [readOf(pid, 'cmdline'), readOf(pid, 'environ')].join('\n').includes(folder),
  );
}

/** The process of a context that a launcher runs; 0 when there is none. */
export function childOf(parent: { readonly pid?: number }, context: string): number {
  const found = processes().find(
    (pid) =>
      readOf(pid, 'cmdline').includes(`apps/${context}/src/main.js`) &&
      readOf(pid, 'stat').split(') ').at(-1)?.split(' ')[1] === String(parent.pid),
  );
  return found ?? 0;
}

function processes(): number[] {
  if (!existsSync('/proc/self')) return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 1);
}

function readOf(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
