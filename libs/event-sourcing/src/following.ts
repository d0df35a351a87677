import type { EntityManager } from 'typeorm';
import type { StoredEvent } from '#libs/event-store';
import type { CheckpointOf } from './checkpoints.js';

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
  /** Empties and makes anew what is kept; called before the first event ever, and when it is worthless. */
  readonly renew?: (tx: EntityManager) => Promise<void>;
  /** May the log be read from its beginning when the checkpoint is of another log? */
  readonly disposable: boolean;
  /** Works through a batch outside of any transaction. `signal` tells it to give up. */
  handle(events: readonly StoredEvent[], circumstances: Circumstances): Promise<Write>;
}

export interface Circumstances {
  readonly signal: AbortSignal;
  /** Shows in the health list what is being retried; undefined when it went well. */
  trouble(error: unknown): void;
}

/** An event that this reader cannot get over: it stops here, and people must look. */
export class Poisoned extends Error {
  constructor(event: StoredEvent, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`${event.type} at position ${event.position} could not be handled: ${why}`, { cause });
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
  if (error instanceof Poisoned) return true;
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && /^(22|23|42)[0-9A-Z]{3}$/.test(code);
}

export type { CheckpointOf };
