import { DataSource, type EntityManager } from 'typeorm';
import { v7 } from 'uuid';
import { readModel, type EventSourcing } from '#libs/event-sourcing';
import { createPostgresEventStore, type EventStore, type StoredEvent } from '#libs/event-store';
import type { AccountEvent } from './account.js';
import {
  accountBalances,
  AccountRow,
  PlainAccountRow,
  PlainCheckpointRow,
} from './accounts.read-model.js';
import { callsASecond, type Contest, type Measure } from './contest.js';
import type { Ground } from './ground.js';
import { startOurs, type Ours } from './ours.js';

const accounts = 1_000;
const ofAppend = 500;
/** Events that are folded in about a second, so that a turn is about as long as was asked. */
const eventsASecond = 50_000;
const patienceMs = 120_000;
const clients = 64;

/**
 * Events a second that reach a table of a thousand accounts, out of a log that is full already.
 * Ours is a read model with its checkpoint, catching up; the peer is the way of a handler that
 * has a TypeORM transaction for each event: find, save, and move the checkpoint.
 */
export const projection: Contest<Ground> = {
  name: 'projection',
  unit: 'events/s',
  peers: ['typeorm'],
  open: async (ground, wanted) => {
    const log = new FilledLog(await ground.database());
    const plain = wanted.includes('typeorm') ? await typeorm(await ground.database(), log) : null;
    return {
      ours: (seconds) => log.caughtUp(seconds),
      peers: plain ? { typeorm: plain.measure } : ({} as Record<string, Measure>),
      close: async () => void (await Promise.all([log.close(), plain?.close()])),
    };
  },
};

/**
 * The same read model filled anew from a full log, against how fast it follows while 64 clients
 * append one event at a time, as fast as they can, in the same process and on the same server.
 */
export const rebuild: Contest<Ground> = {
  name: 'rebuild',
  unit: 'events/s',
  peers: ['live'],
  open: async (ground, wanted) => {
    const log = new FilledLog(await ground.database());
    const live = wanted.includes('live') ? await following(await ground.database()) : null;
    return {
      ours: (seconds) => log.caughtUp(seconds),
      peers: live
        ? { live: (seconds) => liveSpeed(live, seconds) }
        : ({} as Record<string, Measure>),
      close: async () => void (await Promise.all([log.close(), live?.close()])),
    };
  },
};

const entities = [AccountRow];
const providers = [readModel(accountBalances)];
const following = async (url: string): Promise<Ours> => {
  const ours = await startOurs(url, { entities, providers });
  await ours.eventSourcing.start();
  return ours;
};

/** A log of accounts and money taken from them, and the read model filled from it. */
class FilledLog {
  private store: EventStore | undefined;
  private readonly taken: number[] = Array.from({ length: accounts }, () => -1);
  private readonly ids = Array.from({ length: accounts }, () => v7());
  private length = 0;

  constructor(private readonly url: string) {}

  /** Fills the log if it is too short, empties the read model, and lets it catch up. */
  async caughtUp(seconds: number): Promise<number> {
    const store = await this.filled(seconds);
    const head = await store.head();
    const ours = await startOurs(this.url, { entities, providers });
    try {
      await ours.db.query('DROP SCHEMA IF EXISTS event_sourcing CASCADE');
      const began = performance.now();
      await ours.eventSourcing.start();
      await reached(ours.eventSourcing, head);
      return Number(head) / ((performance.now() - began) / 1_000);
    } finally {
      await ours.close();
    }
  }

  async events(after: bigint): Promise<readonly StoredEvent[]> {
    const store = await this.filled(0);
    return (await store.readAll({ after, limit: 1_000 })).events;
  }

  async close(): Promise<void> {
    await this.store?.close();
  }

  async filled(seconds: number): Promise<EventStore> {
    const store = (this.store ??= await createPostgresEventStore({ url: this.url }));
    const wanted = Math.max(accounts * 2, Math.round(seconds * eventsASecond));
    for (let n = 0; this.length < wanted; n += 1) await this.fill(store, n % accounts);
    return store;
  }

  /** Half a thousand events on one account after the other would be too easy: they are spread. */
  private async fill(store: EventStore, from: number): Promise<void> {
    const appends = Array.from({ length: ofAppend }, (_, n) => {
      const account = (from + n) % accounts;
      const accountId = this.ids[account] as string;
      const revision = (this.taken[account] = (this.taken[account] as number) + 1);
      const expected = revision === 0 ? ('no-stream' as const) : revision - 1;
      return store.append({
        stream: `account-${accountId}`,
        expected,
        events: [newEvent(accountId, revision === 0)],
      });
    });
    await Promise.all(appends);
    this.length += ofAppend;
  }
}

function newEvent(accountId: string, isFirst: boolean) {
  const id = v7();
  const meta = { at: new Date().toISOString(), actor: 'bench', commandId: id, correlationId: id };
  const event: AccountEvent = isFirst
    ? { type: 'AccountOpened', data: { accountId, balancePence: 1_000_000 } }
    : { type: 'MoneyTaken', data: { accountId, amountPence: 1, reference: `Invoice ${id}` } };
  return { id, ...event, meta };
}

async function reached(eventSourcing: EventSourcing, position: bigint): Promise<void> {
  await eventSourcing.waitFor(position, { timeoutMs: patienceMs });
}

async function liveSpeed({ store, eventSourcing }: Ours, seconds: number): Promise<number> {
  const ids = Array.from({ length: clients }, () => v7());
  const before = await store.head();
  const began = performance.now();
  await callsASecond(clients, seconds, (client, n) => {
    const accountId = ids[client] as string;
    const expected = n === 0 ? ('no-stream' as const) : n - 1;
    const events = [newEvent(accountId, n === 0)];
    return store.append({ stream: `account-${accountId}`, expected, events });
  });
  const head = await store.head();
  await reached(eventSourcing, head);
  return Number(head - before) / ((performance.now() - began) / 1_000);
}

async function typeorm(url: string, log: FilledLog) {
  const rows = [PlainAccountRow, PlainCheckpointRow];
  const db = new DataSource({ type: 'postgres', url, entities: rows, synchronize: true });
  await db.initialize();
  await db.manager.insert(PlainCheckpointRow, { name: 'plain', position: 0 });
  let after = 0n;
  let waiting: readonly StoredEvent[] = [];
  const measure: Measure = (seconds) =>
    callsASecond(1, seconds, async () => {
      if (waiting.length === 0) waiting = await log.events(after);
      const [event, ...rest] = waiting;
      if (!event) throw new Error('The log is too short for this turn.');
      await db.transaction((tx) => oneEvent(tx, event));
      after = event.position;
      waiting = rest;
    });
  return { measure, close: () => db.destroy() };
}

async function oneEvent(tx: EntityManager, event: StoredEvent): Promise<void> {
  const { type, data } = event as unknown as AccountEvent;
  const { accountId } = data;
  const row = (await tx.findOneBy(PlainAccountRow, { accountId })) ?? new PlainAccountRow();
  if (type === 'AccountOpened') {
    const { balancePence } = data;
    Object.assign(row, { accountId, balancePence, entries: 0, lastReference: null });
  } else {
    row.balancePence = Number(row.balancePence) - data.amountPence;
    row.entries += 1;
    row.lastReference = data.reference;
  }
  await tx.save(row);
  const position = Number(event.position);
  await tx.update(PlainCheckpointRow, { name: 'plain' }, { position });
}
