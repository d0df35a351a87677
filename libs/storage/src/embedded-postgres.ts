import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { CannotStart } from './cannot-start.js';
import { freePort } from './free-port.js';
import { lockFolder } from './launcher-lock.js';
import { isAlive, livePostmaster, stopPostmaster, type Postmaster } from './postmaster.js';
import { serverAccount, type ServerAccount } from './server-account.js';

/** A PostgreSQL of our own, running. `url` holds its password: never print it. */
export interface EmbeddedPostgres {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly clusterFolder: string;
  /** Sentences for the operator about anything out of the ordinary. */
  readonly notices: readonly string[];
  /** Settles when the server is gone, asked for or not. */
  readonly stopped: Promise<void>;
  /** Fast shutdown; nothing is left running and the data folder is free again. */
  stop(): Promise<void>;
}

export interface StartEmbedded {
  readonly dataFolder: string;
  /** The first port to try; the next free one is taken. 0 is any. */
  readonly port?: number;
}

interface Credentials {
  readonly password: string;
  readonly clusterFolder: string;
}

const user = 'commonpurse';

/**
 * Starts the PostgreSQL of a data folder, making it when new. It dies with this process, however
 * that ends. Throws `CannotStart` with a sentence when something stands in the way.
 */
export async function startEmbedded(how: StartEmbedded): Promise<EmbeddedPostgres> {
  const dataFolder = resolve(how.dataFolder);
  makeFolder(dataFolder);
  const release = lockFolder(dataFolder);
  try {
    const account = serverAccount(dataFolder);
    const notices = account.notice ? [account.notice] : [];
    notices.push(...(await stopOrphan(account.clusterFolder)));
    const credentials = credentialsOf(dataFolder, account.clusterFolder);
    if (!existsSync(account.clusterFolder)) await initialise(account, credentials.password);
    const server = await launch(account, dataFolder, how.port ?? 54320, notices);
    await makeDatabase(urlOf(credentials, server.port, 'postgres'));
    return {
      ...server,
      url: urlOf(credentials, server.port, user),
      clusterFolder: account.clusterFolder,
      notices,
      stop: () => server.stop().finally(release),
    };
  } catch (failure) {
    release();
    throw failure;
  }
}

/** The URL of the server that a launcher runs on this data folder; undefined when none does. */
export function findRunning(dataFolder: string): string | undefined {
  const file = join(resolve(dataFolder), 'postgres.json');
  if (!existsSync(file)) return undefined;
  const credentials = JSON.parse(readFileSync(file, 'utf8')) as Credentials;
  const postmaster = livePostmaster(resolve(dataFolder, credentials.clusterFolder));
  return postmaster?.ready ? urlOf(credentials, postmaster.port, user) : undefined;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, '.writable'), '');
    rmSync(join(folder, '.writable'));
  } catch (cause) {
    throw new CannotStart(
      `The data folder ${folder} cannot be written (${(cause as Error).message}). ` +
        'Name another one in DATA_FOLDER, or run this as the user who owns it.',
      { cause },
    );
  }
}

/** A launcher that was killed may have left its server: it is ours, so it is stopped. */
async function stopOrphan(clusterFolder: string): Promise<string[]> {
  const orphan = livePostmaster(clusterFolder);
  if (!orphan) return [];
  await stopPostmaster(orphan.pid);
  return ['The last run ended without stopping its PostgreSQL; that one has been stopped.'];
}

function credentialsOf(dataFolder: string, clusterFolder: string): Credentials {
  const file = join(dataFolder, 'postgres.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Credentials;
  if (existsSync(clusterFolder)) {
    throw new CannotStart(
      `${file} is missing: it holds the password of the PostgreSQL in ${clusterFolder}. ` +
        'Put it back from your backup, or name another DATA_FOLDER to start anew.',
    );
  }
  const inside = clusterFolder === join(dataFolder, 'postgres');
  const made = {
    password: randomBytes(24).toString('base64url'),
    clusterFolder: inside ? 'postgres' : clusterFolder,
  };
  writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  return made;
}

/** Made beside its place and moved there when whole, so that a killed first start leaves none. */
async function initialise(account: ServerAccount, password: string): Promise<void> {
  const half = `${account.clusterFolder}.half-made`;
  const passwordFile = join(dirname(half), 'initial-password');
  rmSync(half, { recursive: true, force: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account.uid !== undefined) chownSync(passwordFile, account.uid, account.gid ?? account.uid);
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin'];
  const access = ['--auth=scram-sha-256', `--username=${user}`, `--pwfile=${passwordFile}`];
  const args = [...locale, '--builtin-locale=C.UTF-8', ...access, '--no-instructions'];
  const initdb = run(account, 'initdb', ['-D', half, ...args], 'pipe');
  let said = '';
  initdb.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  initdb.stdout?.resume();
  const [code] = (await once(initdb, 'close')) as [number | null];
  rmSync(passwordFile);
  if (code !== 0) throw new CannotStart(`PostgreSQL could not be set up: ${said.trim()}`);
  renameSync(half, account.clusterFolder);
}

type Server = Pick<EmbeddedPostgres, 'port' | 'pid' | 'stopped' | 'stop'>;

async function launch(
  account: ServerAccount,
  dataFolder: string,
  wanted: number,
  notices: string[],
): Promise<Server> {
  const logFile = join(dataFolder, 'postgres.log');
  for (let first = wanted; ;) {
    const port = await freePort(first);
    if (wanted !== 0 && port !== wanted) notices.push(portNotice(wanted, port));
    rotate(logFile);
    const log = openSync(logFile, 'a', 0o600);
    const from = statSync(logFile).size;
    const child = run(account, 'postgres', settings(account.clusterFolder, port), log);
    closeSync(log);
    const stopped = once(child, 'exit').then(() => undefined);
    if (await isReady(child, account.clusterFolder)) return watched(child, port, stopped);
    const said = readFileSync(logFile, 'utf8').slice(from);
    if (!said.includes('could not bind')) {
      throw new CannotStart(`PostgreSQL did not start. It said: ${said.trim().slice(-600)}`);
    }
    first = port + 1;
  }
}

function portNotice(wanted: number, port: number): string {
  return `Port ${wanted} is taken, so PostgreSQL listens on ${port}.`;
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

function run(
  account: ServerAccount,
  program: string,
  args: string[],
  output: number | 'pipe',
): ChildProcess {
  const [command, ...rest] = [...account.prefix, join(account.bin, program), ...args];
  const { uid, gid } = account;
  return spawn(command as string, rest, {
    cwd: '/',
    // A group of its own: Ctrl-C reaches the launcher, which drains first.
    detached: true,
    stdio: ['ignore', output, output],
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    ...(uid === undefined ? {} : { uid, gid }),
  });
}

/** Waits as long as it runs: recovery after a crash may take its time. */
async function isReady(child: ChildProcess, clusterFolder: string): Promise<boolean> {
  let postmaster: Postmaster | undefined;
  while (!(postmaster?.ready && postmaster.pid === child.pid)) {
    if (child.exitCode !== null || child.signalCode !== null) return false;
    await sleep(10);
    postmaster = livePostmaster(clusterFolder);
  }
  return true;
}

/** A small shell waits at a pipe that only our death closes, and then stops the server. */
function watched(child: ChildProcess, port: number, stopped: Promise<void>): Server {
  const pid = child.pid as number;
  const script = 'while read -r line; do :; done; kill -INT "$1"';
  const watcher = spawn('/bin/sh', ['-c', script, basename('commonpurse-watcher'), String(pid)], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  void stopped.then(() => watcher.kill('SIGKILL'));
  for (const handle of [child, watcher, watcher.stdin as unknown as { unref(): void }]) {
    handle.unref();
  }
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && isAlive(pid)) await stopPostmaster(pid);
    watcher.kill('SIGKILL');
  };
  return { port, pid, stopped, stop };
}

async function makeDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [user]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${user}`);
  } finally {
    await client.end();
  }
}

function urlOf({ password }: Credentials, port: number, database: string): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
}

const tenMegabytes = 10_000_000;

function rotate(logFile: string): void {
  if (existsSync(logFile) && statSync(logFile).size > tenMegabytes) {
    renameSync(logFile, `${logFile}.old`);
  }
}
