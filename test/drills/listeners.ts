import { setTimeout as sleep } from 'node:timers/promises';
import { createPostgresEventStore, type Batch, type EventStore } from '#libs/event-store';
import { seeded } from './seeded.js';

/** One event as somebody was told of it, or as it is recorded. */
export interface Told {
  readonly position: number;
  readonly id: string;
}

/** What is wrong with what somebody was told: skipped, told twice, out of order. */
export function tellingFaults(
  who: string,
  told: readonly Told[],
  recorded: readonly Told[],
): string[] {
  const known = new Set(told.map(({ id }) => id));
  const there = new Set(recorded.map(({ id }) => id));
  return [
    ...recorded
      .filter(({ id }) => !known.has(id))
      .map(({ position }) => `${who} was never told of position ${position}.`),
    ...told
      .filter(({ id }) => !there.has(id))
      .map(({ position }) => `${who} was told of position ${position}, which was taken back.`),
    ...(known.size < told.length ? [`${who} was told of something twice.`] : []),
    ...told
      .filter(({ position }, n) => n > 0 && position <= (told[n - 1]?.position ?? 0))
      .map(({ position }) => `${who} was told of position ${position} too late.`),
  ];
}

/** Remembers all that it is told, and when. */
class Listener {
  readonly told: Told[] = [];
  readonly at = new Map<number, number>();
  upTo = 0n;

  constructor(
    readonly name: string,
    readonly store: EventStore,
    readonly batchSize: number,
    /** How long it works at a batch, in milliseconds. */
    readonly works: () => number = () => 0,
  ) {}

  readonly hear = async ({ events, upTo }: Batch): Promise<void> => {
    const now = Date.now();
    for (const { position, id } of events) {
      this.told.push({ position: Number(position), id });
      this.at.set(Number(position), now);
    }
    this.upTo = upTo;
    const ms = this.works();
    if (ms > 0) await sleep(ms);
  };
}

/** Subscribers of several kinds: one that keeps up, one in another process's place, and so on. */
export class Listeners {
  resumed = 0;
  private stopping = false;
  private readonly resuming: Promise<void>;

  private constructor(
    private readonly stores: readonly EventStore[],
    readonly live: Listener,
    private readonly slow: Listener,
    private readonly fickle: Listener,
    seed: number,
  ) {
    for (const { store, batchSize, hear } of [live, slow]) {
      store.subscribe({ after: 0n, batchSize }, hear);
    }
    this.resuming = this.resumeAgainAndAgain(seeded(seed));
  }

  static async gather(url: string, seed: number): Promise<Listeners> {
    const open = () => createPostgresEventStore({ url });
    const [one, other] = await Promise.all([open(), open()]);
    const random = seeded(seed);
    const live = new Listener('The one that keeps up', one, 500);
    const slow = new Listener('The slow one', other, 2_000, () => random() * 30);
    const fickle = new Listener('The one that resumes', one, 100);
    return new Listeners([one, other], live, slow, fickle, seed);
  }

  /** Settles when all have got there, or when that takes too long. */
  async upTo(position: bigint, patienceMs: number): Promise<void> {
    const there = () => this.all.every(({ upTo }) => upTo >= position);
    for (const end = Date.now() + patienceMs; !there() && Date.now() < end;) await sleep(10);
  }

  faults(recorded: readonly Told[]): string[] {
    return this.all.flatMap(({ name, told }) => tellingFaults(name, told, recorded));
  }

  async close(): Promise<void> {
    this.stopping = true;
    await this.resuming;
    for (const store of this.stores) await store.close();
  }

  private get all(): readonly Listener[] {
    return [this.live, this.slow, this.fickle];
  }

  /** Stops at any moment and goes on from where it was: nothing between, nothing twice. */
  private async resumeAgainAndAgain(random: () => number): Promise<void> {
    const { store, batchSize, hear } = this.fickle;
    while (!this.stopping) {
      const subscription = store.subscribe({ after: this.fickle.upTo, batchSize }, hear);
      await sleep(random() * 100);
      await subscription.stop();
      this.resumed += 1;
    }
  }
}
