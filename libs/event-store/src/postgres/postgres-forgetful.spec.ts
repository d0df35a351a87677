import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { prepareCluster, urlOf, type Credentials } from '../../../storage/src/cluster.js';
import { freePort } from '../../../storage/src/free-port.js';
import { livePostmaster } from '../../../storage/src/postmaster.js';
import { run, serverAccount, type ServerAccount } from '../../../storage/src/server-account.js';
import { faultOf, newStream, toAppend } from '../contract/samples.js';
import type { EventStore } from '../event-store.js';
import { createPostgresEventStore } from './postgres.js';

describe('A server that acknowledges before it has written', () => {
  let folder: string;
  let account: ServerAccount;
  let credentials: Credentials;
  let port: number;
  let server: ChildProcess | undefined;
  let stores: EventStore[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'commonpurse-forgetful-'));
    account = serverAccount(folder);
    credentials = await prepareCluster(folder, account);
    port = await freePort(0);
  });

  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    stores = [];
    await stopServer();
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const url = () => urlOf(credentials, port, 'postgres');

  async function startServer(...settings: string[]): Promise<void> {
    const all = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories='];
    const options = [...all, ...settings].flatMap((setting) => ['-c', setting]);
    server = run(account, 'postgres', ['-D', account.clusterFolder, ...options], 'pipe');
    server.stderr?.resume();
    for (let ready = false; !ready; await pause(10)) {
      const live = livePostmaster(account.clusterFolder);
      ready = live?.ready === true && live.pid === server.pid;
    }
  }

  async function stopServer(): Promise<void> {
    if (!server) return;
    const ended = once(server, 'exit');
    server.kill('SIGINT');
    await ended;
    server = undefined;
  }

  async function open(at = url(), onFault = (_: Error) => undefined as void) {
    const store = await createPostgresEventStore({ url: at, onFault });
    stores.push(store);
    return store;
  }

  async function administer(...statements: string[]): Promise<void> {
    const client = new Client(url());
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  }

  it.each(['fsync', 'full_page_writes', 'synchronous_commit'])(
    'is refused at the start when %s is off',
    async (setting) => {
      await startServer(`${setting}=off`);
      expect(await faultOf(open())).toMatchObject({
        retryable: false,
        message: expect.stringContaining(`The database has ${setting} switched off`),
      });
    },
  );

  it('is refused when it is so for our role alone, or for our database alone', async () => {
    await startServer();
    await administer(
      "CREATE ROLE hasty LOGIN SUPERUSER PASSWORD 'hasty'",
      'ALTER ROLE hasty SET synchronous_commit = off',
      'CREATE DATABASE hasty',
      'ALTER DATABASE hasty SET synchronous_commit = off',
    );
    const asHasty = url().replace(/\/\/[^@]*@/, '//hasty:hasty@');
    const inHasty = url().replace(/postgres$/, 'hasty');
    for (const at of [asHasty, inHasty]) {
      expect(await faultOf(open(at))).toMatchObject({
        message: expect.stringContaining('synchronous_commit switched off'),
      });
    }
  });

  it('gets no append after a restart, until its settings are mended', async () => {
    await startServer();
    const told: string[] = [];
    const store = await open(url(), ({ message }) => void told.push(message));
    await store.append(toAppend(newStream()));
    const before = await store.head();
    await stopServer();
    await startServer('fsync=off');
    const forgetful = 'The database has fsync switched off';
    expect(await appendAfterRestart(store)).toMatchObject({
      retryable: true,
      message: expect.stringContaining(forgetful),
    });
    expect(await store.head()).toBe(before);
    expect(told.filter((sentence) => sentence.includes(forgetful))).not.toEqual([]);

    await stopServer();
    await startServer();
    expect(await appendAfterRestart(store)).toBeUndefined();
    expect(await store.head()).toBe(before + 1n);
  });

  it('gets no append on a new connection when its role was changed meanwhile', async () => {
    await startServer();
    const store = await open();
    await store.append(toAppend(newStream()));
    await administer(
      'ALTER ROLE CURRENT_USER SET synchronous_commit = off',
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%es_append(%'
        AND pid <> pg_backend_pid()`,
    );
    expect(await appendAfterRestart(store)).toMatchObject({
      message: expect.stringContaining('synchronous_commit switched off'),
    });
    await administer('ALTER ROLE CURRENT_USER RESET synchronous_commit');
    expect(await appendAfterRestart(store)).toBeUndefined();
  });

  /** The fault of the first append that reaches the new server, if any. */
  async function appendAfterRestart(store: EventStore): Promise<unknown> {
    const wanted = toAppend(newStream());
    for (;;) {
      const fault = await store.append(wanted).then(
        () => undefined,
        (why: Error) => why,
      );
      if (!fault || fault.message.includes('switched off')) return fault;
      await pause(20);
    }
  }
});
