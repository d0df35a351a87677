import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
