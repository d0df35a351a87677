import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  CannotStart,
  findRunning,
  readConfiguration,
  startEmbedded,
  type Configuration,
} from '#libs/storage';

/**
 * The configuration of an installation that there is, or whose secrets were put back: without them
 * neither a backup nor its restore could say that they belong together.
 */
export function configurationWithSecrets(): Configuration {
  const folder = resolve(process.env.DATA_FOLDER || 'data');
  if (existsSync(join(folder, 'secrets.json'))) return readConfiguration();
  throw new CannotStart(
    `There is no secrets.json in ${folder}. Name the data folder of the installation in ` +
      'DATA_FOLDER; to restore into a new one, put the secrets.json that you kept into it first.',
  );
}

/** A log that is not in the database cannot be copied at the same moment as what is. */
export function refuseLogElsewhere(
  configuration: Configuration & { readonly eventStoreUrl?: string },
): void {
  if (configuration.eventStoreUrl === undefined) return;
  throw new CannotStart(
    'The log of this installation is in the KurrentDB of EVENT_STORE: back it up, and restore it, ' +
      "with KurrentDB's own tools, and the database of DATABASE_URL with PostgreSQL's.",
  );
}

/** Works on the database of an installation, whether it runs or not. */
export async function onDatabase<Result>(
  { databaseUrl, dataFolder }: Configuration,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const url = databaseUrl ?? findRunning(dataFolder);
  return url ? work(url) : onOwn(dataFolder, work);
}

/** Works on a database that nothing else uses meanwhile. Throws `CannotStart` when it is taken. */
export function onQuietDatabase<Result>(
  { databaseUrl, dataFolder }: Configuration,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  return databaseUrl ? work(databaseUrl) : onOwn(dataFolder, work);
}

async function onOwn<Result>(dataFolder: string, work: (url: string) => Promise<Result>) {
  const { url, stop } = await startEmbedded({ dataFolder });
  try {
    return await work(url);
  } finally {
    await stop();
  }
}
