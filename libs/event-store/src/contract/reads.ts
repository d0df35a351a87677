import { describe, expect, it } from '@jest/globals';
import canonicalize from 'canonicalize';
import { event, events, ids, inOrderAfter, newStream, toAppend, type Opened } from './samples.js';

export function describeReads(store: Opened): void {
  describe('reading', () => {
    it('reads a stream forwards, backwards, from a revision and up to a limit', async () => {
      const stream = newStream();
      await store().append(toAppend(stream, { events: events(5) }));
      const revisions = async (how?: Parameters<ReturnType<Opened>['readStream']>[1]) =>
        (await store().readStream(stream, how)).map(({ revision }) => revision);
      expect(await revisions()).toEqual([0, 1, 2, 3, 4]);
      expect(await revisions({ from: 2 })).toEqual([2, 3, 4]);
      expect(await revisions({ from: 1, limit: 2 })).toEqual([1, 2]);
      expect(await revisions({ from: 9 })).toEqual([]);
      expect(await revisions({ direction: 'backwards' })).toEqual([4, 3, 2, 1, 0]);
      expect(await revisions({ direction: 'backwards', limit: 1 })).toEqual([4]);
      expect(await revisions({ direction: 'backwards', from: 2 })).toEqual([2, 1, 0]);
      expect(await store().readStream(newStream())).toEqual([]);
    });

    it('gives back what was appended, with its causes', async () => {
      const stream = newStream();
      const plain = event();
      const facts = { standing: { seats: 3, open: true, note: null, list: [1, 2] } };
      const causes = { causationId: 'cause', inputHash: 'hash', facts, demo: true };
      const rich = event('Größe', { Ünï: '😀 €\u2028\u0000"\\ud800' });
      const sent = { ...rich, meta: { ...rich.meta, ...causes } };
      const { position } = await store().append(toAppend(stream, { events: [plain, sent] }));
      const [first, second] = await store().readStream(stream);
      const before = expect.any(BigInt) as unknown as bigint;
      const place = (revision: number, at: bigint) => ({
        stream,
        revision,
        position: at,
        recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        text: expect.any(String),
      });
      expect(first).toEqual({ ...plain, ...place(0, before) });
      expect(second).toEqual({ ...sent, ...place(1, position) });
    });

    it('keeps the canonical text, byte for byte', async () => {
      const [stream, after] = [newStream(), await store().head()];
      const sent = event('SampleNoted', { z: 1e21, a: { ß: 0.1, a: -0 }, '€': ['\u0000', '\n'] });
      await store().append(toAppend(stream, { events: [sent] }));
      const [read] = await store().readStream(stream);
      const { id, type, data, meta } = sent;
      const text = canonicalize({ ...meta, id, type, stream, revision: 0, data })!;
      expect(Buffer.from(read!.text).equals(Buffer.from(text))).toBe(true);
      expect((await store().readAll({ after, limit: 1 })).events).toEqual([read]);
      expect((await store().findById(id))!.text).toBe(text);
    });

    it('reads the log in its order, which is that of every stream', async () => {
      const after = await store().head();
      const streams = [newStream(), newStream()];
      for (let n = 0; n < 6; n += 1) {
        await store().append(toAppend(streams[n % 2]!, { events: events(2) }));
      }
      const { events: all, upTo } = await store().readAll({ after, limit: 100 });
      const positions = all.map(({ position }) => position);
      expect(positions).toHaveLength(12);
      expect(inOrderAfter(after, positions, store().capabilities)).toBe(true);
      expect(upTo).toBe(positions.at(-1));
      for (const stream of streams) {
        const own = all.filter((each) => each.stream === stream);
        expect(own).toEqual(await store().readStream(stream));
      }
      const recorded = all.map(({ recordedAt }) => recordedAt);
      expect(recorded).toEqual(recorded.toSorted());
    });

    it('reads page by page, of some types, and says how far it has looked', async () => {
      const after = await store().head();
      const sent = Array.from({ length: 10 }, (_, n) => event(n % 2 ? 'Odd' : 'Even'));
      const stream = newStream();
      await store().append(toAppend(stream, { events: sent }));
      const positions = (await store().readStream(stream)).map(({ position }) => position);
      const read = (from: bigint, limit: number, types = ['Odd', 'Unheard']) =>
        store().readAll({ after: from, types, limit });
      const first = await read(after, 2);
      expect(ids(first.events)).toEqual([sent[1]!.id, sent[3]!.id]);
      expect(first.upTo).toBe(positions[3]);
      const second = await read(first.upTo, 100);
      expect(ids(second.events)).toEqual([sent[5]!.id, sent[7]!.id, sent[9]!.id]);
      expect(second.upTo).toBe(positions[9]);
      expect(await read(after, 5, ['Unheard'])).toEqual({ events: [], upTo: positions[9] });
      expect(await read(second.upTo, 5)).toEqual({ events: [], upTo: second.upTo });
    });

    it('names its log', async () => {
      expect(await store().epoch()).toMatch(/^[0-9a-f-]{36}$/);
      expect(await store().epoch()).toBe(await store().epoch());
    });
  });
}
