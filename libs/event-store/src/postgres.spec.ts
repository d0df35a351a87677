import { freshDatabase } from '../../storage/src/testing.js';
import { describeEventStore } from './contract.js';
import { createPostgresEventStore } from './postgres/postgres.js';

let drop = async (): Promise<void> => undefined;

describeEventStore(
  'PostgreSQL',
  async () => {
    const database = await freshDatabase();
    drop = database.drop;
    return createPostgresEventStore({ url: database.url });
  },
  () => drop(),
);
