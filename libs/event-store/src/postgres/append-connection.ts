import { Client, type ClientConfig, type QueryConfig } from 'pg';

/**
 * One connection for all appends, opened when needed and again after it broke. It sends a query
 * without waiting for the answer to the one before; the server takes them in order, each in its own
 * transaction.
 */
export function createAppendConnection(config: ClientConfig, failed: (fault: unknown) => void) {
  let open: Promise<Client> | undefined;

  async function connect(): Promise<Client> {
    const client = new Client({ ...config, pipeline: true } as ClientConfig);
    const forget = (): void => {
      open = undefined;
    };
    client.on('error', (fault) => {
      forget();
      failed(fault);
    });
    client.once('end', forget);
    try {
      await client.connect();
    } catch (fault) {
      forget();
      throw fault;
    }
    return client;
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

export type AppendConnection = ReturnType<typeof createAppendConnection>;
