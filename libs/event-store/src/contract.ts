import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeAppends } from './contract/appends.js';
import { describeAnswers } from './contract/answers.js';
import { describeContention } from './contract/contention.js';
import { describeReads } from './contract/reads.js';
import { describeSubscriptions } from './contract/subscriptions.js';
import type { EventStore } from './event-store.js';

/**
 * What every adapter of the port must do. `start` gives a store over a log that nobody else writes
 * to while the suite runs; `stop` comes after the store has been closed.
 */
export function describeEventStore(
  adapter: string,
  start: () => Promise<EventStore>,
  stop: () => Promise<void> = async () => undefined,
): void {
  describe(`The ${adapter} event store`, () => {
    let opened: EventStore | undefined;
    const store = (): EventStore => {
      if (!opened) throw new Error('The store is not open yet.');
      return opened;
    };
    beforeAll(async () => {
      opened = await start();
    });
    afterAll(async () => {
      await opened?.close();
      await stop();
    });

    describeAppends(store);
    describeAnswers(store);
    describeReads(store);
    describeSubscriptions(store);
    describeContention(store);
  });
}
