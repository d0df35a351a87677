import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EventStore } from '#libs/event-store';
import { Buses } from './buses.js';
import { makeTables } from './checkpoints.js';
import { DueTimeClock, listDueTimes, type DueTimeRow } from './due-time-clock.js';
import { dueTimesFollowing } from './due-times-following.js';
import { Follower } from './follower.js';
import type { Following } from './following.js';
import { Leases } from './leases.js';
import { EVENT_STORE } from './options.js';
import { processFollowing, processWithMemoryFollowing } from './process-following.js';
import { followingOf } from './read-model-following.js';
import { Readers, type ReaderHealth } from './readers.js';
import type { Registration } from './registration.js';

/** Starts and stops everything that follows the log in this process. */
@Injectable()
export class EventSourcing implements BeforeApplicationShutdown {
  private readonly leases: Leases;
  private readonly clock: DueTimeClock;
  private started = false;
  private begun = false;
  private headAtStart = 0n;

  constructor(
    @Inject(DataSource) private readonly db: DataSource,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(Readers) private readonly known: Readers,
    @Inject(Buses) private readonly buses: Buses,
  ) {
    this.leases = new Leases(db);
    this.clock = new DueTimeClock(
      db,
      buses,
      () => this.dueTimesInCharge(),
      (name, error) => this.known.followers.get(name)?.note(error),
    );
  }

  /**
   * Makes the tables, then starts readers, processes and due times. Call it once, after
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
  findDueTimes(): Promise<DueTimeRow[]> {
    return listDueTimes(this.db);
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
    const follower = new Follower(following, this.store, this.db, this.leases);
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
