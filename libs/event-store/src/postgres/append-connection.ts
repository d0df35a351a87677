import { Client, type ClientConfig, type QueryConfig } from 'pg';

/**
 * One connection for all appends, opened when needed and again after it broke. It sends a query
 * without waiting for the answer to the one before; the server takes them in order, each in its own
 * transaction.
 */
export function createAppendConnection(config: ClientConfig, failed: (fault: unknown) => void) {
  let open: Promise<Client> | undefined;

  function connect(): Promise<Client> {
    const client = new Client({ ...config, pipeline: true });
    const opening = client.connect().then(() => client);
    const forget = (): void => {
      if (open === opening) open = undefined;
    };
    client.on('error', (fault) => {
      forget();
      failed(fault);
    });
    client.once('end', forget);
    opening.catch(forget);
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

export type AppendConnection = ReturnType<typeof createAppendConnection>;
