import { describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { Started } from '../contract.js';
import { StoreFailed } from '../event-store.js';
import { events, faultOf, ids, newStream, toAppend, untilSaid } from './samples.js';
import { until } from './subscriptions.js';

/** These come last: they break the connection that the other clauses go over. */
export function describeOutages(now: () => Started): void {
  const store = () => now().store;

  /** A store that is not remote has no outage: it works until it is closed. */
  const outage = async (): Promise<{ cut(): void; mend(): void }> => {
    const { network } = now();
    expect(store().capabilities.remote).toBe(network !== undefined);
    return network ?? { cut: () => undefined, mend: () => undefined };
  };
  const backAgain = () =>
    untilSaid(
      async () =>
        (await store()
          .head()
          .then(String, () => undefined)) ?? undefined,
    );

  describe('when the log cannot be reached', () => {
    it('says so in one retryable error, and goes on when it is back', async () => {
      const { cut, mend } = await outage();
      const wanted = toAppend(newStream());
      await store().append(wanted);
      cut();
      const calls = [
        store().append(toAppend(newStream(), { expected: 'no-stream' })),
        store().append(toAppend(newStream(), { expected: 'any' })),
        store().readStream(wanted.stream),
        store().readAll({ after: 0n, limit: 1 }),
        store().head(),
      ];
      const failed = { reason: expect.any(StoreFailed) };
      const declared = store().capabilities.remote ? failed : { status: 'fulfilled' };
      for (const result of await Promise.allSettled(calls)) {
        expect(result).toMatchObject(declared);
        expect(result).not.toMatchObject({ reason: { retryable: false } });
      }
      mend();
      await backAgain();
      await store().append(toAppend(wanted.stream, { expected: 0 }));
      expect(await store().readStream(wanted.stream)).toHaveLength(2);
    });

    it('records an append in doubt once, when it is tried again with the same ids', async () => {
      const { cut, mend } = await outage();
      const wanted = Array.from({ length: 60 }, () =>
        toAppend(newStream(), { expected: 'no-stream', events: events(2) }),
      );
      const first = Promise.allSettled(wanted.map((each) => store().append(each)));
      await pause(3);
      cut();
      await first;
      mend();
      await backAgain();
      for (const each of wanted) {
        expect(await store().append(each)).toMatchObject({ revision: 1 });
        expect(ids(await store().readStream(each.stream))).toEqual(ids(each.events));
      }
    });

    it('lets subscriptions go on by themselves, missing and repeating nothing', async () => {
      const { cut, mend } = await outage();
      const after = await store().head();
      const seen: string[] = [];
      const subscription = store().subscribe({ after, batchSize: 3 }, async (batch) => {
        seen.push(...ids(batch.events));
        await pause(1);
      });
      const sent: string[] = [];
      for (let round = 0; round < 3; round += 1) {
        for (let n = 0; n < 10; n += 1) {
          const wanted = toAppend(newStream(), { expected: 'no-stream', events: events(2) });
          sent.push(...ids(wanted.events));
          if (n === 5) cut();
          const again = () =>
            store()
              .append(wanted)
              .then(String, () => void mend());
          await untilSaid(again);
        }
      }
      await until(() => seen.length >= sent.length, 30_000);
      await pause(100);
      await subscription.stop();
      expect(seen).toEqual(sent);
    }, 60_000);

    it('keeps a batch that the handler could not store for the next subscription', async () => {
      const after = await store().head();
      const wanted = toAppend(newStream(), { events: events(3) });
      await store().append(wanted);
      const failing = store().subscribe({ after }, async () => {
        throw new Error('The table is gone.');
      });
      await faultOf(failing.ended);
      const seen: string[] = [];
      const next = store().subscribe({ after }, async ({ events: got }) => {
        seen.push(...ids(got));
      });
      await until(() => seen.length >= 3);
      await next.stop();
      expect(seen).toEqual(ids(wanted.events));
    });
  });

  describe('once it is closed', () => {
    it('turns calls away, for good', async () => {
      await store().close();
      const fault = await faultOf(store().append(toAppend(newStream())));
      expect(fault).toBeInstanceOf(StoreFailed);
      expect(fault).toMatchObject({ retryable: false });
    });
  });
}
