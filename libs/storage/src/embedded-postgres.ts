import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from './cannot-start.js';
import { knownCredentials, makeDatabase, prepareCluster, urlOf } from './cluster.js';
import { KeptServer } from './kept-server.js';
import { lockFolder } from './launcher-lock.js';
import { disownPidFile, livePostmaster, stopPostmaster } from './postmaster.js';
import { serverAccount } from './server-account.js';
import { launch } from './server-process.js';

/** A PostgreSQL of our own, running. `url` holds its password: never print it. */
export interface EmbeddedPostgres {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly clusterFolder: string;
  /** Sentences for the operator about anything out of the ordinary. */
  readonly notices: readonly string[];
  /** Settles when it has been stopped; one that falls by itself is started again. */
  readonly stopped: Promise<void>;
  /** Fast shutdown; nothing is left running and the data folder is free again. */
  stop(): Promise<void>;
}

export interface StartEmbedded {
  readonly dataFolder: string;
  /** The first port to try; the next free one is taken. 0 is any. */
  readonly port?: number;
  /** Is told when the server fell and comes back. */
  readonly say?: (sentence: string) => void;
}

const usualPort = 54320;

/**
 * Starts the PostgreSQL of a data folder, making it when new. It dies with this process, however
 * that ends. Throws `CannotStart` with a sentence when something stands in the way.
 */
export async function startEmbedded(how: StartEmbedded): Promise<EmbeddedPostgres> {
  const dataFolder = writableFolder(how.dataFolder);
  const release = lockFolder(dataFolder);
  try {
    return await startLocked(dataFolder, how, release);
  } catch (failure) {
    release();
    throw failure;
  }
}

/** The URL of the server that a launcher runs on this data folder; undefined when none does. */
export function findRunning(dataFolder: string): string | undefined {
  const credentials = knownCredentials(dataFolder);
  if (!credentials) return undefined;
  const postmaster = livePostmaster(credentials.clusterFolder);
  return postmaster?.ready ? urlOf(credentials, postmaster.port) : undefined;
}

/** The folder's real path, made when missing. Throws `CannotStart` when it cannot be written. */
export function writableFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const trial = join(folder, `.writable-${process.pid}`);
    writeFileSync(trial, '');
    rmSync(trial);
    return realpathSync(folder);
  } catch (cause) {
    throw new CannotStart(
      `The data folder ${folder} cannot be written (${(cause as Error).message}). ` +
        'Name another one in DATA_FOLDER, or run this as the user who owns it.',
      { cause },
    );
  }
}

async function startLocked(
  dataFolder: string,
  { port = usualPort, say = console.error }: StartEmbedded,
  release: () => void,
): Promise<EmbeddedPostgres> {
  const account = serverAccount(dataFolder);
  const notices = account.notice ? [account.notice] : [];
  notices.push(...(await stopOrphan(account.clusterFolder)));
  const credentials = await prepareCluster(dataFolder, account);
  const logFile = join(dataFolder, 'postgres.log');
  const server = new KeptServer(account, logFile, await launch(account, logFile, port), say);
  if (port !== 0 && server.port !== port) {
    notices.push(`Port ${port} is taken, so PostgreSQL listens on ${server.port}.`);
  }
  await makeDatabase(credentials, server.port);
  return {
    get pid() {
      return server.pid;
    },
    port: server.port,
    url: urlOf(credentials, server.port),
    clusterFolder: account.clusterFolder,
    notices,
    stopped: server.stopped,
    stop: () => server.stop().finally(release),
  };
}

/** A launcher that was killed may have left its server: it is ours, so it is stopped. */
async function stopOrphan(clusterFolder: string): Promise<string[]> {
  const orphan = livePostmaster(clusterFolder);
  if (!orphan) {
    disownPidFile(clusterFolder);
    return [];
  }
  await stopPostmaster(orphan.pid);
  return ['The last run ended without stopping its PostgreSQL; that one has been stopped.'];
}
