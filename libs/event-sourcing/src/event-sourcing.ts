import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EventStore } from '#libs/event-store';
import type { DueTimeView } from '#messages/operations';
import { Buses } from './buses.js';
import { makeTables } from './checkpoints.js';
import { CommandHandling } from './command-handling.js';
import { DueTimeClock } from './due-time-clock.js';
import { dueTimesFollowing } from './due-times-following.js';
import { Follower } from './follower.js';
import type { Following } from './following.js';
import { Leases } from './leases.js';
import { LogWatch } from './log-watch.js';
import { dropLeftovers } from './old-versions.js';
import { dueTimesIn } from './operations.js';
import { EVENT_STORE } from './options.js';
import { processFollowing, processWithMemoryFollowing } from './process-following.js';
import { followingOf } from './read-model-following.js';
import { Readers, type ReaderHealth } from './readers.js';
import { rebuild, type HowToRebuild, type RebuildProgress } from './rebuild.js';
import type { Registration } from './registration.js';

/** How often what older versions left is looked for. */
const tidyMs = 30_000;

/** Starts and stops everything that follows the log in this process. */
@Injectable()
export class EventSourcing implements BeforeApplicationShutdown {
  private readonly leases: Leases;
  private readonly clock: DueTimeClock;
  private readonly watch: LogWatch;
  private tidying: NodeJS.Timeout | undefined;
  private started = false;
  private begun = false;
  private headAtStart = 0n;

  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(Readers) private readonly known: Readers,
    @Inject(Buses) private readonly buses: Buses,
    @Inject(CommandHandling) private readonly commands: CommandHandling,
  ) {
    this.leases = new Leases(db);
    this.watch = new LogWatch(store, (reason) => {
      this.commands.forget();
      for (const follower of this.known.followers.values()) follower.giveUp(reason);
    });
    this.clock = new DueTimeClock(
      db,
      buses,
      () => this.dueTimesInCharge(),
      (name, error) => this.known.followers.get(name)?.note(error),
      (name, reason) => this.known.followers.get(name)?.giveUp(reason),
    );
  }

  /**
   * Makes the tables, fills read models that are new or have another shape, then starts readers, processes and due times. Call it once, after
   * `app.init()` (Nest knows its handlers only then). `dueTimes: false` holds them back until
   * `startDueTimes`, while a demonstration loads.
   */
  async start({ dueTimes = true } = {}): Promise<void> {
    if (this.started) return;
    this.started = true;
    await makeTables(this.db);
    this.headAtStart = await this.store.head();
    for (const registration of this.known.registrations()) this.add(registration);
    const followers = [...this.known.followers.values()];
    // Queries need their tables now; a process that cannot start must not keep the rest from it.
    const readModels = followers.filter(({ following }) => following.kind === 'read-model');
    for (const follower of readModels) await follower.prepare();
    for (const follower of followers) follower.start();
    this.watch.start();
    this.tidying = setInterval(() => void this.tidy(), tidyMs);
    this.tidying.unref();
    await Promise.all(followers.map((follower) => follower.begun()));
    this.begun = true;
    if (dueTimes) this.startDueTimes();
  }

  /** Have all readers been set off? Before that, none of them is known. */
  get hasBegun(): boolean {
    return this.begun;
  }

  /** Asks what fell due, from now on and in the meantime. */
  startDueTimes(): void {
    this.clock.start();
  }

  /** Settles when every handler at work has finished. */
  async stop(): Promise<void> {
    this.watch.stop();
    clearInterval(this.tidying);
    await this.clock.stop();
    await Promise.all([...this.known.followers.values()].map((follower) => follower.stop()));
    await this.leases.close();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.stop();
  }

  /** How every reader, process and set of due times stands: for the health page and the alarm. */
  async readers(): Promise<ReaderHealth[]> {
    const head = await this.store.head();
    return [...this.known.followers.values()].map((follower) => follower.health(head));
  }

  /** Settles when these readers (all, if none are named) have seen a position. */
  async waitFor(
    position: bigint,
    { readers, timeoutMs = 5000 }: { readers?: readonly string[]; timeoutMs?: number } = {},
  ): Promise<void> {
    const names = readers ?? [...this.known.followers.keys()];
    await this.known.reached(names, position, { timeoutMs });
  }

  /** Up to a thousand due times, those to come first. */
  findDueTimes(): Promise<DueTimeView[]> {
    return dueTimesIn(this.db);
  }

  /** The read models of the contexts in this process. */
  readModels(): string[] {
    const all = this.known.registrations();
    const models = all.flatMap(({ follows }) =>
      follows.kind === 'read-model' ? [follows.model.name] : [],
    );
    return models.toSorted();
  }

  /**
   * Fills a read model anew beside the one that answers, here or in other processes, and lets the
   * two change places. Needs no `start`. Throws `RebuildUnderWay` while somebody else does it.
   */
  async rebuild(name: string, how: HowToRebuild = {}): Promise<RebuildProgress | undefined> {
    await makeTables(this.db);
    const model = this.known
      .registrations()
      .map(({ follows }) => (follows.kind === 'read-model' ? follows.model : undefined))
      .find((one) => one?.name === name);
    if (!model) throw new Error(`No read model is called ${name}.`);
    const ground = { store: this.store, db: this.db, leases: this.leases };
    return rebuild(followingOf(model, this.db), ground, how);
  }

  /** Drops what older versions and unfinished rebuilds left, of read models that are led here. */
  async tidy(): Promise<void> {
    const led = [...this.known.followers.values()].filter(
      ({ status, progress }) => status === 'working' && progress.position >= this.headAtStart,
    );
    for (const { following } of led) {
      await dropLeftovers(this.db, following).catch(() => undefined);
    }
  }

  /** What was due in downtime may have been taken back by events not yet read here. */
  private dueTimesInCharge(): string[] {
    return [...this.known.followers.values()]
      .filter(({ following }) => following.kind === 'due-times')
      .filter((follower) => follower.leads && follower.progress.position >= this.headAtStart)
      .map(({ following }) => following.name);
  }

  private add(registration: Registration): void {
    const following = this.following(registration);
    if (this.known.followers.has(following.name)) {
      throw new Error(`Two readers are called ${following.name}.`);
    }
    const follower = new Follower(following, {
      store: this.store,
      db: this.db,
      leases: this.leases,
    });
    this.known.followers.set(following.name, follower);
  }

  private following({ follows }: Registration): Following {
    switch (follows.kind) {
      case 'read-model':
        return followingOf(follows.model, this.db);
      case 'process':
        return processFollowing(follows.process, this.buses);
      case 'process-with-memory':
        return processWithMemoryFollowing(follows.process, this.buses, this.db);
      case 'due-times':
        return dueTimesFollowing(follows.dueTimes);
    }
  }
}
