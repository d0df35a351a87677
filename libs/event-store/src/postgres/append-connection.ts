import { Client, type ClientConfig, type QueryConfig } from 'pg';
import { refuseForgetfulDatabase } from './schema.js';
import { StoreFailed } from '../event-store.js';

/**
 * One connection for all appends, opened when needed and again after it broke. It sends a query
 * without waiting for the answer to the one before; the server takes them in order, each in its own
 * transaction. Each new connection asks first whether the server still writes before it
 * acknowledges: it may have been restarted with other settings.
 */
export function createAppendConnection(config: ClientConfig, failed: (fault: unknown) => void) {
  let open: Promise<Client> | undefined;

  function connect(): Promise<Client> {
    const client = new Client({ ...config, pipeline: true });
    const opening = client.connect().then(() => trusted(client));
    const forget = (): void => {
      if (open === opening) open = undefined;
    };
    client.on('error', (fault) => {
      forget();
      failed(fault);
    });
    client.once('end', forget);
    opening.catch((fault) => {
      forget();
      if (fault instanceof StoreFailed) failed(fault);
    });
    return opening;
  }

  return {
    query: async <Row extends object>(query: QueryConfig): Promise<Row[]> => {
      open ??= connect();
      return (await (await open).query<Row>(query)).rows;
    },
    end: async (): Promise<void> => {
      const last = await open?.catch(() => undefined);
      await last?.end();
    },
  };
}

/** Appends wait until the settings are mended, so this failure is worth trying again. */
async function trusted(client: Client): Promise<Client> {
  try {
    await refuseForgetfulDatabase(client);
    return client;
  } catch (fault) {
    await client.end();
    if (fault instanceof StoreFailed) throw new StoreFailed(fault.message, true);
    throw fault;
  }
}

export type AppendConnection = ReturnType<typeof createAppendConnection>;
