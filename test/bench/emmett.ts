import { peerModule } from './peers.js';

/** As much of Emmett as is measured; the package brings its own, larger types. */
export interface EmmettEvent {
  readonly type: string;
  readonly data: object;
}

export interface EmmettStore {
  appendToStream(
    stream: string,
    events: readonly EmmettEvent[],
    how: { expectedStreamVersion: bigint | 'STREAM_DOES_NOT_EXIST' },
  ): Promise<{ nextExpectedStreamVersion: bigint }>;
  consumer(): EmmettConsumer;
  close(): Promise<void>;
}

interface EmmettConsumer {
  reactor(how: { processorId: string; eachMessage: (event: EmmettEvent) => void }): unknown;
  start(): Promise<void>;
  close(): Promise<void>;
}

interface EmmettPostgres {
  getPostgreSQLEventStore(url: string): EmmettStore & {
    schema: { migrate(): Promise<unknown> };
  };
}

interface Emmett {
  CommandHandler<State>(how: {
    evolve: (state: State, event: EmmettEvent) => State;
    initialState: () => State;
    retry: object;
  }): (
    store: EmmettStore,
    stream: string,
    decide: (state: State) => readonly EmmettEvent[],
  ) => Promise<unknown>;
}

/** Emmett's event store on a database, its tables made. */
export async function emmettStore(url: string): Promise<EmmettStore> {
  const { getPostgreSQLEventStore } = await peerModule<EmmettPostgres>(
    '@event-driven-io/emmett-postgresql',
  );
  const store = getPostgreSQLEventStore(url);
  await store.schema.migrate();
  return store;
}

export async function emmettCommands(): Promise<Emmett> {
  return peerModule<Emmett>('@event-driven-io/emmett');
}
