import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

// Real processes of the build: `npm test` builds first.
jest.setTimeout(60_000);

const root = join(import.meta.dirname, '..');
const program = (name: string): string => join(root, 'dist/tools', `${name}.js`);

/** A launcher at work, and everything that it has said. */
interface Launched {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly url: string;
}

describe('npm start', () => {
  const folders: string[] = [];
  const launched: ChildProcess[] = [];

  afterEach(async () => {
    for (const child of launched.splice(0)) child.kill('SIGKILL');
    for (const folder of folders.splice(0)) {
      await until(() => processesOf(folder).length === 0);
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('says where to look, and on Ctrl-C drains, stops and leaves nothing running', async () => {
    const folder = newFolder();
    const { child, said, url } = await launch('start', folder);
    expect(await isHealthy(url)).toBe(true);
    expect(processesOf(folder).length).toBeGreaterThan(0);

    const second = spawnSync(process.execPath, [program('start')], { env: envOf(folder) });
    expect(second.status).toBe(1);
    expect(second.stderr.toString()).toContain('Commonpurse is already running on the data folder');

    expect(await stop(child, 'SIGINT')).toBe(0);
    expect(said()).toContain('Stopped. Everything is kept');
    expect(processesOf(folder)).toEqual([]);
  });

  it('takes the next port when its own is taken, and goes on after a kill -9', async () => {
    const folder = newFolder();
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;
    const first = await launch('start', folder, port);
    blocker.close();
    expect(first.said()).toContain(`Port ${port} is taken, so the pages are on port`);

    await stop(first.child, 'SIGKILL');
    await until(() => processesOf(folder).length === 0);
    expect(processesOf(folder)).toEqual([]);
    const again = await launch('start', folder);
    expect(await isHealthy(again.url)).toBe(true);
    expect(await stop(again.child, 'SIGTERM')).toBe(0);
  });

  it('runs each context by itself, brings back one that falls, and stops them all', async () => {
    const folder = newFolder();
    const { child, said, url } = await launch('start-services', folder);
    expect((await fetch(`${url}/sign-in`)).status).toBe(200);

    const membership = childOf(child, 'membership');
    process.kill(membership, 'SIGKILL');
    await until(() => ![0, membership].includes(childOf(child, 'membership')));
    expect(said()).toContain('[membership] has fallen and is started again');

    expect(await stop(child, 'SIGTERM')).toBe(0);
    expect(processesOf(folder)).toEqual([]);
  });

  it('refuses nonsense in a sentence', () => {
    const env = { ...envOf(newFolder()), PORT: 'eighty' };
    const { status, stderr } = spawnSync(process.execPath, [program('start')], { env });
    expect(status).toBe(1);
    expect(stderr.toString()).toBe(
      'PORT must be a whole number from 1 to 65535; it is "eighty".\n',
    );
  });

  function newFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'commonpurse start '));
    folders.push(folder);
    return folder;
  }

  async function launch(name: string, folder: string, port = anyPort()): Promise<Launched> {
    const child = spawn(process.execPath, [program(name)], { env: envOf(folder, port) });
    launched.push(child);
    let text = '';
    for (const output of [child.stdout, child.stderr]) {
      output.on('data', (chunk: Buffer) => (text += chunk.toString()));
    }
    await until(() => text.includes('Ctrl-C') || child.exitCode !== null);
    const url = /Look at +(\S+)/.exec(text)?.[1];
    if (!url) throw new Error(`${name} did not start:\n${text}`);
    return { child, said: () => text, url };
  }
});

function envOf(folder: string, port = anyPort()): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  return { PATH, DATA_FOLDER: join(folder, 'data'), PORT: String(port), NODE_ENV: 'test' };
}

/** Somewhere that other suites do not look; a taken one is passed over by the launcher. */
function anyPort(): number {
  return 20_000 + (process.pid % 10_000);
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const ended = once(child, 'exit');
  child.kill(signal);
  const [code] = (await ended) as [number | null];
  return code;
}

/** Readers may have to catch up first. */
async function isHealthy(url: string): Promise<boolean> {
  for (const end = Date.now() + 20_000; Date.now() < end; await sleep(100)) {
    if ((await fetch(`${url}/health`)).ok) return true;
  }
  return false;
}

async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 30_000; !condition() && Date.now() < end;) await sleep(50);
}

/** Command lines and environments of this machine's processes that name a folder. */
function processesOf(folder: string): number[] {
  return processes().filter((pid) =>
    [readOf(pid, 'cmdline'), readOf(pid, 'environ')].join('\n').includes(folder),
  );
}

function childOf(parent: ChildProcess, context: string): number {
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
