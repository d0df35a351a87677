import { Pool } from 'pg';
import {
  StoreFailed,
  WrongExpectedRevision,
  type Append,
  type Appended,
  type EventStore,
  type Subscription,
} from '../event-store.js';
import { assertSound } from '../stored-text.js';
import { follow, type Source } from '../subscription.js';
import { appendMany } from './append-many.js';
import { createAppendConnection, type AppendConnection } from './append-connection.js';
import { asStoreFailed } from './faults.js';
import { createReader, type Reader } from './reader.js';
import { migrate, refuseForgetfulDatabase } from './schema.js';
import { createTail, type Tail } from './tail.js';
import { createWriter, type Flush } from './writer.js';

export interface PostgresEventStore {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** Connections for reads; there is one more for appends and one that listens. */
  readonly poolSize?: number;
  /** Told of every fault that a subscription or a connection gets over by itself. */
  readonly onFault?: (fault: StoreFailed) => void;
  /** Told of every flush: how many appends shared one fsync. */
  readonly onFlush?: (flush: Flush) => void;
}

/**
 * A log in the schema `event_store` of a PostgreSQL database, made there when it is missing.
 * Refuses to start on a database that could forget what it acknowledged.
 *
 * An append that fails with a retryable `StoreFailed` is in doubt: it may have been recorded before
 * the connection broke. Append again with the same event ids; the answer then says `repeated`.
 */
export async function createPostgresEventStore({
  url,
  poolSize = 4,
  onFault = () => undefined,
  onFlush = () => undefined,
}: PostgresEventStore): Promise<EventStore> {
  const connection = {
    connectionString: url,
    application_name: 'event-store',
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    query_timeout: 60_000,
  };
  const pool = new Pool({ ...connection, max: poolSize });
  const failed = (fault: unknown): void => onFault(asStoreFailed(fault));
  pool.on('error', failed);
  try {
    await refuseForgetfulDatabase(pool);
    await migrate(pool);
  } catch (fault) {
    await pool.end();
    throw asStoreFailed(fault);
  }
  const reader = createReader(pool);
  const appends = createAppendConnection(connection, failed);
  const tail = createTail(reader, connection, failed);
  return assemble({ pool, reader, appends, tail, failed, onFlush });
}

interface Parts {
  readonly pool: Pool;
  readonly reader: Reader;
  readonly appends: AppendConnection;
  readonly tail: Tail;
  readonly failed: (fault: unknown) => void;
  readonly onFlush: (flush: Flush) => void;
}

function assemble({ pool, reader, appends, tail, failed, onFlush }: Parts): EventStore {
  const writer = createWriter(appends, onFlush);
  const subscriptions = new Set<Subscription>();
  let closed: Promise<void> | undefined;

  const source: Source = {
    next: async (how) => (tail.reachesBackTo(how.after) ? tail.since(how) : reader.window(how)),
    moved: tail.moved,
    failed,
  };

  async function append(wanted: Append): Promise<Appended> {
    if (closed) throw new StoreFailed('The event store is closed.', false);
    assertSound(wanted);
    const { expected } = wanted;
    if (expected === 'no-stream') return writer.append(wanted, -1);
    if (typeof expected === 'number') return writer.append(wanted, expected);
    return appendWherever(wanted);
  }

  /** Every lost race means that another append won, so this ends. */
  async function appendWherever(wanted: Append): Promise<Appended> {
    let revision = await reader.revision(wanted.stream);
    for (;;) {
      if (revision < 0 && wanted.expected === 'stream-exists') {
        throw new WrongExpectedRevision(wanted.stream, wanted.expected, revision);
      }
      try {
        return await writer.append(wanted, revision);
      } catch (fault) {
        if (!(fault instanceof WrongExpectedRevision)) throw fault;
        revision = fault.actual;
      }
    }
  }

  async function close(): Promise<void> {
    await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
    await tail.close();
    await writer.idle();
    await appends.end();
    await pool.end();
  }

  return {
    ...reader,
    capabilities,
    append,
    appendMany: async (wanted) => {
      if (closed) throw new StoreFailed('The event store is closed.', false);
      return appendMany(pool, reader, wanted);
    },
    subscribe: (how, handle) => {
      tail.start();
      const subscription = follow(source, how, handle);
      subscriptions.add(subscription);
      const gone = () => void subscriptions.delete(subscription);
      subscription.ended.then(gone, gone);
      return subscription;
    },
    close: () => (closed ??= close()),
  };
}

const capabilities = {
  atomicOverStreams: true,
  deadlineInAppend: true,
  idsUniqueEverywhere: true,
  positionsWithoutGaps: true,
  remote: true,
};
