import {
  freePort,
  onPort,
  readConfiguration,
  startEmbedded,
  type Configuration,
} from '#libs/storage';

/** A configuration with its database running and its port free. */
export interface Prepared {
  readonly configuration: Configuration;
  /** Sentences about anything out of the ordinary. */
  readonly notices: readonly string[];
  /** Stops the database, if it was ours to start. */
  stop(): Promise<void>;
}

/** Reads the environment, starts PostgreSQL unless one is named, and finds a free port. */
export async function prepare(): Promise<Prepared> {
  const asked = readConfiguration();
  const { databaseUrl, dataFolder, port, host } = asked;
  const server = databaseUrl ? undefined : await startEmbedded({ dataFolder });
  try {
    const free = await freePort(port, host);
    const notices = [...(server?.notices ?? [])];
    if (free !== port) notices.push(`Port ${port} is taken, so the pages are on port ${free}.`);
    return {
      configuration: { ...onPort(asked, free), databaseUrl: server?.url ?? databaseUrl ?? '' },
      notices,
      stop: async () => server?.stop(),
    };
  } catch (failure) {
    await server?.stop();
    throw failure;
  }
}
