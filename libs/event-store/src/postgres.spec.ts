import { freshDatabase } from '../../storage/src/testing.js';
import { describeEventStore, type Started } from './contract.js';
import { networkBefore } from './postgres/network.testing.js';
import { createPostgresEventStore } from './postgres/postgres.js';

describeEventStore('PostgreSQL', () => startOn());

const external = process.env.DATABASE_URL;
if (external) describeEventStore('PostgreSQL of DATABASE_URL', () => startOn(external));

/** In a database of its own on the server of the tests, or on another. */
async function startOn(server?: string): Promise<Started> {
  const database = await freshDatabase(server);
  const network = await networkBefore(database.url);
  const store = await createPostgresEventStore({ url: network.url });
  const stop = async (): Promise<void> => {
    await network.close();
    await database.drop();
  };
  return { store, network, stop };
}
