import { describe, expect, it } from '@jest/globals';
import { TooLate, voided } from '../event-store.js';
import { event, events, faultOf, ids, newStream, toAppend, type Opened } from './samples.js';

const passed = () => new Date(Date.now() - 1_000).toISOString();

export function describeDeadlines(store: Opened): void {
  describe('keeping a deadline', () => {
    it('records up to an instant, by its own clock', async () => {
      const stream = newStream();
      const notAfter = new Date(Date.now() + 3_600_000).toISOString();
      await store().append(toAppend(stream, { notAfter }));
      const [stored] = await store().readStream(stream);
      expect(stored).toMatchObject({ type: 'SampleNoted', data: { note: 'x' } });
      expect(stored!.recordedAt <= notAfter).toBe(true);
    });

    it('turns away what comes after that instant, and nothing else', async () => {
      const stream = newStream();
      const wanted = toAppend(stream, { expected: 'no-stream', notAfter: passed() });
      const [late, neighbour] = await Promise.allSettled([
        store().append(wanted),
        store().append(toAppend(newStream())),
      ]);
      expect(late).toMatchObject({ reason: expect.any(TooLate) });
      const { notAfter, storeTime } = (late as PromiseRejectedResult).reason;
      expect(notAfter).toBe(wanted.notAfter);
      expect(storeTime > notAfter).toBe(true);
      expect(neighbour.status).toBe('fulfilled');
    });

    it('says nothing of it to readers: no event, or one without words in its place', async () => {
      const [stream, after] = [newStream(), await store().head()];
      const late = event('Late', { note: 'a price nobody may read' });
      const wanted = toAppend(stream, { expected: 'no-stream', events: [late] });
      await faultOf(store().append({ ...wanted, notAfter: passed() }));
      const read = await store().readStream(stream);
      expect(read.map(({ type, data, revision }) => ({ type, data, revision }))).toEqual(
        store().capabilities.deadlineInAppend ? [] : [{ type: voided, data: {}, revision: 0 }],
      );
      expect(JSON.stringify(read.map(({ text, meta }) => ({ text, meta })))).not.toMatch('price');
      expect((await store().readAll({ after, limit: 10 })).events).toEqual(read);
      const ofType = await store().readAll({ after, types: ['Late'], limit: 10 });
      expect(ofType.events).toEqual([]);
      expect(await store().findById(late.id)).toBeUndefined();
    });

    it('goes on behind it, and turns it away again when it comes again', async () => {
      const stream = newStream();
      const wanted = toAppend(stream, { expected: 'no-stream', notAfter: passed() });
      expect(await faultOf(store().append(wanted))).toBeInstanceOf(TooLate);
      const { deadlineInAppend } = store().capabilities;
      const next = toAppend(stream, { expected: deadlineInAppend ? 'no-stream' : 0 });
      const { revision } = await store().append(next);
      expect(revision).toBe(deadlineInAppend ? 0 : 1);
      expect(await faultOf(store().append({ ...wanted, expected: 'any' }))).toBeInstanceOf(TooLate);
      const spoken = (await store().readStream(stream)).filter(({ type }) => type !== voided);
      expect(ids(spoken)).toEqual(ids(next.events));
    });

    it('keeps one deadline for several events, or says that it cannot', async () => {
      const stream = newStream();
      const notAfter = new Date(Date.now() + 3_600_000).toISOString();
      const several = toAppend(stream, { events: events(2), notAfter });
      const { deadlineInAppend } = store().capabilities;
      const answer = await store()
        .append(several)
        .catch((fault: unknown) => fault);
      const declared = { message: expect.stringContaining('one event only'), retryable: false };
      expect(answer).toMatchObject(deadlineInAppend ? { revision: 1 } : declared);
      expect(await store().readStream(stream)).toHaveLength(deadlineInAppend ? 2 : 0);
    });

    it('still answers a command again after its instant has passed', async () => {
      const wanted = toAppend(newStream());
      const first = await store().append(wanted);
      const late = { ...wanted, notAfter: '2020-01-01T00:00:00.000Z' };
      expect(await store().append(late)).toEqual({ ...first, repeated: {} });
    });
  });
}
