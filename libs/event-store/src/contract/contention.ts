import { describe, expect, it } from '@jest/globals';
import { WrongExpectedRevision, type StoredEvent } from '../event-store.js';
import { event, events, ids, inOrderAfter, newStream, toAppend, type Opened } from './samples.js';
import { until } from './subscriptions.js';

export function describeContention(store: Opened): void {
  describe('under contention', () => {
    it('lets one of many start a stream', async () => {
      const stream = newStream();
      const racing = Array.from({ length: 32 }, () =>
        store().append(toAppend(stream, { expected: 'no-stream' })),
      );
      const results = await Promise.allSettled(racing);
      const lost = results.filter((each) => each.status === 'rejected');
      expect(lost).toHaveLength(31);
      for (const { reason } of lost) expect(reason).toBeInstanceOf(WrongExpectedRevision);
      for (const { reason } of lost) expect(reason).toMatchObject({ stream, actual: 0 });
      expect(await store().readStream(stream)).toHaveLength(1);
    });

    it('has one winner for every revision of a stream that 64 append to', async () => {
      const [stream, writers, each] = [newStream(), 64, 5];
      await store().append(toAppend(stream, { expected: 'no-stream' }));
      const wins = new Map<number, string>();
      const write = async (): Promise<void> => {
        for (let n = 0; n < each; n += 1) {
          const mine = [event()];
          for (let at = 0, won = false; !won;) {
            const asked = store().append({ stream, expected: at, events: mine });
            const answer = await asked.catch((fault: unknown) => fault);
            won = !(answer instanceof Error);
            if (answer instanceof WrongExpectedRevision) at = answer.actual;
            else if (!won) throw answer;
          }
          const { revision } = (await store().findById(mine[0]!.id))!;
          expect(wins.has(revision)).toBe(false);
          wins.set(revision, mine[0]!.id);
        }
      };
      await Promise.all(Array.from({ length: writers }, write));
      const stored = await store().readStream(stream);
      expect(stored.map(({ revision }) => revision)).toEqual(
        Array.from({ length: writers * each + 1 }, (_, n) => n),
      );
      expect(ids(stored.slice(1))).toEqual(stored.slice(1).map((at) => wins.get(at.revision)));
    });

    it('turns away what stands upon an event whose place another one took', async () => {
      const stream = newStream();
      const [first, lost, other, onTop, next] = events(5);
      await store().append({ stream, expected: 'no-stream', events: [first!] });
      await store().append({ stream, expected: 0, upon: first!.id, events: [other!] });
      const underWay = [
        store().append({ stream, expected: 0, upon: first!.id, events: [lost!] }),
        store().append({ stream, expected: 1, upon: lost!.id, events: [onTop!] }),
      ];
      for (const { status, reason } of (await Promise.allSettled(underWay)) as {
        status: string;
        reason?: unknown;
      }[]) {
        expect(status).toBe('rejected');
        expect(reason).toBeInstanceOf(WrongExpectedRevision);
      }
      await store().append({ stream, expected: 1, upon: other!.id, events: [next!] });
      expect(ids(await store().readStream(stream))).toEqual(ids([first!, other!, next!]));
    });

    it('takes everything that comes as "any", and doubles nothing', async () => {
      const stream = newStream();
      const sent = events(40);
      const twice = [...sent, ...sent];
      await Promise.all(twice.map((one) => store().append(toAppend(stream, { events: [one] }))));
      expect(ids(await store().readStream(stream)).toSorted()).toEqual(ids(sent).toSorted());
    });

    it('shows subscribers of 16 writers every event once, in order', async () => {
      const after = await store().head();
      const streams = Array.from({ length: 40 }, () => newStream());
      const seen: StoredEvent[][] = [[], [], []];
      const filters = [undefined, undefined, ['Odd']];
      const subscriptions = filters.map((types, n) =>
        store().subscribe({ after, types, batchSize: n ? 500 : 13 }, async (batch) => {
          seen[n]!.push(...batch.events);
        }),
      );
      const write = async (writer: number): Promise<void> => {
        for (let n = 0; n < 50; n += 1) {
          const made = events(1 + ((writer + n) % 3), n % 2 ? 'Odd' : 'Even');
          const stream = streams[(writer * 7 + n) % streams.length]!;
          await store().append(toAppend(stream, { events: made }));
        }
      };
      await Promise.all(Array.from({ length: 16 }, (_, n) => write(n)));
      const { events: all } = await store().readAll({ after, limit: 10_000 });
      const odd = all.filter(({ type }) => type === 'Odd');
      await until(() => seen[0]!.length >= all.length && seen[1]!.length >= all.length);
      await until(() => seen[2]!.length >= odd.length);
      await Promise.all(subscriptions.map((subscription) => subscription.stop()));
      expect(ids(seen[0]!)).toEqual(ids(all));
      expect(ids(seen[1]!)).toEqual(ids(all));
      expect(ids(seen[2]!)).toEqual(ids(odd));
      const positions = all.map(({ position }) => position);
      expect(inOrderAfter(after, positions, store().capabilities)).toBe(true);
      for (const stream of streams) {
        const own = all.filter((each) => each.stream === stream);
        expect(own.map(({ revision }) => revision)).toEqual(own.map((_, n) => n));
      }
    });
  });
}
