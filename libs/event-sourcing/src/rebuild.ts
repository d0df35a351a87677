import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { EventStore } from '#libs/event-store';
import {
  findCheckpoint,
  moveCheckpoint,
  removeCheckpoint,
  setCheckpoint,
  tablesLock,
  type Checkpoint,
  type CheckpointOf,
} from './checkpoints.js';
import { isPoison, type Beside, type Following } from './following.js';
import { leaseOf, type Leases } from './leases.js';
import { logger } from './logger.js';

/** What a reader stands on. */
export interface Ground {
  readonly store: EventStore;
  readonly db: DataSource;
  readonly leases: Leases;
}

/** How far a rebuild is. */
export interface RebuildProgress {
  readonly events: number;
  readonly position: bigint;
  readonly head: bigint;
}

export interface HowToRebuild {
  readonly signal?: AbortSignal;
  readonly told?: (progress: RebuildProgress) => void;
  /** Puts in place what there is when an event cannot be folded: the reader will stop there. */
  readonly evenPoisoned?: boolean;
  /** Looked at when nobody else can rebuild any more: has another instance just done it? */
  readonly onlyIf?: () => Promise<boolean>;
}

/** Somebody else fills this read model just now. */
export class RebuildUnderWay extends Error {}

const batchSize = 10_000;
const sayMs = 5_000;
/** A sweep for what older versions left holds the lock for a moment; a rebuild, for long. */
const momentMs = 2_000;
/** The live reader waits meanwhile: for what is folded at the end, or for one that hangs there. */
const longestExchangeMs = 60_000;

export function rebuildLeaseOf(of: { name: string; version: number }): string {
  return `${leaseOf(of)} rebuild`;
}

/**
 * Fills a read model anew beside the one that answers, and puts it in its place in one short
 * transaction, at least as far as the old one had come. Killed at any moment it leaves the old one.
 */
export async function rebuild(
  following: Following,
  ground: Ground,
  how: HowToRebuild = {},
): Promise<RebuildProgress | undefined> {
  const { beside, kind, name, version, fingerprint } = following;
  if (!beside) throw new Error(`${name} is no read model.`);
  const lease = rebuildLeaseOf(following);
  const lost = new AbortController();
  const { leases, store } = ground;
  const loses = () => lost.abort(new Error('The database was lost.'));
  if (!(await takeWithinMoment(leases, lease, loses, how.signal))) {
    throw new RebuildUnderWay(`${name} is being rebuilt already.`);
  }
  const signals = [lost.signal, ...(how.signal ? [how.signal] : [])];
  try {
    if (how.onlyIf && !(await how.onlyIf())) return undefined;
    const of = { kind, name, version, fingerprint, epoch: await store.epoch() };
    const filling = { following, beside, of, ground, how, signal: AbortSignal.any(signals) };
    return await new Rebuild(filling).run();
  } finally {
    await leases.release(lease);
  }
}

async function takeWithinMoment(
  leases: Leases,
  lease: string,
  loses: () => void,
  signal?: AbortSignal,
): Promise<boolean> {
  for (const until = performance.now() + momentMs; ;) {
    if (await leases.take(lease, loses)) return true;
    if (performance.now() >= until) return false;
    await pause(50, undefined, { ...(signal && { signal }) });
  }
}

interface Filling {
  readonly following: Following;
  readonly beside: Beside;
  readonly of: CheckpointOf;
  readonly ground: Ground;
  readonly how: HowToRebuild;
  readonly signal: AbortSignal;
}

class Rebuild {
  private events = 0;
  private saidAt = performance.now();
  private head = 0n;

  constructor(private readonly filling: Filling) {}

  async run(): Promise<RebuildProgress> {
    const { beside, ground } = this.filling;
    let at = await this.begin();
    for (let behind = true; behind;) {
      this.head = await ground.store.head();
      behind = this.head - at.position > batchSize;
      const before = at.position;
      at = await this.fillUnlessPoisoned(at, this.head);
      behind &&= at.position > before;
    }
    await ground.db.transaction((tx) => beside.index(tx));
    at = await this.exchange(at);
    await ground.db.transaction((tx) => beside.clear(tx));
    return { events: this.events, position: at.position, head: this.head };
  }

  private begin(): Promise<Checkpoint> {
    const { beside, of, ground } = this.filling;
    return ground.db.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [tablesLock]);
      await beside.make(tx);
      return setCheckpoint(tx, besideOf(of));
    });
  }

  /** Folds on until this position is passed; the next batch is read while one is written. */
  private async fill(from: Checkpoint, target: bigint): Promise<Checkpoint> {
    const { following, ground, beside, signal } = this.filling;
    const { types } = following;
    const read = (after: bigint) => {
      const reading = ground.store.readAll({ after, types, limit: batchSize });
      reading.catch(() => undefined);
      return reading;
    };
    let at = from;
    let next = at.position < target ? read(at.position) : undefined;
    while (next) {
      signal.throwIfAborted();
      const { events, upTo } = await next;
      if (upTo === at.position) return at;
      next = upTo < target ? read(upTo) : undefined;
      const write = await beside.handle(events, { signal, trouble: () => undefined });
      const before = at;
      at = await ground.db.transaction(async (tx) => {
        // Rows and checkpoint are lost together, if at all; the exchange makes both durable.
        await tx.query('SET LOCAL synchronous_commit = off');
        const moved = await moveCheckpoint(tx, before, upTo);
        await write(tx);
        return moved;
      });
      this.say(events.length, at.position);
    }
    return at;
  }

  /** Holds the live checkpoint, folds what came meanwhile, and lets the two change places. */
  private exchange(from: Checkpoint): Promise<Checkpoint> {
    const { beside, of, ground, signal } = this.filling;
    return ground.db.transaction(async (tx) => {
      await tx.query(`SET LOCAL idle_in_transaction_session_timeout = ${longestExchangeMs}`);
      await tx.query('SELECT pg_advisory_xact_lock($1)', [tablesLock]);
      const live = await findCheckpoint(tx, of, true);
      const target = live && live.epoch === of.epoch ? live.position : 0n;
      const at = await this.fillUnlessPoisoned(from, target);
      signal.throwIfAborted();
      await beside.putInPlace(tx);
      await removeCheckpoint(tx, at);
      return setCheckpoint(tx, of, at.position);
    });
  }

  private async fillUnlessPoisoned(from: Checkpoint, target: bigint): Promise<Checkpoint> {
    try {
      return await this.fill(from, target);
    } catch (error) {
      if (!this.filling.how.evenPoisoned || !isPoison(error)) throw error;
      return this.standing(from);
    }
  }

  private async standing(at: Checkpoint): Promise<Checkpoint> {
    return (await findCheckpoint(this.filling.ground.db.manager, at)) ?? at;
  }

  private say(events: number, position: bigint): void {
    const { of, how } = this.filling;
    this.events += events;
    how.told?.({ events: this.events, position, head: this.head });
    if (how.told || performance.now() - this.saidAt < sayMs) return;
    this.saidAt = performance.now();
    logger.info({ reader: of.name, position: String(position) }, 'A read model is being filled.');
  }
}

/** The checkpoint of what is being filled beside. */
function besideOf(of: CheckpointOf): CheckpointOf {
  return { ...of, name: `${of.name} (rebuild)`, kind: 'rebuild' };
}
