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
/** About as many as are folded in a second, so that a turn is about as long as was asked. */
const eventsASecond = 50_000;
const patienceMs = 120_000;
const clients = 64;

/**
 * Events a second that reach a table of a thousand accounts, out of a log that grew while nobody
 * read it. Ours is a read model with its checkpoint, started again; the peer is the way of a
 * handler that has a TypeORM transaction for each event: find, save, and move the checkpoint.
 */
export const projection: Contest<Ground> = {
  name: 'projection',
  unit: 'events/s',
  peers: ['typeorm'],
  open: async (ground, wanted) => {
    const log = await Log.begin(await ground.database());
    const plain = wanted.includes('typeorm') ? await typeorm(await ground.database(), log) : null;
    return {
      ours: (seconds) => catchUp(log, seconds),
      peers: plain ? { typeorm: plain.measure } : ({} as Record<string, Measure>),
      close: async () => void (await Promise.all([log.close(), plain?.close()])),
    };
  },
};

/**
 * The same read model filled anew beside the one that answers, as `npm run rebuild` does it,
 * against how fast it follows while 64 clients append one event at a time, as fast as they can,
 * in the same process and on the same server.
 */
export const rebuild: Contest<Ground> = {
  name: 'rebuild',
  unit: 'events/s',
  peers: ['live'],
  open: async (ground, wanted) => {
    const log = await Log.begin(await ground.database());
    const ours = await following(log.url);
    const live = wanted.includes('live') ? await following(await ground.database()) : null;
    return {
      ours: (seconds) => rebuilt(log, ours, seconds),
      peers: live
        ? { live: (seconds) => liveSpeed(live, seconds) }
        : ({} as Record<string, Measure>),
      close: async () => void (await Promise.all([ours.close(), live?.close(), log.close()])),
    };
  },
};

const entities = [AccountRow];
const providers = [readModel(accountBalances)];

async function following(url: string): Promise<Ours> {
  const ours = await startOurs(url, { entities, providers });
  await ours.eventSourcing.start();
  return ours;
}

async function catchUp(log: Log, seconds: number): Promise<number> {
  const before = log.length;
  await log.growTo(before + wantedFor(seconds));
  const ours = await startOurs(log.url, { entities, providers });
  try {
    const began = performance.now();
    await ours.eventSourcing.start();
    await reached(ours.eventSourcing, await log.head());
    return (log.length - before) / ((performance.now() - began) / 1_000);
  } finally {
    await ours.close();
  }
}

async function rebuilt(log: Log, { eventSourcing }: Ours, seconds: number): Promise<number> {
  await log.growTo(wantedFor(seconds));
  await reached(eventSourcing, await log.head());
  const began = performance.now();
  const done = await eventSourcing.rebuild(accountBalances.name);
  return (done?.events ?? 0) / ((performance.now() - began) / 1_000);
}

function wantedFor(seconds: number): number {
  return Math.max(accounts * 2, Math.round(seconds * eventsASecond));
}

/** A log of accounts and money taken from them. */
class Log {
  length = 0;
  private readonly revisions: number[] = Array.from({ length: accounts }, () => -1);
  private readonly ids = Array.from({ length: accounts }, () => v7());

  private constructor(
    readonly url: string,
    private readonly store: EventStore,
  ) {}

  static async begin(url: string): Promise<Log> {
    const log = new Log(url, await createPostgresEventStore({ url }));
    await log.growTo(wantedFor(0));
    return log;
  }

  async growTo(length: number): Promise<void> {
    while (this.length < length) await this.fill(this.length % accounts);
  }

  async events(after: bigint): Promise<readonly StoredEvent[]> {
    return (await this.store.readAll({ after, limit: 1_000 })).events;
  }

  head(): Promise<bigint> {
    return this.store.head();
  }

  close(): Promise<void> {
    return this.store.close();
  }

  /** Half a thousand events on one account after the other would be too easy: they are spread. */
  private async fill(from: number): Promise<void> {
    const appends = Array.from({ length: ofAppend }, (_, n) => {
      const account = (from + n) % accounts;
      const accountId = this.ids[account] as string;
      const revision = (this.revisions[account] = (this.revisions[account] as number) + 1);
      const expected = revision === 0 ? ('no-stream' as const) : revision - 1;
      return this.store.append({
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

async function typeorm(url: string, log: Log) {
  const rows = [PlainAccountRow, PlainCheckpointRow];
  const db = new DataSource({ type: 'postgres', url, entities: rows, synchronize: true });
  await db.initialize();
  await db.manager.insert(PlainCheckpointRow, { name: 'plain', position: 0 });
  let after = 0n;
  let waiting: readonly StoredEvent[] = [];
  const measure: Measure = (seconds) =>
    callsASecond(1, seconds, async () => {
      if (waiting.length === 0) waiting = await log.events(after);
      if (waiting.length === 0) await log.growTo(log.length + wantedFor(0));
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
