import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { openParcels, type Parcels } from './testing.js';

describe('More requests at once than the edge takes', () => {
  let parcels: Parcels;

  beforeAll(async () => {
    parcels = await openParcels({ mostAtOnce: 4 });
  }, 30_000);

  afterAll(() => parcels.close());

  it('answers as many, and tells the others when to come back', async () => {
    const asked = Array.from({ length: 12 }, () => parcels.read('/slow?milliseconds=500', 'lead'));
    const answers = await Promise.all(asked);
    const turnedAway = answers.filter(({ status }) => status === 503);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    expect(turnedAway).toHaveLength(8);
    for (const answer of turnedAway) {
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(await answer.json()).toMatchObject({
        code: 'busy',
        detail: 'Very many requests are under way just now. Try again in a moment.',
      });
    }
  });

  it('takes the next ones when those have gone, also when their senders hung up', async () => {
    const impatient = Array.from({ length: 4 }, () =>
      fetch(`${parcels.url}/api/v1/parcels/slow?milliseconds=2000`, {
        headers: { 'X-Role': 'lead' },
        signal: AbortSignal.timeout(300),
      }).catch(() => undefined),
    );
    await Promise.all(impatient);
    await new Promise((settle) => setTimeout(settle, 100));
    expect((await parcels.read('/slow?milliseconds=0', 'lead')).status).toBe(200);
  });
});

describe('More commands at once than the handler takes', () => {
  let parcels: Parcels;

  beforeAll(async () => {
    parcels = await openParcels({ mostWaiting: 2 });
  }, 30_000);

  afterAll(() => parcels.close());

  it('are told when to come back, and taken under the same key then', async () => {
    const posts = Array.from({ length: 20 }, () => ({ id: newId(), key: newId() }));
    const post = ({ id, key }: (typeof posts)[number]) =>
      parcels.write(id, { label: 'crowd' }, { 'Idempotency-Key': key });
    const positions: bigint[] = [];
    const taken = async (answer: Response) => {
      expect(answer.status).toBe(201);
      positions.push(BigInt(((await answer.json()) as { position: string }).position));
    };
    const answers = await Promise.all(posts.map(post));
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([201, 503]));
    for (const [n, answer] of answers.entries()) {
      if (answer.status !== 503) {
        await taken(answer);
        continue;
      }
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await answer.json()).toMatchObject({ code: 'unavailable', status: 503 });
      const again = posts[n];
      if (again) await taken(await post(again));
    }
    const last = positions.toSorted((one, other) => Number(one - other)).at(-1);
    const found = await parcels.read(`?after=${last}`, 'lead');
    expect(await found.json()).toHaveLength(posts.length);
  });
});
