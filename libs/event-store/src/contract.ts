import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeAppends } from './contract/appends.js';
import { describeAnswers } from './contract/answers.js';
import { describeContention } from './contract/contention.js';
import { describeDeadlines } from './contract/deadlines.js';
import { describeManyStreams } from './contract/many-streams.js';
import { describeOutages } from './contract/outages.js';
import { describeReads } from './contract/reads.js';
import { describeSubscriptions } from './contract/subscriptions.js';
import type { EventStore } from './event-store.js';

/** A store over a log that nobody else writes to while the suite runs. */
export interface Started {
  readonly store: EventStore;
  /** Breaks every connection to the log until it is mended; for a store that says it is remote. */
  readonly network?: { cut(): void; mend(): void };
  /** Comes after the store has been closed. */
  readonly stop?: () => Promise<void>;
}

/**
 * What every adapter of the port must do, clause by clause. Where an adapter declares in its
 * `capabilities` that it does otherwise, the suite asks for what is declared: nothing is left out.
 */
export function describeEventStore(adapter: string, start: () => Promise<Started>): void {
  describe(`The ${adapter} event store`, () => {
    let started: Started | undefined;
    const now = (): Started => {
      if (!started) throw new Error('The store is not open yet.');
      return started;
    };
    const store = (): EventStore => now().store;
    beforeAll(async () => {
      started = await start();
    });
    afterAll(async () => {
      await started?.store.close();
      await started?.stop?.();
    });

    describeAppends(store);
    describeAnswers(store);
    describeDeadlines(store);
    describeManyStreams(store);
    describeReads(store);
    describeSubscriptions(store);
    describeContention(store);
    describeOutages(now);
  });
}
