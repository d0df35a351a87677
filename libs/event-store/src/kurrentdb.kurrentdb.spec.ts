import { randomBytes } from 'node:crypto';
import { freshDatabase } from '../../storage/src/testing.js';
import { describeEventStore, type Started } from './contract.js';
import { createKurrentEventStore } from './kurrentdb/open.js';
import { networkBefore } from './postgres/network.testing.js';

describeEventStore('KurrentDB', start);

/** In an installation of its own on the server of KURRENTDB_URL, whatever else is there. */
async function start(): Promise<Started> {
  const url = new URL(process.env.KURRENTDB_URL ?? '');
  url.searchParams.set('installation', `contract-${randomBytes(6).toString('hex')}`);
  const database = await freshDatabase();
  const network = await networkBefore(url.href);
  const store = await createKurrentEventStore({ url: network.url, databaseUrl: database.url });
  const stop = async (): Promise<void> => {
    await network.close();
    await database.drop();
  };
  return { store, network, stop };
}
