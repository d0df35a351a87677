import { describe, expect, it } from '@jest/globals';
import {
  StoreFailed,
  TooLate,
  WrongExpectedRevision,
  type Append,
  type Appended,
} from '../event-store.js';
import { events, faultOf, ids, newStream, toAppend, type Opened } from './samples.js';

export function describeManyStreams(store: Opened): void {
  describe('appending to several streams at once', () => {
    /** Where a clause cannot be met, every such call must say so and do nothing. */
    const declaredOtherwise = async (): Promise<boolean> => {
      if (store().capabilities.atomicOverStreams) return false;
      const wanted = [toAppend(newStream()), toAppend(newStream())];
      const fault = await faultOf(store().appendMany(wanted));
      expect(fault).toBeInstanceOf(StoreFailed);
      expect(fault).toMatchObject({ retryable: false });
      await nothingIn(wanted);
      return true;
    };

    const nothingIn = async (appends: readonly Append[]): Promise<void> => {
      for (const { stream } of appends) expect(await store().readStream(stream)).toEqual([]);
    };

    it('records them all, one after the other, or declares that it cannot', async () => {
      if (await declaredOtherwise()) return;
      const existing = newStream();
      await store().append(toAppend(existing));
      const wanted = [
        toAppend(newStream(), { expected: 'no-stream', events: events(2) }),
        toAppend(existing, { expected: 0 }),
        toAppend(newStream(), { expected: 'any' }),
      ];
      const after = await store().head();
      const answers = await store().appendMany(wanted);
      expect(answers.map(({ revision }) => revision)).toEqual([1, 1, 0]);
      expect(answers.at(-1)?.position).toBe(await store().head());
      const { events: all } = await store().readAll({ after, limit: 10 });
      expect(ids(all)).toEqual(wanted.flatMap((each) => ids(each.events)));
    });

    it('records none when one of them has lost its race, or declares that it cannot', async () => {
      if (await declaredOtherwise()) return;
      const taken = newStream();
      await store().append(toAppend(taken));
      const wanted = [toAppend(newStream()), toAppend(newStream(), { expected: 'no-stream' })];
      const head = await store().head();
      const lost = toAppend(taken, { expected: 'no-stream' });
      const fault = await faultOf(store().appendMany([...wanted, lost]));
      expect(fault).toBeInstanceOf(WrongExpectedRevision);
      expect(fault).toMatchObject({ stream: taken, actual: 0 });
      await nothingIn(wanted);
      expect(await store().head()).toBe(head);
    });

    it('records none when one of them is too late, too large or named twice, or declares that it cannot', async () => {
      if (await declaredOtherwise()) return;
      const wanted = toAppend(newStream(), { expected: 'no-stream' });
      const late = toAppend(newStream(), { notAfter: '2020-01-01T00:00:00.000Z' });
      expect(await faultOf(store().appendMany([wanted, late]))).toBeInstanceOf(TooLate);
      const [one] = events(1);
      const large = toAppend(newStream(), {
        events: [{ ...one!, data: { note: 'x'.repeat(1_000_001) } }],
      });
      for (const bad of [
        large,
        { ...wanted },
        { ...toAppend(newStream()), events: wanted.events },
      ]) {
        const fault = await faultOf(store().appendMany([wanted, bad]));
        expect(fault).toMatchObject({ retryable: false });
      }
      await nothingIn([wanted, late, large]);
    });

    it('gives the same answers to the same ids, or declares that it cannot', async () => {
      if (await declaredOtherwise()) return;
      const wanted = [toAppend(newStream()), toAppend(newStream(), { events: events(2) })];
      const first = await store().appendMany(wanted);
      await store().append(toAppend(wanted[0]!.stream));
      const repeated = (answers: Appended[]) => answers.map((one) => ({ ...one, repeated: {} }));
      expect(await store().appendMany(wanted)).toEqual(repeated(first));
      const half = [wanted[0]!, toAppend(newStream())];
      expect(await faultOf(store().appendMany(half))).toMatchObject({ retryable: false });
      await nothingIn(half.slice(1));
    });

    it('lets one of many win, or declares that it cannot', async () => {
      if (await declaredOtherwise()) return;
      const [one, other] = [newStream(), newStream()];
      const racing = Array.from({ length: 8 }, () =>
        store().appendMany([
          toAppend(one, { expected: 'no-stream' }),
          toAppend(other, { expected: 'no-stream' }),
        ]),
      );
      const results = await Promise.allSettled(racing);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await store().readStream(one)).toHaveLength(1);
      expect(await store().readStream(other)).toHaveLength(1);
    });
  });
}
