import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { StoreFailed, type Batch, type EventStore } from '#libs/event-store';
import {
  CheckpointMoved,
  findCheckpoint,
  moveCheckpoint,
  resetCheckpoint,
  tablesLock,
  type CheckpointOf,
} from './checkpoints.js';
import { isPoison, type Following } from './following.js';
import type { Leases } from './leases.js';
import { logger } from './logger.js';
import type { ReaderHealth } from './readers.js';
import { Progress } from './waiting.js';

const firstPauseMs = 50;
const longestPauseMs = 30_000;
const takeOverMs = 1_000;
const longestBeginningMs = 10_000;
/** How often someone who waits for another instance's reader looks at its checkpoint. */
const watchMs = 20;
/** A checkpoint that moves over nothing but other readers' events is written no more often. */
const idleWriteMs = 250;

/** Keeps one thing that follows the log going: lock, checkpoint, subscription, retries. */
export class Follower {
  readonly progress = new Progress();
  error: string | undefined;
  private stands: ReaderHealth['status'] = 'stopped';
  private of: CheckpointOf | undefined;
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private written = 0n;
  private idleWrite: NodeJS.Timeout | undefined;
  private writing: Promise<unknown> = Promise.resolve();

  constructor(
    readonly following: Following,
    private readonly store: EventStore,
    private readonly db: DataSource,
    private readonly leases: Leases,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  get status(): ReaderHealth['status'] {
    return this.stands;
  }

  private set status(status: ReaderHealth['status']) {
    this.stands = status;
    this.progress.wake();
  }

  /** Settles when it has begun to work, to wait or to retry; health tells of one that takes long. */
  async begun(): Promise<void> {
    const begun = () => this.stands !== 'stopped' || this.stopping.signal.aborted;
    await this.progress.until(begun, longestBeginningMs).catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    this.progress.wake();
  }

  /** Does this instance do the work? */
  get leads(): boolean {
    return this.status === 'working' || this.status === 'retrying';
  }

  health(head: bigint): ReaderHealth {
    const { name, kind } = this.following;
    const { position } = this.progress;
    const lag = head > position ? head - position : 0n;
    const { status, error } = this;
    return { name, kind, position, lag, status, ...(error !== undefined && { error }) };
  }

  /** Settles when it has seen a position. Not strict: a poisoned reader is not waited for. */
  async reached(position: bigint, { strict, timeoutMs }: { strict: boolean; timeoutMs: number }) {
    const stuck = () => this.status === 'poisoned' || this.stopping.signal.aborted;
    const until = Date.now() + timeoutMs;
    while (this.status === 'waiting' && this.progress.position < position && Date.now() < until) {
      await this.watch();
      await pause(watchMs);
    }
    await this.progress.until(() => this.progress.position >= position || stuck(), timeoutMs);
    if (strict && this.progress.position < position) {
      throw new StoreFailed(`The reader ${this.following.name} has stopped.`, true);
    }
  }

  /** Makes or renews what is kept, and finds where to go on. */
  async prepare(): Promise<bigint> {
    const { following } = this;
    const epoch = await this.store.epoch();
    const of: CheckpointOf = { ...nameOf(following), fingerprint: following.fingerprint, epoch };
    const position = await this.db.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [tablesLock]);
      const found = await findCheckpoint(tx, of);
      const ofThisLog = found?.epoch === epoch;
      if (found && ofThisLog && found.fingerprint === of.fingerprint) return found.position;
      if (found && !following.disposable) {
        throw new Error(anotherLog(of.name));
      }
      await following.renew?.(tx);
      await resetCheckpoint(tx, of);
      return 0n;
    });
    this.of = of;
    this.written = position;
    this.progress.advance(position);
    return position;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    let wait = firstPauseMs;
    while (!signal.aborted) {
      const before = this.progress.position;
      try {
        await this.follow();
      } catch (error) {
        if (isPoison(error)) return this.poison(error);
        if (!(error instanceof CheckpointMoved)) this.note(error);
      }
      wait = this.progress.position > before ? firstPauseMs : Math.min(wait * 2, longestPauseMs);
      await pause(wait, undefined, { signal }).catch(() => undefined);
    }
    this.status = 'stopped';
  }

  /** One stretch with the lock held, until it is lost, something fails, or we are told to stop. */
  private async follow(): Promise<void> {
    const stretch = new AbortController();
    const stop = () => stretch.abort();
    const { signal } = this.stopping;
    const lease = `${this.following.name}@${this.following.version}`;
    signal.addEventListener('abort', stop, { once: true });
    try {
      while (!(await this.leases.take(lease, stop))) {
        this.status = 'waiting';
        await this.watch();
        await pause(takeOverMs, undefined, { signal });
      }
      const after = await this.prepare();
      this.status = 'working';
      this.error = undefined;
      const { types, batchSize } = this.following;
      const subscription = this.store.subscribe({ after, types, batchSize }, (batch) =>
        this.handle(batch, stretch.signal),
      );
      stretch.signal.addEventListener('abort', () => void subscription.stop(), { once: true });
      if (stretch.signal.aborted) await subscription.stop();
      await subscription.ended;
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      clearTimeout(this.idleWrite);
      this.idleWrite = undefined;
      signal.removeEventListener('abort', stop);
      await this.writing;
      await this.leases.release(lease);
    }
  }

  private async handle({ events, upTo }: Batch, signal: AbortSignal): Promise<void> {
    if (events.length === 0) return this.passOver(upTo);
    const trouble = (error: unknown) => this.note(error);
    const write = await this.following.handle(events, { signal, trouble });
    clearTimeout(this.idleWrite);
    this.idleWrite = undefined;
    await this.writing;
    signal.throwIfAborted();
    const { of } = this;
    if (!of) throw new Error('A batch came before the checkpoint was found.');
    await this.db.transaction(async (tx) => {
      await moveCheckpoint(tx, of, this.written, upTo);
      await write(tx);
    });
    this.written = upTo;
    this.progress.advance(upTo);
  }

  /** Nothing for us up to here: believed at once, written now and then. */
  private passOver(upTo: bigint): void {
    this.progress.advance(upTo);
    this.idleWrite ??= setTimeout(() => {
      this.idleWrite = undefined;
      this.writing = this.writeIdle().catch(() => undefined);
    }, idleWriteMs);
  }

  private async writeIdle(): Promise<void> {
    const { of, progress, written } = this;
    const { position } = progress;
    if (!of || position <= written) return;
    await moveCheckpoint(this.db.manager, of, written, position);
    this.written = position;
  }

  /** While another instance does the work, its checkpoint says how far it is. */
  private async watch(): Promise<void> {
    const found = await findCheckpoint(this.db.manager, nameOf(this.following));
    if (found && found.position > this.progress.position) this.progress.advance(found.position);
  }

  /** Something is being retried, or (undefined) went well again. */
  note(error: unknown): void {
    if (error === undefined) {
      this.status = 'working';
      this.error = undefined;
      return;
    }
    this.status = 'retrying';
    this.error = error instanceof Error ? error.message : String(error);
    logger.warn({ reader: this.following.name, err: error }, 'Trying again.');
  }

  private poison(error: unknown): void {
    this.status = 'poisoned';
    this.error = error instanceof Error ? error.message : String(error);
    this.progress.wake();
    logger.error({ reader: this.following.name, err: error }, 'A reader stopped at an event.');
  }
}

function nameOf({ name, version }: Following): Pick<CheckpointOf, 'name' | 'version'> {
  return { name, version };
}

function anotherLog(name: string): string {
  const what = `${name} has a checkpoint of another log (a restored one?) and does not start.`;
  return `${what} To let it begin anew, delete its row in event_sourcing.checkpoints.`;
}
