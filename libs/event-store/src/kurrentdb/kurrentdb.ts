import { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { Pool } from 'pg';
import {
  StoreFailed,
  voided,
  WrongExpectedRevision,
  type Append,
  type Appended,
  type Capabilities,
  type EventStore,
  type StoredEvent,
  type Subscription,
} from '../event-store.js';
import { asStoreFailed as asDatabaseFailed } from '../postgres/faults.js';
import { refuseForgetfulDatabase } from '../postgres/schema.js';
import { assertPlain, assertSound } from '../stored-text.js';
import { follow, type Source } from '../subscription.js';
import { isIn, openEpoch } from './epoch.js';
import { asStoreFailed } from './faults.js';
import { createIndexTables, type IndexTables, type Known } from './index-tables.js';
import { startIndexer } from './indexer.js';
import type { KurrentEventStore } from './open.js';
import { createReader, type Reader } from './reader.js';
import { createReads } from './reads.js';
import { createTail, type Tail } from './tail.js';
import { kurrentTarget } from './target.js';
import { createTurns, type Turn } from './turns.js';
import { createWriter } from './writer.js';

const capabilities: Capabilities = {
  atomicOverStreams: false,
  deadlineInAppend: false,
  idsUniqueEverywhere: false,
  positionsWithoutGaps: false,
  remote: true,
};

/** How far `findById` reads on where the index ends, before it asks to come back later. */
const mostUnindexed = 10_000;

interface Parts {
  readonly client: KurrentDBClient;
  readonly pool: Pool;
  readonly prefix: string;
  readonly reader: Reader;
  readonly tables: IndexTables;
  readonly tail: Tail;
  readonly epoch: string;
  readonly failed: (fault: unknown) => void;
  readonly connection: { readonly connectionString: string };
}

/** See `createKurrentEventStore`. */
export async function openKurrentEventStore({
  url,
  databaseUrl,
  poolSize = 4,
  onFault = () => undefined,
}: KurrentEventStore): Promise<EventStore> {
  const { server, installation } = kurrentTarget(url);
  const prefix = `${installation}.`;
  const connection = {
    connectionString: databaseUrl,
    application_name: 'event-store',
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    query_timeout: 60_000,
  };
  const pool = new Pool({ ...connection, max: poolSize });
  pool.on('error', (fault) => onFault(asDatabaseFailed(fault)));
  const failed = (fault: unknown): void => onFault(asStoreFailed(fault));
  const client = connect(server);
  try {
    await refuseForgetfulDatabase(pool);
    const tables = createIndexTables(pool);
    const reads = createReads(client);
    const reader = createReader(reads, prefix);
    const epoch = await tables.alone(async () => {
      const named = await openEpoch(client, reads, installation);
      const last = await tables.open(named.epoch);
      const isWhole = last === undefined || (await isIn(reader, last));
      const ofLog = isWhole ? named.epoch : await named.renewed();
      await tables.begin(ofLog);
      return ofLog;
    });
    const tail = createTail(client, reader, prefix, failed);
    return assemble({ client, pool, prefix, reader, tables, tail, epoch, failed, connection });
  } catch (fault) {
    await Promise.all([client.dispose(), pool.end()]);
    throw asStoreFailed(fault);
  }
}

function connect(server: string): KurrentDBClient {
  try {
    return KurrentDBClient.connectionString(server);
  } catch {
    // Its sentence repeats the address, which may hold a password.
    throw new StoreFailed('The address of KurrentDB cannot be read.', false);
  }
}

function assemble(parts: Parts): EventStore {
  const { client, pool, reader, tables, tail, epoch, failed, connection } = parts;
  const writer = createWriter(client, reader, tables, parts.prefix);
  const turns = createTurns();
  const subscriptions = new Set<Subscription>();
  let closed: Promise<void> | undefined;
  const source: Source = {
    next: async (how) => (tail.reachesBackTo(how.after) ? tail.since(how) : reader.window(how)),
    moved: tail.moved,
    failed,
  };
  tail.start();
  const indexer = startIndexer(source, tables, connection, failed);

  /** An exact revision, since the canonical text holds it. A lost race means that another won. */
  async function append(wanted: Append, known: Known, turn: Turn): Promise<Appended> {
    const { stream, expected } = wanted;
    if (typeof expected === 'number') return writer.append(wanted, expected, known, turn);
    if (expected === 'no-stream') return writer.append(wanted, -1, known, turn);
    for (;;) {
      const revision = await reader.revision(stream);
      if (revision < 0 && expected === 'stream-exists') {
        throw new WrongExpectedRevision(stream, expected, revision);
      }
      try {
        return await writer.append(wanted, revision, known, turn);
      } catch (fault) {
        if (!(fault instanceof WrongExpectedRevision)) throw fault;
      }
    }
  }

  /** By what has just come in, by the index, or by reading on where the index ends. */
  async function findById(id: string): Promise<StoredEvent | undefined> {
    const wanted = id.toLowerCase();
    const found = tail.find(wanted) ?? (await findIndexed(wanted)) ?? (await findBeyond(wanted));
    return found?.type === voided ? undefined : found;
  }

  async function findIndexed(id: string): Promise<StoredEvent | undefined> {
    const { places } = await tables.known([id], '');
    const [place] = places;
    if (!place) return undefined;
    const [event] = await reader.readStream(place.stream, { from: place.revision, limit: 1 });
    return event?.id === id ? event : undefined;
  }

  async function findBeyond(id: string): Promise<StoredEvent | undefined> {
    const limit = mostUnindexed + 1;
    const { events } = await reader.readAll({ after: await tables.position(), limit });
    if (events.length > mostUnindexed) {
      throw new StoreFailed('The index of events has not caught up with KurrentDB yet.', true);
    }
    return events.find((event) => event.id === id);
  }

  async function close(): Promise<void> {
    await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
    await turns.idle();
    await Promise.all([indexer.close(), tail.close(), client.dispose()]);
    await pool.end();
  }

  const open = <T>(act: () => Promise<T>): Promise<T> =>
    closed ? Promise.reject(new StoreFailed('The event store is closed.', false)) : act();
  return {
    capabilities,
    append: (wanted) =>
      open(async () => {
        assertAppendable(wanted);
        const known = writer.known(wanted);
        known.catch(() => undefined);
        return turns.take(wanted.stream, async (turn) => append(wanted, await known, turn));
      }),
    appendMany: () => open(() => Promise.reject(together())),
    readStream: (stream, how) => open(() => reader.readStream(stream, how)),
    readAll: (how) => open(() => reader.readAll(how)),
    head: () => open(reader.head),
    subscribe: (how, handle) => {
      const subscription = follow(source, how, handle);
      subscriptions.add(subscription);
      const gone = () => void subscriptions.delete(subscription);
      subscription.ended.then(gone, gone);
      return subscription;
    },
    epoch: () => open(async () => epoch),
    findById: (id) => open(() => findById(id)),
    findRefusal: (key) => open(() => tables.findRefusal(key)),
    keepRefusal: (key, refusal) => open(() => tables.keepRefusal(key, refusal)),
    close: () => (closed ??= close()),
  };
}

function assertAppendable(wanted: Append): void {
  assertSound(wanted);
  assertPlain(wanted);
  if (wanted.notAfter === undefined || wanted.events.length === 1) return;
  // Each event has a created time of its own: two of one append could differ about a deadline.
  throw new StoreFailed('KurrentDB keeps a deadline for an append of one event only.', false);
}

function together(): StoreFailed {
  return new StoreFailed('This event store appends to one stream at a time.', false);
}
