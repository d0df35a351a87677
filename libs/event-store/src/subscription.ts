import { setTimeout as pause } from 'node:timers/promises';
import type { Batch, ReadAll, Subscribe, Subscription } from './event-store.js';

/** Where a subscription gets its batches from. */
export interface Source {
  /** What lies after a position; an empty batch with `upTo` unmoved when nothing does. */
  next(how: ReadAll): Promise<Batch>;
  /** Settles once something lies after this position, or when the signal tells it to stop. */
  moved(after: bigint, stop: AbortSignal): Promise<void>;
  /** A read failed; the subscription tries again by itself. */
  failed(fault: unknown): void;
}

const firstPause = 50;
const longestPause = 2_000;

/** Runs one subscription: in order, one batch at a time, back again after any fault of reading. */
export function follow(
  source: Source,
  { after, types, batchSize = 500 }: Subscribe,
  handle: (batch: Batch) => Promise<void>,
): Subscription {
  const stopping = new AbortController();
  const { signal } = stopping;
  const run = async (): Promise<void> => {
    let checkpoint = after;
    while (!signal.aborted) {
      const batch = await nextBatch({ after: checkpoint, types, limit: batchSize });
      if (!batch || signal.aborted) continue;
      if (batch.upTo > checkpoint) await handle(batch);
      else await source.moved(checkpoint, signal);
      checkpoint = batch.upTo;
    }
  };
  let wait = firstPause;
  const nextBatch = async (how: ReadAll): Promise<Batch | undefined> => {
    try {
      const batch = await source.next(how);
      wait = firstPause;
      return batch;
    } catch (fault) {
      source.failed(fault);
      await pause(wait, undefined, { signal, ref: false }).catch(() => undefined);
      wait = Math.min(wait * 2, longestPause);
      return undefined;
    }
  };
  const ended = run();
  // Whoever wants to know listens to `ended`; nobody listening must not end the process.
  ended.catch(() => undefined);
  return {
    ended,
    stop: async () => {
      stopping.abort();
      await ended.catch(() => undefined);
    },
  };
}
