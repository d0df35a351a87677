import { describe, expect, it } from '@jest/globals';
import { WrongExpectedRevision, type ExpectedRevision } from '../event-store.js';
import {
  event,
  events,
  faultOf,
  ids,
  inOrderAfter,
  newStream,
  toAppend,
  type Opened,
} from './samples.js';

export function describeAppends(store: Opened): void {
  describe('appending', () => {
    const existing = async (): Promise<string> => {
      const stream = newStream();
      await store().append({ stream, expected: 'no-stream', events: events(2) });
      return stream;
    };

    it.each<[ExpectedRevision, number]>([
      ['no-stream', 0],
      ['any', 0],
    ])('to a missing stream as %p starts it', async (expected, revision) => {
      const stream = newStream();
      const answer = await store().append(toAppend(stream, { expected }));
      expect(answer).toEqual({ revision, position: await store().head() });
      expect(await store().readStream(stream)).toHaveLength(1);
    });

    it.each<ExpectedRevision>(['stream-exists', 0, 5])(
      'to a missing stream as %p records nothing',
      async (expected) => {
        const stream = newStream();
        const fault = await faultOf(store().append(toAppend(stream, { expected })));
        expect(fault).toBeInstanceOf(WrongExpectedRevision);
        expect(fault).toMatchObject({ stream, expected, actual: -1 });
        expect(await store().readStream(stream)).toEqual([]);
      },
    );

    it.each<ExpectedRevision>(['any', 'stream-exists', 1])(
      'to an existing stream as %p goes on from its end',
      async (expected) => {
        const stream = await existing();
        const wanted = toAppend(stream, { expected, events: events(2) });
        const answer = await store().append(wanted);
        expect(answer).toEqual({ revision: 3, position: await store().head() });
        const stored = await store().readStream(stream);
        expect(stored.map(({ revision }) => revision)).toEqual([0, 1, 2, 3]);
        expect(ids(stored.slice(2))).toEqual(ids(wanted.events));
      },
    );

    it.each<ExpectedRevision>(['no-stream', 0, 2, 7])(
      'to an existing stream as %p says where it stands',
      async (expected) => {
        const stream = await existing();
        const fault = await faultOf(store().append(toAppend(stream, { expected })));
        expect(fault).toBeInstanceOf(WrongExpectedRevision);
        expect(fault).toMatchObject({ stream, expected, actual: 1 });
        expect(await store().readStream(stream)).toHaveLength(2);
      },
    );

    it('gives the positions after the head, in order', async () => {
      const head = await store().head();
      const stream = newStream();
      const { position } = await store().append(toAppend(stream, { events: events(3) }));
      const positions = (await store().readStream(stream)).map((each) => each.position);
      expect(positions.at(-1)).toBe(position);
      expect(inOrderAfter(head, positions, store().capabilities)).toBe(true);
    });

    it('takes appends queued one behind the other on one stream, in the order asked', async () => {
      const stream = newStream();
      const answers = await Promise.all([
        store().append(toAppend(stream, { expected: 'no-stream', events: events(2) })),
        store().append(toAppend(stream, { expected: 1 })),
        store().append(toAppend(stream, { expected: 2 })),
      ]);
      expect(answers.map(({ revision }) => revision)).toEqual([1, 2, 3]);
    });

    it('leaves the neighbours of a lost race alone', async () => {
      const streams = [newStream(), await existing(), newStream()];
      const asked = streams.map((stream) =>
        store().append(toAppend(stream, { expected: 'no-stream' })),
      );
      const results = await Promise.allSettled(asked);
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    });

    it.each([
      ['a stream name with a NUL', { stream: `sample\0${newStream()}` }],
      ['an event type with a NUL', { events: [event('Sam\0ple')] }],
      ['a stream name without end', { stream: noise(9_000) }],
      ['half a character in a stream name', { stream: `sample-\ud800-${newStream()}` }],
      ['half a character in the data', { events: [event('SampleNoted', { note: '\ud800' })] }],
      ['an instant that is none', { notAfter: 'tomorrow' }],
      ['no events', { events: [] }],
      ['an id that is none', { events: [{ ...event(), id: 'one' }] }],
      ['a number that is none', { events: [event('SampleNoted', { n: Number.NaN })] }],
      ['a revision that is none', { expected: 0.5 }],
    ])('turns away %s, and not its neighbours', async (_, bad) => {
      const [before, after] = [newStream(), newStream()];
      const results = await Promise.allSettled([
        store().append(toAppend(before)),
        store().append(toAppend(before)),
        store().append(toAppend(newStream(), { expected: 'no-stream', ...bad })),
        store().append(toAppend(after, { expected: 'no-stream' })),
      ]);
      expect(results.map(({ status }) => status)).toEqual([
        'fulfilled',
        'fulfilled',
        'rejected',
        'fulfilled',
      ]);
      expect(results[2]).toMatchObject({ reason: { retryable: false } });
      expect(await store().readStream(before)).toHaveLength(2);
    });

    it('turns away an event of more than a megabyte', async () => {
      const stream = newStream();
      const large = event('SampleNoted', { note: 'é'.repeat(500_001) });
      const fault = await faultOf(store().append(toAppend(stream, { events: [large] })));
      expect(fault).toMatchObject({
        retryable: false,
        message: expect.stringContaining('too large'),
      });
      const almost = event('SampleNoted', { note: 'é'.repeat(490_000) });
      await store().append(toAppend(stream, { events: [almost] }));
      expect((await store().readStream(stream))[0]?.data).toEqual(almost.data);
    });
  });
}

/** Text that does not compress: long enough of it fits into no index. */
function noise(length: number): string {
  let seed = 7;
  const letter = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return String.fromCharCode(97 + ((seed >> 12) % 26));
  };
  return Array.from({ length }, letter).join('');
}
