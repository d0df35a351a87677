import { setTimeout as pause } from 'node:timers/promises';
import { StoreFailed, type Batch, type StoredEvent } from '#libs/event-store';
import { CheckpointMoved, findCheckpoint } from './checkpoints.js';
import { isPoison, Poisoned, type Following, type MustStop } from './following.js';
import { leaseOf } from './leases.js';
import { logger } from './logger.js';
import { Mark } from './mark.js';
import { keepStanding } from './reader-standing.js';
import type { ReaderHealth } from './readers.js';
import type { Ground } from './rebuild.js';
import { Progress } from './waiting.js';

const firstPauseMs = 50;
const longestPauseMs = 5_000;
const takeOverMs = 1_000;
const longestBeginningMs = 10_000;
/** How often someone who waits for another instance's reader looks at its checkpoint. */
const watchMs = 20;

/** Keeps one thing that follows the log going: lock, checkpoint, subscription, retries. */
export class Follower {
  readonly progress = new Progress();
  error: string | undefined;
  private stands: ReaderHealth['status'] = 'stopped';
  private since = Date.now();
  private readonly stopping = new AbortController();
  private readonly mark: Mark;
  private running: Promise<void> | undefined;
  private standing: Promise<unknown> = Promise.resolve();
  /** Why it must not go on by itself, when it was told so from outside. */
  private reason: MustStop | undefined;

  constructor(
    readonly following: Following,
    private readonly ground: Ground,
  ) {
    this.mark = new Mark(following, ground, this.progress);
  }

  start(): void {
    this.running ??= this.run();
  }

  get status(): ReaderHealth['status'] {
    return this.stands;
  }

  /** Settles when it has begun to work, to wait or to retry; health tells of one that takes long. */
  async begun(): Promise<void> {
    const begun = () => this.stands !== 'stopped' || this.stopping.signal.aborted;
    await this.progress.until(begun, longestBeginningMs).catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.standing;
    this.progress.wake();
  }

  /** Does this instance do the work? */
  get leads(): boolean {
    return this.status === 'working' || this.status === 'retrying';
  }

  health(head: bigint): ReaderHealth {
    const { name, kind } = this.following;
    const { position, movedAt } = this.progress;
    const lag = head > position ? head - position : 0n;
    const { status, error, since } = this;
    const secondsSinceMove = Math.max(0, (Date.now() - movedAt) / 1000);
    const at = new Date(since).toISOString();
    const own = { name, kind, position, lag, status, since: at, secondsSinceMove };
    return { ...own, ...(error !== undefined && { error }) };
  }

  /** Settles when it has seen a position. Not strict: what is there is enough, in the end. */
  async reached(position: bigint, { strict, timeoutMs }: { strict: boolean; timeoutMs: number }) {
    const stuck = () => this.status === 'poisoned' || this.stopping.signal.aborted;
    const until = Date.now() + timeoutMs;
    while (this.status === 'waiting' && this.progress.position < position && Date.now() < until) {
      await this.watch(position);
      if (this.progress.position < position) await pause(watchMs);
    }
    const left = Math.max(until - Date.now(), 0);
    const enough = () => this.progress.position >= position || stuck();
    await this.progress.until(enough, left).catch((error: unknown) => {
      if (strict) throw error;
    });
    if (strict && this.progress.position < position) {
      throw new StoreFailed(`The reader ${this.following.name} has stopped.`, true);
    }
  }

  /** Makes or fills what is kept, and finds where to go on. */
  prepare(): Promise<bigint> {
    return this.mark.find(this.stopping.signal);
  }

  /** Something is being retried, or (undefined) went well again. */
  note(error: unknown): void {
    if (this.status === 'poisoned') return;
    if (error === undefined) return this.stand('working');
    logger.warn({ reader: this.following.name, err: error }, 'Trying again.');
    this.stand('retrying', error);
  }

  /** Stops for good, until people have looked and started the program again. */
  giveUp(reason: MustStop): void {
    this.reason ??= reason;
    this.stopping.abort();
    if (!this.running) this.poison(reason);
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    let wait = firstPauseMs;
    while (!signal.aborted) {
      const before = this.progress.position;
      try {
        await this.follow();
      } catch (error) {
        if (!(error instanceof CheckpointMoved)) this.note(error);
      }
      if (this.status === 'poisoned') return;
      wait = this.progress.position > before ? firstPauseMs : Math.min(wait * 2, longestPauseMs);
      await pause(wait, undefined, { signal }).catch(() => undefined);
    }
    this.stand('stopped');
  }

  /** One stretch with the lock held, until it is lost, something fails, or we are told to stop. */
  private async follow(): Promise<void> {
    const stretch = new AbortController();
    const stop = () => stretch.abort();
    const { signal } = this.stopping;
    const lease = leaseOf(this.following);
    signal.addEventListener('abort', stop, { once: true });
    try {
      while (!(await this.ground.leases.take(lease, stop))) {
        this.stand('waiting');
        await this.watch();
        await pause(takeOverMs, undefined, { signal });
      }
      await this.subscribe(await this.prepare(), stretch.signal);
    } catch (error) {
      if (isPoison(error)) this.poison(error);
      else if (!signal.aborted) throw error;
    } finally {
      signal.removeEventListener('abort', stop);
      await this.mark.flush();
      if (this.reason) this.poison(this.reason);
      // Said before the lock is given away: whoever takes it says something newer.
      if (signal.aborted && this.leads) this.stand('stopped');
      await this.standing;
      await this.ground.leases.release(lease);
    }
  }

  private async subscribe(after: bigint, signal: AbortSignal): Promise<void> {
    this.stand('working');
    const { types, batchSize } = this.following;
    const subscription = this.ground.store.subscribe({ after, types, batchSize }, (batch) =>
      this.handle(batch, signal),
    );
    signal.addEventListener('abort', () => void subscription.stop(), { once: true });
    if (signal.aborted) await subscription.stop();
    await subscription.ended;
  }

  private async handle({ events, upTo }: Batch, signal: AbortSignal): Promise<void> {
    if (events.length === 0) return this.mark.passOver(upTo);
    try {
      const trouble = (error: unknown) => this.note(error);
      const write = await this.following.handle(events, { signal, trouble });
      signal.throwIfAborted();
      await this.mark.move(upTo, write);
    } catch (error) {
      if (error instanceof Poisoned) await this.handleBefore(error.event, events, signal);
      throw error;
    }
  }

  /** What came before an event that nobody can get over is seen all the same. */
  private async handleBefore(
    { position }: StoredEvent,
    batch: readonly StoredEvent[],
    signal: AbortSignal,
  ): Promise<void> {
    const events = batch.filter((event) => event.position < position);
    const last = events.at(-1);
    if (last) await this.handle({ events, upTo: last.position }, signal);
  }

  /**
   * While another instance does the work, its checkpoint says how far it is. That one is written
   * late when nothing happens for this reader, so a look at the log may say more.
   */
  private async watch(wanted?: bigint): Promise<void> {
    const { ground, following, progress } = this;
    const found = await findCheckpoint(ground.db.manager, following);
    if (found && found.position > progress.position) progress.advance(found.position);
    if (!found || wanted === undefined || progress.position >= wanted) return;
    const { types } = following;
    const { events, upTo } = await ground.store.readAll({ after: found.position, types, limit: 1 });
    const [next] = events;
    const seen = next ? next.position - 1n : upTo;
    if (seen > progress.position) progress.advance(seen);
  }

  private stand(status: ReaderHealth['status'], error?: unknown): void {
    const message = error === undefined ? undefined : messageOf(error);
    const before = this.stands;
    if (status !== before) this.since = Date.now();
    const isNews = status !== before || message !== this.error;
    this.stands = status;
    this.error = message;
    this.progress.wake();
    const told = status !== 'waiting' && !(status === 'stopped' && before === 'waiting');
    if (!isNews || !told) return;
    const keep = () => keepStanding(this.ground.db, this.following, status, this.error);
    this.standing = this.standing.then(keep).catch(() => undefined);
  }

  private poison(error: unknown): void {
    this.stand('poisoned', error);
    logger.error({ reader: this.following.name, err: error }, 'A reader stopped at an event.');
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
