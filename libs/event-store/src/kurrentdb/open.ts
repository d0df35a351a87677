import type { EventStore, StoreFailed } from '../event-store.js';

export interface KurrentEventStore {
  /** `kurrentdb://host:2113?tls=false`, see `kurrentTarget`. */
  readonly url: string;
  /** The PostgreSQL for refusals and the index of event ids. */
  readonly databaseUrl: string;
  /** Connections to PostgreSQL; there is one more for the process that fills the index. */
  readonly poolSize?: number;
  /** Told of every fault, and of every subscription taken up again, that it gets over by itself. */
  readonly onFault?: (fault: StoreFailed) => void;
}

/**
 * A log in KurrentDB (or EventStoreDB 23.10 and later), with what KurrentDB cannot keep in the
 * schema `event_store_kurrentdb` of PostgreSQL. What it does otherwise than PostgreSQL alone is in
 * its `capabilities` and in the README.
 *
 * An append that fails with a retryable `StoreFailed` is in doubt: it may have been recorded. Append
 * again with the same event ids; the answer then says `repeated`.
 */
export async function createKurrentEventStore(of: KurrentEventStore): Promise<EventStore> {
  // Its client brings gRPC and a native library along: only where they are wanted.
  const { openKurrentEventStore } = await import('./kurrentdb.js');
  return openKurrentEventStore(of);
}
