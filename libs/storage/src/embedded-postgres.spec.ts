import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findRunning, startEmbedded, type EmbeddedPostgres } from './embedded-postgres.js';
import { isAlive } from './postmaster.js';
import { serverAccount } from './server-account.js';
import { launch } from './server-process.js';

// Each test makes a server or two, about a second each when the machine is idle.
jest.setTimeout(60_000);

describe('The embedded PostgreSQL', () => {
  const folders: string[] = [];
  const servers: EmbeddedPostgres[] = [];
  const said: string[] = [];

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  it('keeps what it was told over a stop, which leaves nothing running', async () => {
    const dataFolder = newFolder('with spaces and é');
    const first = await start(dataFolder);
    await ask(first.url, 'CREATE TABLE kept AS SELECT 1 AS one');
    expect(findRunning(dataFolder)).toBe(first.url);
    await first.stop();
    await first.stopped;
    expect(isAlive(first.pid)).toBe(false);
    expect(findRunning(dataFolder)).toBeUndefined();

    const second = await start(dataFolder);
    expect(await ask(second.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
    expect(second.notices.filter((said) => said.includes('last run'))).toEqual([]);
  });

  it('lets only someone in who has its password, which its owner alone can read', async () => {
    const dataFolder = newFolder('private');
    const { url } = await start(dataFolder);
    const guess = new URL(url);
    guess.password = 'guess';
    await expect(ask(guess.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    expect(statSync(join(dataFolder, 'postgres.json')).mode & 0o777).toBe(0o600);
  });

  it('refuses a second launcher on the same folder in a sentence', async () => {
    const dataFolder = newFolder('twice');
    const { url } = await start(dataFolder);
    await expect(start(dataFolder)).rejects.toThrow(
      /^Commonpurse is already running on .*twice.* \(process \d+\)\. Stop that one/,
    );
    expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('takes the next port when its own is taken, and says so', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;
    const server = await start(newFolder('port'), port);
    blocker.close();
    expect(server.port).toBeGreaterThan(port);
    expect(server.notices).toContain(
      `Port ${port} is taken, so PostgreSQL listens on ${server.port}.`,
    );
  });

  it('stops the orphan of a killed launcher, and has what it had', async () => {
    const dataFolder = newFolder('orphan');
    const first = await start(dataFolder);
    await ask(first.url, 'CREATE TABLE kept AS SELECT 1 AS one');
    await first.stop();
    const orphan = await launch(serverAccount(dataFolder), join(dataFolder, 'postgres.log'), 0);
    const dead = spawnSync('true').pid;
    writeFileSync(join(dataFolder, 'launcher.lock'), JSON.stringify({ pid: dead, began: '1' }));

    const second = await start(dataFolder);
    expect(isAlive(orphan.pid)).toBe(false);
    expect(second.notices.join(' ')).toContain('The last run ended without stopping');
    expect(await ask(second.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  });

  it('comes back by itself when it was killed, with everything it had acknowledged', async () => {
    const server = await start(newFolder('killed'));
    await ask(server.url, 'CREATE TABLE kept AS SELECT 1 AS one');
    const first = server.pid;
    process.kill(first, 'SIGKILL');
    for (const until = Date.now() + 20_000; server.pid === first && Date.now() < until;) {
      await sleep(50);
    }
    expect(server.pid).not.toBe(first);
    expect(said[0]).toMatch(/^PostgreSQL has fallen and is started again/);
    expect(await ask(server.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  });

  it('says which folder cannot be written, and what to do', async () => {
    const file = join(newFolder('file'), 'not-a-folder');
    writeFileSync(file, '');
    await expect(start(file)).rejects.toThrow(
      /cannot be written .* Name another one in DATA_FOLDER/,
    );
  });

  it('starts over a pid file whose number belongs to another program by now', async () => {
    const dataFolder = newFolder('stale');
    const { clusterFolder, stop } = await start(dataFolder);
    const pidFile = join(clusterFolder, 'postmaster.pid');
    const left = readFileSync(pidFile, 'utf8');
    await stop();
    const bystander = spawn('sleep', ['30']);
    try {
      writeFileSync(pidFile, left.replace(/^\d+/, String(bystander.pid)));
      const { url } = await start(dataFolder);
      expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect(stillRuns(bystander)).toBe(true);
    } finally {
      bystander.kill();
    }
  });

  function newFolder(name: string): string {
    const folder = mkdtempSync(join(tmpdir(), `commonpurse ${name} `));
    folders.push(folder);
    return folder;
  }

  async function start(dataFolder: string, port = 0): Promise<EmbeddedPostgres> {
    const server = await startEmbedded({ dataFolder, port, say: (line) => said.push(line) });
    servers.push(server);
    return server;
  }
});

async function ask(connectionString: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(statement)).rows as unknown[];
  } finally {
    await client.end();
  }
}

function stillRuns({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
