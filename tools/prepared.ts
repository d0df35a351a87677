import {
  freePort,
  onPort,
  readConfiguration,
  startEmbedded,
  type Configuration,
} from '#libs/storage';
import { keepAddress } from './address.js';

/** A configuration with its database running and its port free. */
export interface Prepared {
  readonly configuration: Configuration & { readonly databaseUrl: string };
  /** Where the data are, for people. */
  readonly whereDataAre: string;
  /** Sentences about anything out of the ordinary. */
  readonly notices: readonly string[];
  /** Stops the database, if it was ours to start. */
  stop(): Promise<void>;
}

/** Reads the environment, starts PostgreSQL unless one is named, and finds a free port. */
export async function prepare(): Promise<Prepared> {
  const asked = readConfiguration();
  const database = await databaseFor(asked);
  try {
    const free = await freePort(asked.port, asked.host);
    const taken = `Port ${asked.port} is taken, so the pages are on port ${free}.`;
    const { host } = asked.operations;
    const operations = { host, port: await freePort(asked.operations.port, host) };
    const configuration = { ...onPort(asked, free), operations, databaseUrl: database.url };
    keepAddress(configuration);
    return {
      configuration,
      whereDataAre: asked.databaseUrl ? 'in the PostgreSQL of DATABASE_URL' : asked.dataFolder,
      notices: [...database.notices, ...(free === asked.port ? [] : [taken])],
      stop: database.stop,
    };
  } catch (failure) {
    await database.stop();
    throw failure;
  }
}

async function databaseFor({ databaseUrl, dataFolder }: Configuration) {
  if (databaseUrl === undefined) return startEmbedded({ dataFolder });
  return { url: databaseUrl, notices: [], stop: async () => undefined };
}
