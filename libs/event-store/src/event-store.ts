import type { Event } from '#messages/messages';

/** Where a stream must stand for an append to happen: its last revision (from 0), or one of these. */
export type ExpectedRevision = number | 'no-stream' | 'stream-exists' | 'any';

/** What is stored beside the data of an event, all of it inside the canonical bytes. */
export interface EventMeta {
  /** When it was asked, by the clock of the edge: UTC with milliseconds. */
  readonly at: string;
  /** Who asked: a random person id, or the name of a service. */
  readonly actor: string;
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId?: string;
  /** A keyed hash of the command's canonical input. */
  readonly inputHash?: string;
  /** What other streams said when the rule was decided. */
  readonly facts?: object;
  readonly demo?: boolean;
  /** The version of the event's data, from the second on; version 1 has no mark. */
  readonly v?: number;
}

/** An event on its way in. The client makes its id, so that a retry is recognised. */
export interface NewEvent<E extends Event = Event> {
  readonly id: string;
  readonly type: E['type'];
  readonly data: E['data'];
  readonly meta: EventMeta;
}

/** An event as the log has it. */
export interface StoredEvent<E extends Event = Event> extends NewEvent<E> {
  readonly stream: string;
  /** 0-based place in its stream. */
  readonly revision: number;
  /**
   * Place in the whole log: rising, and never skipped by a reader. Compare it and pass it back;
   * calculate nothing from it, since an adapter may leave gaps.
   */
  readonly position: bigint;
  /** When the store recorded it, by the store's own clock: UTC with milliseconds. */
  readonly recordedAt: string;
  /** RFC 8785 text of `{id, type, stream, revision, at, actor, commandId, …, data}`: the bytes stored. */
  readonly text: string;
}

export interface Append {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  /**
   * The id of the event that must stand at an exact `expected`: an append that was decided upon an
   * event still under way is turned away when another writer's event took its place.
   */
  readonly upon?: string;
  readonly events: readonly NewEvent[];
  /** Refuse the append when the store's clock is past this instant. */
  readonly notAfter?: string;
  /** The actor-scoped key of the command: a refusal kept under it turns the append away. */
  readonly commandKey?: string;
}

export interface Appended {
  /** Revision and position of the last event. */
  readonly revision: number;
  readonly position: bigint;
  /** When these same event ids were there already: the input hash stored with the first of them. */
  readonly repeated?: { readonly inputHash?: string };
}

/** A first answer that was a refusal, kept so that a retry gets the same answer. */
export interface KeptRefusal {
  readonly inputHash: string;
  readonly code: string;
  readonly message: string;
  readonly kind: string;
}

export interface ReadAll {
  /** Strictly after this position; 0n is the beginning. */
  readonly after: bigint;
  readonly types?: readonly string[];
  readonly limit: number;
}

export interface Batch {
  readonly events: readonly StoredEvent[];
  /**
   * Everything up to here has been looked at, also what the filter left out: the checkpoint. Never
   * beyond `head()`, so that a checkpoint beyond it tells of a log that was put back.
   */
  readonly upTo: bigint;
}

export interface ReadStream {
  readonly from?: number;
  readonly direction?: 'forwards' | 'backwards';
  readonly limit?: number;
}

export interface Subscribe {
  readonly after: bigint;
  readonly types?: readonly string[];
  readonly batchSize?: number;
}

/** A catch-up subscription that stays: it resumes by itself after any fault of the store. */
export interface Subscription {
  /** Stops; settles when the handler at work has finished. */
  stop(): Promise<void>;
  /** Rejects with the handler's error when it threw: the batch is not passed over. */
  readonly ended: Promise<void>;
}

/**
 * The type of an event that came after its deadline where the store could not tell before it was
 * recorded: it keeps its place, and says nothing. Fold it to nothing.
 */
export const voided = 'Voided';

/** What not every log can do. The contract suite asks for what an adapter declares here. */
export interface Capabilities {
  /** `appendMany` records in several streams at once; otherwise it always fails. */
  readonly atomicOverStreams: boolean;
  /**
   * A late append leaves no trace. Otherwise it leaves an event of the type `voided`, and only an
   * append of one event may have a deadline.
   */
  readonly deadlineInAppend: boolean;
  /**
   * An event id is turned away wherever else in the log it is. Otherwise for certain in its own
   * stream, and in others some moments after it was recorded.
   */
  readonly idsUniqueEverywhere: boolean;
  /** Positions follow each other by one. */
  readonly positionsWithoutGaps: boolean;
  /** The log is reached over a connection that may break. */
  readonly remote: boolean;
}

/** Appends and reads of one log. Every adapter passes the same contract suite. */
export interface EventStore {
  readonly capabilities: Capabilities;
  append(append: Append): Promise<Appended>;
  /**
   * Appends to several streams (each named once), all of them or none: the first that cannot be
   * recorded fails them all. The same ids again give the same answers. Not retryable where
   * `capabilities.atomicOverStreams` is false; no context may need it.
   */
  appendMany(appends: readonly Append[]): Promise<Appended[]>;
  readStream(stream: string, how?: ReadStream): Promise<StoredEvent[]>;
  readAll(how: ReadAll): Promise<Batch>;
  /** Batches in order, one at a time; never an empty batch unless `upTo` moved. */
  subscribe(how: Subscribe, handle: (batch: Batch) => Promise<void>): Subscription;
  /** The last position, 0n when there is none. */
  head(): Promise<bigint>;
  /** Names this log; another name beside a checkpoint says that the checkpoint is of another log. */
  epoch(): Promise<string>;
  /** The answer once given to these events' command, if any. */
  findById(eventId: string): Promise<StoredEvent | undefined>;
  findRefusal(commandKey: string): Promise<KeptRefusal | undefined>;
  /** Keeps a first refusal; answers what is kept (an earlier one wins). */
  keepRefusal(commandKey: string, refusal: KeptRefusal): Promise<KeptRefusal>;
  close(): Promise<void>;
}

/** Someone else was first. `actual` is where the stream stands: -1 when there is none. */
export class WrongExpectedRevision extends Error {
  constructor(
    readonly stream: string,
    readonly expected: ExpectedRevision,
    readonly actual: number,
  ) {
    const other =
      actual === expected ? 'by another event than was decided upon' : `not ${expected}`;
    super(`Stream ${stream} stands at ${actual}, ${other}.`);
  }
}

/** The store's clock was past the append's `notAfter`; nothing was recorded. */
export class TooLate extends Error {
  constructor(
    readonly notAfter: string,
    readonly storeTime: string,
  ) {
    super(`It was ${storeTime}, after ${notAfter}.`);
  }
}

/** The command was refused before; the first answer stands. */
export class RefusedBefore extends Error {
  constructor(readonly refusal: KeptRefusal) {
    super(refusal.message);
  }
}

/** Any failure of the store itself. `retryable` says whether the same call may succeed later. */
export class StoreFailed extends Error {
  constructor(
    message: string,
    readonly retryable: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
