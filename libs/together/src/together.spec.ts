import { describe, expect, it } from '@jest/globals';
import { together } from './together.js';

/** Doubles numbers when told to, and notes which it was asked together. */
function slowDoubling(options: { mostUnderWay?: number; mostInGroup?: number }) {
  const groups: (readonly number[])[] = [];
  const going: (() => void)[] = [];
  const ask = together<number, number>(async (numbers) => {
    groups.push(numbers);
    await new Promise<void>((resolve) => going.push(resolve));
    if (numbers.includes(13)) throw new Error('Thirteen!');
    return numbers.map((number) => number * 2);
  }, options);
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { ask, groups, goOn: () => (going.shift()?.(), settle()) };
}

describe('Questions asked together', () => {
  it('lets one alone go at once, and gathers those who come meanwhile', async () => {
    const { ask, groups, goOn } = slowDoubling({ mostUnderWay: 1 });
    const answers = Promise.all([1, 2, 3, 2].map(ask));
    expect(groups).toEqual([[1]]);
    await goOn();
    expect(groups).toEqual([[1], [2, 3, 2]]);
    await goOn();
    expect(await answers).toEqual([2, 4, 6, 4]);
  });

  it('never answers from a group that set off before the question came', async () => {
    const { ask, groups, goOn } = slowDoubling({ mostUnderWay: 1 });
    const first = ask(1);
    const again = ask(1);
    await goOn();
    await goOn();
    expect(await Promise.all([first, again])).toEqual([2, 2]);
    expect(groups).toEqual([[1], [1]]);
  });

  it('keeps to its bounds', async () => {
    const { ask, groups, goOn } = slowDoubling({ mostUnderWay: 2, mostInGroup: 2 });
    const answers = Promise.all([1, 2, 3, 4, 5].map(ask));
    expect(groups).toEqual([[1], [2]]);
    await goOn();
    expect(groups).toEqual([[1], [2], [3, 4]]);
    for (let n = 0; n < 4; n += 1) await goOn();
    expect(await answers).toEqual([2, 4, 6, 8, 10]);
  });

  it('fails one group and goes on with the next', async () => {
    const { ask, goOn } = slowDoubling({ mostUnderWay: 1 });
    const settled = Promise.allSettled([1, 13, 4].map(ask));
    for (let n = 0; n < 2; n += 1) await goOn();
    const later = ask(5);
    await goOn();
    expect((await settled).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect(await later).toBe(10);
  });
});
