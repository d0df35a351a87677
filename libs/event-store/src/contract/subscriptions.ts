import { describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { Batch, StoredEvent } from '../event-store.js';
import { event, events, faultOf, ids, newStream, toAppend, type Opened } from './samples.js';

/** Waits for something that must come true soon. */
export async function until(truth: () => boolean, withinMs = 10_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!truth()) {
    if (Date.now() > end) throw new Error(`It did not come true within ${withinMs} ms.`);
    await pause(10);
  }
}

export function describeSubscriptions(store: Opened): void {
  describe('subscribing', () => {
    it('catches up, goes on with what comes, and stops', async () => {
      const after = await store().head();
      const stream = newStream();
      await store().append(toAppend(stream, { events: events(5) }));
      const seen: StoredEvent[] = [];
      const subscription = store().subscribe({ after, batchSize: 2 }, async (batch) => {
        expect(batch.events.length).toBeLessThanOrEqual(2);
        seen.push(...batch.events);
      });
      await until(() => seen.length === 5);
      for (let n = 0; n < 5; n += 1) await store().append(toAppend(stream));
      await until(() => seen.length === 10);
      await subscription.stop();
      await store().append(toAppend(stream));
      await pause(50);
      expect(seen).toEqual((await store().readStream(stream)).slice(0, 10));
      await expect(subscription.ended).resolves.toBeUndefined();
    });

    it('passes on some types only, and how far it has looked', async () => {
      const after = await store().head();
      const batches: Batch[] = [];
      const subscription = store().subscribe({ after, types: ['Wanted'] }, async (batch) => {
        batches.push(batch);
      });
      const stream = newStream();
      const both = [event('Wanted'), event('Other')];
      const { position } = await store().append(toAppend(stream, { events: both }));
      await until(() => batches.at(-1)?.upTo === position);
      const other = await store().append(toAppend(stream, { events: [event('Other')] }));
      await until(() => batches.at(-1)?.upTo === other.position);
      await subscription.stop();
      expect(batches.flatMap((batch) => batch.events.map(({ type }) => type))).toEqual(['Wanted']);
      const looked = batches.map(({ upTo }) => upTo);
      expect(looked).toEqual([...new Set(looked)].toSorted((a, b) => (a < b ? -1 : 1)));
    });

    it('misses nothing and repeats nothing when it resumes from its checkpoint', async () => {
      let checkpoint = await store().head();
      const first = checkpoint;
      const seen: string[] = [];
      const writing = Promise.all(
        Array.from({ length: 100 }, (_, n) => {
          const type = n % 3 ? 'Wanted' : 'Other';
          return store().append(toAppend(newStream(), { events: [event(type)] }));
        }),
      );
      const more = () => seen.length < 66;
      while (more()) {
        const turn = await new Promise<() => Promise<void>>((resolve) => {
          const how = { after: checkpoint, types: ['Wanted'], batchSize: 7 };
          const { stop } = store().subscribe(how, async (batch) => {
            seen.push(...ids(batch.events));
            checkpoint = batch.upTo;
            resolve(stop);
          });
        });
        await turn();
      }
      await writing;
      const { events: all } = await store().readAll({ after: first, limit: 1_000 });
      expect(seen).toEqual(ids(all.filter(({ type }) => type === 'Wanted')));
    });

    it('does not pass over a batch whose handler threw', async () => {
      const after = await store().head();
      const stream = newStream();
      await store().append(toAppend(stream, { events: events(3) }));
      const positions = (await store().readStream(stream)).map(({ position }) => position);
      const handled: bigint[] = [];
      const subscription = store().subscribe({ after, batchSize: 1 }, async ({ upTo }) => {
        handled.push(upTo);
        if (upTo === positions[1]) throw new Error('The table is gone.');
      });
      expect(await faultOf(subscription.ended)).toMatchObject({ message: 'The table is gone.' });
      await store().append(toAppend(newStream()));
      await pause(50);
      expect(handled).toEqual(positions.slice(0, 2));
      await subscription.stop();
    });

    it('stops only when the handler at work has finished', async () => {
      const after = await store().head();
      let working = false;
      let finish = () => undefined as void;
      const subscription = store().subscribe({ after }, async () => {
        working = true;
        await new Promise<void>((resolve) => (finish = resolve));
        working = false;
      });
      await store().append(toAppend(newStream()));
      await until(() => working);
      const stopped = subscription.stop().then(() => working);
      await pause(20);
      expect(working).toBe(true);
      finish();
      expect(await stopped).toBe(false);
    });
  });
}
