import { fold, type AnyDecider } from '#libs/decider';
import {
  voided,
  WrongExpectedRevision,
  type Append,
  type Appended,
  type EventStore,
} from '#libs/event-store';
import type { Event } from '#messages/messages';

/** A stream as this process believes it to stand, its own appends under way included. */
export interface Believed {
  readonly stream: string;
  readonly decider: AnyDecider;
  state: unknown;
  /** The last revision of `state`; -1 when there is none. */
  revision: number;
  /** The id of the event there. */
  lastId: string | undefined;
  /** What the store has acknowledged or shown. */
  confirmed: Appended;
  /** An append on top of this belief failed: nothing may be concluded from it any more. */
  broken: boolean;
  underWay: number;
  /** Settles when every append so far has; never rejects. */
  settled: Promise<unknown>;
}

/** Someone was first; `foreign` when it was not a failed append of our own. */
export interface Lost {
  readonly lost: true;
  readonly foreign: boolean;
}

const page = 5000;

/**
 * Folded states in memory, the least recently used forgotten first. Commands of one stream are
 * decided one after another against the optimistic state and appended with exact revisions
 * without waiting, so that the store can commit them as a group.
 */
export class Streams {
  /** The highest position that this process has been told of. */
  latest = 0n;
  private readonly kept = new Map<string, Promise<Believed>>();
  private readonly idle = new Map<string, Believed>();

  constructor(
    private readonly store: EventStore,
    private readonly most: number,
  ) {}

  /** What is believed of a stream; loads it once for all who ask meanwhile, in their order. */
  async open(decider: AnyDecider, stream: string): Promise<Believed> {
    const kept = this.kept.get(stream);
    if (kept) {
      this.kept.delete(stream);
      this.kept.set(stream, kept);
      return kept;
    }
    const loading = this.load(decider, stream);
    this.kept.set(stream, loading);
    loading.then(
      (believed) => {
        if (this.kept.get(stream) === loading) this.idle.set(stream, believed);
      },
      () => this.kept.delete(stream),
    );
    this.shrink();
    return loading;
  }

  /** Appends on top of the belief, without waiting for what is under way. */
  async append(believed: Believed, append: Append, events: readonly Event[]) {
    believed.state = fold(believed.decider, believed.state, events);
    believed.revision += events.length;
    believed.lastId = append.events.at(-1)?.id;
    believed.underWay++;
    const appending = this.store.append(append);
    believed.settled = Promise.allSettled([believed.settled, appending]);
    try {
      return this.confirm(believed, await appending);
    } catch (error) {
      const foreign = !believed.broken;
      this.forget(believed);
      if (error instanceof WrongExpectedRevision) return { lost: true, foreign } satisfies Lost;
      throw error;
    } finally {
      believed.underWay--;
    }
  }

  /**
   * Was this the stream's state at some instant since it was read here? What is not recorded (a
   * refusal) must not rest on an append that fails later, nor on what others have since changed.
   */
  async stoodAt(believed: Believed, revision: number): Promise<boolean> {
    await believed.settled;
    if (believed.broken) return false;
    if (believed.confirmed.revision > revision) return true;
    const [next] = await this.store.readStream(believed.stream, { from: revision + 1, limit: 1 });
    if (!next) return true;
    await believed.settled;
    if (!believed.broken && believed.confirmed.revision > revision) return true;
    this.forget(believed);
    return false;
  }

  /** Forgets everything: the log under it was exchanged. */
  forgetAll(): void {
    for (const believed of this.idle.values()) believed.broken = true;
    this.kept.clear();
    this.idle.clear();
    this.latest = 0n;
  }

  private confirm(believed: Believed, appended: Appended): Appended {
    if (appended.position > this.latest) this.latest = appended.position;
    if (appended.repeated) this.forget(believed);
    else if (appended.revision > believed.confirmed.revision) believed.confirmed = appended;
    return appended;
  }

  private forget(believed: Believed): void {
    if (believed.broken) return;
    believed.broken = true;
    this.drop(believed.stream);
  }

  private drop(stream: string): void {
    this.kept.delete(stream);
    this.idle.delete(stream);
  }

  private shrink(): void {
    for (const stream of this.kept.keys()) {
      if (this.kept.size <= this.most) return;
      if (this.idle.get(stream)?.underWay === 0) this.drop(stream);
    }
  }

  private async load(decider: AnyDecider, stream: string): Promise<Believed> {
    let state = decider.initialState;
    let confirmed: Appended = { revision: -1, position: 0n };
    let lastId: string | undefined;
    for (;;) {
      const from = confirmed.revision + 1;
      const events = await this.store.readStream(stream, { from, limit: page });
      const spoken = events.filter(({ type }) => type !== voided);
      state = fold(decider, state, spoken);
      const last = events.at(-1);
      if (last) confirmed = { revision: last.revision, position: last.position };
      lastId = last?.id ?? lastId;
      if (events.length < page) break;
    }
    if (confirmed.position > this.latest) this.latest = confirmed.position;
    const { revision } = confirmed;
    const nothing = { broken: false, underWay: 0, settled: Promise.resolve() };
    return { stream, decider, state, revision, lastId, confirmed, ...nothing };
  }
}
