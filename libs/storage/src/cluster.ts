import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import pg from 'pg';
import { CannotStart } from './cannot-start.js';
import { run, type ServerAccount } from './server-account.js';

/** How the server of a data folder is reached: kept beside it, readable by its owner alone. */
export interface Credentials {
  readonly password: string;
  /** Absolute, or relative to the data folder so that the folder may be moved. */
  readonly clusterFolder: string;
}

/** Our user of the server, and the name of our database. */
export const ours = 'commonpurse';

export function urlOf({ password }: Credentials, port: number, database = ours): string {
  return `postgres://${ours}:${password}@127.0.0.1:${port}/${database}`;
}

export function knownCredentials(dataFolder: string): Credentials | undefined {
  const file = credentialsFile(dataFolder);
  if (!existsSync(file)) return undefined;
  const known = JSON.parse(readFileSync(file, 'utf8')) as Credentials;
  return { ...known, clusterFolder: resolve(dataFolder, known.clusterFolder) };
}

/** The files of the server: made at the first start, taken as they are at every other. */
export async function prepareCluster(
  dataFolder: string,
  account: ServerAccount,
): Promise<Credentials> {
  const known = knownCredentials(dataFolder);
  if (!known && existsSync(account.clusterFolder)) throw withoutPassword(dataFolder, account);
  if (known && known.clusterFolder !== account.clusterFolder) throw elsewhere(known, account);
  const credentials = known ?? makeCredentials(dataFolder, account);
  if (!existsSync(account.clusterFolder)) await initialise(account, credentials.password);
  return credentials;
}

export async function makeDatabase(credentials: Credentials, port: number): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(credentials, port, 'postgres') });
  await client.connect();
  try {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [ours]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${ours}`);
  } finally {
    await client.end();
  }
}

function makeCredentials(dataFolder: string, { clusterFolder }: ServerAccount): Credentials {
  const inside = clusterFolder === join(dataFolder, 'postgres');
  const password = randomBytes(24).toString('base64url');
  const kept = { password, clusterFolder: inside ? 'postgres' : clusterFolder };
  writeFileSync(credentialsFile(dataFolder), JSON.stringify(kept), { mode: 0o600 });
  return { password, clusterFolder };
}

/** Made beside its place and moved there when whole, so that a killed first start leaves none. */
async function initialise(account: ServerAccount, password: string): Promise<void> {
  const half = `${account.clusterFolder}.half-made`;
  const passwordFile = join(dirname(half), 'initial-password');
  rmSync(half, { recursive: true, force: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account.uid !== undefined) chownSync(passwordFile, account.uid, account.gid ?? account.uid);
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin'];
  const access = ['--auth=scram-sha-256', `--username=${ours}`, `--pwfile=${passwordFile}`];
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

function withoutPassword(dataFolder: string, { clusterFolder }: ServerAccount): CannotStart {
  return new CannotStart(
    `${credentialsFile(dataFolder)} is missing: it holds the password of the PostgreSQL in ` +
      `${clusterFolder}. Put it back from your backup, or name another DATA_FOLDER to start anew.`,
  );
}

function elsewhere(known: Credentials, account: ServerAccount): CannotStart {
  return new CannotStart(
    `This data folder keeps its PostgreSQL in ${known.clusterFolder}, but started this way ` +
      `it would be in ${account.clusterFolder}. Start it as the same user and from the same ` +
      'place as the first time.',
  );
}

function credentialsFile(dataFolder: string): string {
  return join(dataFolder, 'postgres.json');
}
