import type { EntityManager } from 'typeorm';
import type { StoredEvent } from '#libs/event-store';

/** Writes what a batch came to, in the transaction that moves the checkpoint. */
export type Write = (tx: EntityManager) => Promise<void>;

/** What to do with the log: a read model, a process, or due times. */
export interface Following {
  readonly kind: 'read-model' | 'process' | 'due-times';
  readonly name: string;
  readonly version: number;
  /** Changes with the shape of what is kept; another one starts from the beginning. */
  readonly fingerprint: string;
  readonly types: readonly string[];
  readonly batchSize: number;
  /** Empties what is kept, before the first event ever. */
  readonly renew?: (tx: EntityManager) => Promise<void>;
  /** Of a read model alone: it may be filled anew from the log's beginning. */
  readonly beside?: Beside;
  /** Works through a batch outside of any transaction. `signal` tells it to give up. */
  handle(events: readonly StoredEvent[], circumstances: Circumstances): Promise<Write>;
}

export interface Circumstances {
  readonly signal: AbortSignal;
  /** Shows in the health list what is being retried; undefined when it went well. */
  trouble(error: unknown): void;
}

/** Tables of a read model beside those that answer, to be filled and put in their place. */
export interface Beside {
  handle: Following['handle'];
  /** Makes them, empty; drops what a rebuild left that did not end. */
  make(tx: EntityManager): Promise<void>;
  /** Makes their indices, once most rows are there. */
  index(tx: EntityManager): Promise<void>;
  /** Puts them in the place of those that answer, in one moment. */
  putInPlace(tx: EntityManager): Promise<void>;
  /** Drops what was replaced, and what was never put in place. */
  clear(tx: EntityManager): Promise<void>;
}

/** A reader must not go on by itself: it stops here, and people must look. */
export class MustStop extends Error {}

/** An event that this reader cannot get over. */
export class Poisoned extends MustStop {
  /** Out of sight of whoever writes errors down: a log line never holds what an event says. */
  readonly #event: StoredEvent;

  constructor(event: StoredEvent, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`${event.type} at position ${event.position} could not be handled: ${why}`, { cause });
    this.#event = event;
  }

  get event(): StoredEvent {
    return this.#event;
  }
}

/** Runs the pure part of a reader on one event. */
export function onEvent<Result>(event: StoredEvent, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw new Poisoned(event, error);
  }
}

/** Bad values and missing tables do not heal by trying again; lost connections do. */
export function isPoison(error: unknown): boolean {
  if (error instanceof MustStop) return true;
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && /^(22|23|42)[0-9A-Z]{3}$/.test(code);
}
