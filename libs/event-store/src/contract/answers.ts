import { describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import {
  RefusedBefore,
  type Append,
  type ExpectedRevision,
  type KeptRefusal,
} from '../event-store.js';
import { event, events, faultOf, newStream, toAppend, untilSaid, type Opened } from './samples.js';

const refusal: KeptRefusal = {
  inputHash: 'hash',
  code: 'tender-exists',
  message: 'This tender has already been drafted.',
  kind: 'rule',
};

export function describeAnswers(store: Opened): void {
  describe('answering a command again', () => {
    it.each<ExpectedRevision>(['no-stream', 'any', 'stream-exists', 0])(
      'recognises the same event ids as %p',
      async (expected) => {
        const stream = newStream();
        if (expected !== 'no-stream') await store().append(toAppend(stream));
        const [one, two] = [event(), event()];
        const hashed = { ...one, meta: { ...one.meta, inputHash: 'abc' } };
        const wanted = { stream, expected, events: [hashed, two] };
        const first = await store().append(wanted);
        const { position } = await store().append(toAppend(stream));
        const again = await store().append(wanted);
        expect(again).toEqual({ ...first, repeated: { inputHash: 'abc' } });
        expect(await store().head()).toBe(position);
      },
    );

    it('recognises them when both come at once', async () => {
      const stream = newStream();
      const wanted = toAppend(stream, { expected: 'no-stream' });
      const [first, again] = await Promise.all([store().append(wanted), store().append(wanted)]);
      expect(again).toEqual({ ...first, repeated: {} });
    });

    it('recognises them under a revision that is right now', async () => {
      const stream = newStream();
      const { events: same } = toAppend(stream);
      const first = await store().append({ stream, expected: 'no-stream', events: same });
      const again = await store().append({ stream, expected: 0, events: same });
      expect(again).toEqual({ ...first, repeated: {} });
    });

    it('turns away a batch of which only some events are known', async () => {
      const stream = newStream();
      const [known, other] = events(2);
      await store().append(toAppend(stream, { events: [known!] }));
      for (const batch of [
        [known!, other!],
        [other!, known!],
      ]) {
        const fault = await faultOf(store().append(toAppend(stream, { events: batch })));
        expect(fault).toMatchObject({ retryable: false });
      }
      const doubled = toAppend(newStream(), { events: [other!, other!] });
      expect(await faultOf(store().append(doubled))).toMatchObject({ retryable: false });
      expect(await store().readStream(stream)).toHaveLength(1);
    });

    it('turns away an event id that another stream has: at once, or soon', async () => {
      const { events: known } = await appended();
      const elsewhere = (): Append => ({ ...toAppend(newStream()), events: known });
      const turnedAway = () =>
        store()
          .append(elsewhere())
          .then(() => undefined, String);
      if (!store().capabilities.idsUniqueEverywhere) await untilSaid(turnedAway);
      expect(await faultOf(store().append(elsewhere()))).toMatchObject({ retryable: false });
    });

    it('finds an event by its id', async () => {
      const { stream, events: known } = await appended();
      expect(await store().findById(known[0]!.id)).toMatchObject({ stream, revision: 0 });
      expect(await store().findById(v7())).toBeUndefined();
    });

    const appended = async () => {
      const wanted = toAppend(newStream());
      await store().append(wanted);
      return wanted;
    };
  });

  describe('refusing', () => {
    it('keeps the first refusal of a command', async () => {
      const key = `someone:${v7()}`;
      expect(await store().findRefusal(key)).toBeUndefined();
      expect(await store().keepRefusal(key, refusal)).toEqual(refusal);
      expect(await store().keepRefusal(key, { ...refusal, code: 'other' })).toEqual(refusal);
      expect(await store().findRefusal(key)).toEqual(refusal);
    });

    it('gives a refusal once given again, and records nothing', async () => {
      const [stream, commandKey] = [newStream(), `someone:${v7()}`];
      await store().keepRefusal(commandKey, refusal);
      const [refused, neighbour] = await Promise.allSettled([
        store().append(toAppend(stream, { expected: 'no-stream', commandKey })),
        store().append(toAppend(newStream(), { commandKey: `someone:${v7()}` })),
      ]);
      expect(refused).toMatchObject({ reason: expect.any(RefusedBefore) });
      expect(refused).toMatchObject({ reason: { refusal, message: refusal.message } });
      expect(neighbour.status).toBe('fulfilled');
      expect(await store().readStream(stream)).toEqual([]);
    });
  });
}
