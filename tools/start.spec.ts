import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findRunning } from '#libs/storage';
import {
  begin,
  childOf,
  envOf,
  launched,
  processesOf,
  program,
  stop,
  until,
  type Launched,
} from './testing.js';

// Real processes of the build: `npm test` builds first.
jest.setTimeout(180_000);

describe('npm start', () => {
  const folders: string[] = [];
  const children: ChildProcess[] = [];

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const folder of folders.splice(0)) {
      await until(() => processesOf(folder).length === 0);
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('loads the demonstration into an empty folder, keeps it, and goes on after a kill', async () => {
    const folder = newFolder();
    const first = await launch('start', folder);
    expect((await fetch(`${first.url}/health`)).status).toBe(200);
    const loaded = await events(folder);
    expect(await roundsOf(first, 'lead@tarnbury.example')).toHaveLength(3);
    const ended = stop(first.child, 'SIGINT');
    // One Ctrl-C comes twice: the terminal sends it to npm too, which passes it on.
    setTimeout(() => first.child.kill('SIGINT'), 20);
    expect(await ended).toBe(0);
    expect(first.said()).toContain('Stopped. Everything is kept');
    expect(processesOf(folder)).toEqual([]);

    const again = await launch('start', folder);
    expect(again.said()).not.toContain('Loading');
    expect(await events(folder)).toEqual(loaded);
    await stop(again.child, 'SIGTERM');

    const other = newFolder();
    const killed = track(begin('start', envOf(other)));
    await until(() => killed.said().includes('settled round'));
    await stop(killed.child, 'SIGKILL');
    await until(() => processesOf(other).length === 0);
    expect(processesOf(other)).toEqual([]);
    await launch('start', other);
    expect(await events(other)).toEqual(loaded);
  });

  it('starts empty when told so, says how to make the first user, and that works', async () => {
    const folder = newFolder();
    const { url, said } = await launch('start', folder, '--empty');
    expect(said()).toContain('npm run user:add -- --email');
    expect(said()).not.toMatch(/^\{|Warning/m);
    const email = 'olive@example.org';
    const add = (input: string) =>
      spawnSync(
        process.execPath,
        [program('user-add'), '--email', email, '--name', 'Olive', '--role', 'operator'].concat(
          '--password-stdin',
        ),
        { env: envOf(folder), input },
      );
    expect(add('too short\n').stderr.toString()).toBe(
      'Use a password of at least 12 characters.\n',
    );
    expect(add('three plain words\n').stdout.toString()).toContain(`${url}/sign-in`);

    const token = await tokenOf(url, email, 'three plain words');
    const school = { urn: '990001', name: 'Invented School', phase: 'primary' };
    const answer = await fetch(`${url}/api/v1/schools`, {
      method: 'POST',
      body: JSON.stringify(school),
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': '0190a000-0000-7000-8000-000000000001',
      },
    });
    expect(answer.status).toBe(201);
  });

  it('takes the next port when its own is taken; a second one on the folder is refused', async () => {
    const folder = newFolder();
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;
    const env = envOf(folder, port);
    const first = await launched(track(begin('start', env, '--empty')));
    blocker.close();
    expect(first.said()).toContain(`Port ${port} is taken, so the pages are on port`);

    const second = spawnSync(process.execPath, [program('start')], { env });
    expect(second.status).toBe(1);
    expect(second.stderr.toString()).toContain('Commonpurse is already running on the data folder');
  });

  it('runs each context by itself, brings back one that falls, and stops them all', async () => {
    const folder = newFolder();
    const services = await launch('start-services', folder);
    const { child, said, url } = services;
    expect((await fetch(`${url}/sign-in`)).status).toBe(200);
    expect(await roundsOf(services, 'lead@tarnbury.example')).toHaveLength(3);

    const membership = childOf(child, 'membership');
    process.kill(membership, 'SIGKILL');
    await until(() => ![0, membership].includes(childOf(child, 'membership')));
    expect(said()).toContain('[membership] has fallen and is started again');

    expect(await stop(child, 'SIGINT')).toBe(0);
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

  function track(begun: ReturnType<typeof begin>): ReturnType<typeof begin> {
    children.push(begun.child);
    return begun;
  }

  function launch(name: string, folder: string, ...options: string[]): Promise<Launched> {
    return launched(track(begin(name, envOf(folder), ...options)));
  }
});

/** How many events of each type are in the log, and where it ends. */
async function events(folder: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: findRunning(join(folder, 'data')) });
  await client.connect();
  const counts = 'SELECT type, count(*), NULL AS head FROM event_store.events GROUP BY type';
  const head = "SELECT 'head', count(*), max(position) FROM event_store.events";
  const { rows } = await client.query(`${counts} UNION ALL ${head} ORDER BY type`);
  await client.end();
  return rows;
}

/** The rounds that a person of the demonstration sees through the API. */
async function roundsOf({ url, said }: Launched, email: string): Promise<unknown> {
  const password = /with the password +(\S+)/.exec(said())?.[1] ?? '';
  const headers = { authorization: `Bearer ${await tokenOf(url, email, password)}` };
  return (await fetch(`${url}/api/v1/rounds`, { headers })).json();
}

async function tokenOf(url: string, email: string, password: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/tokens`, {
    method: 'POST',
    body: JSON.stringify({ email, password }),
    headers: { 'content-type': 'application/json' },
  });
  return ((await answer.json()) as { token: string }).token;
}
