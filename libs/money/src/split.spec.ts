import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitByLargestRemainder, type Weight } from './index.js';

const total = fc.integer({ min: -1e12, max: 1e12 });
const weights = fc
  .uniqueArray(fc.record({ id: fc.string(), weight: fc.nat({ max: 10_000_000 }) }), {
    selector: ({ id }) => id,
    minLength: 1,
    maxLength: 40,
  })
  .filter((list) => list.some(({ weight }) => weight > 0));

const split = (pence: number, list: readonly Weight[]) =>
  new Map(splitByLargestRemainder(pence, list).map((part) => [part.id, part.pence]));

describe('A split by largest remainder', () => {
  it('gives the pennies left over to the largest remainders', () => {
    const list = [
      { id: 'a', weight: 1 },
      { id: 'b', weight: 2 },
      { id: 'c', weight: 4 },
    ];
    expect(splitByLargestRemainder(100, list)).toEqual([
      { id: 'a', pence: 14 },
      { id: 'b', pence: 29 },
      { id: 'c', pence: 57 },
    ]);
  });

  it('breaks a tie by id, whatever the order of the list', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((id) => ({ id, weight: 1 })) as [Weight, Weight, Weight];
    expect(splitByLargestRemainder(100, [c, b, a])).toEqual([
      { id: 'c', pence: 33 },
      { id: 'b', pence: 33 },
      { id: 'a', pence: 34 },
    ]);
    expect(splitByLargestRemainder(-100, [c, a, b])).toEqual([
      { id: 'c', pence: -33 },
      { id: 'a', pence: -34 },
      { id: 'b', pence: -33 },
    ]);
  });

  it('loses nothing, and each part is the exact share rounded down or up', () => {
    fc.assert(
      fc.property(total, weights, (pence, list) => {
        const parts = splitByLargestRemainder(pence, list);
        const sum = list.reduce((all, { weight }) => all + BigInt(weight), 0n);
        expect(parts.reduce((all, part) => all + part.pence, 0)).toBe(pence);
        parts.forEach((part, i) => {
          const exact = BigInt(Math.abs(pence)) * BigInt(list[i]!.weight);
          const over = BigInt(Math.abs(part.pence)) - exact / sum;
          expect(over === 0n || (over === 1n && exact % sum !== 0n)).toBe(true);
        });
      }),
    );
  });

  it('does not depend on the order of the list', () => {
    const shuffled = weights.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
      ),
    );
    fc.assert(
      fc.property(total, shuffled, (pence, [list, other]) => {
        const there = split(pence, other);
        for (const [id, part] of split(pence, list)) expect(there.get(id)).toBe(part);
      }),
    );
  });

  it('does not depend on the unit of the weights, however large the integers', () => {
    const factor = fc.bigInt({ min: 1n, max: 10n ** 40n });
    fc.assert(
      fc.property(total, weights, factor, (pence, list, by) => {
        const scaled = list.map(({ id, weight }) => ({ id, weight: BigInt(weight) * by }));
        expect(splitByLargestRemainder(pence, scaled)).toEqual(
          splitByLargestRemainder(pence, list),
        );
      }),
    );
  });

  it('of a credit is the mirror image of the charge', () => {
    fc.assert(
      fc.property(total, weights, (pence, list) => {
        const mirrored = splitByLargestRemainder(0 - pence, list);
        const charge = splitByLargestRemainder(pence, list);
        expect(mirrored.map((part) => 0 - part.pence)).toEqual(charge.map((part) => part.pence));
      }),
    );
  });

  it('gives nothing to a weight of nothing', () => {
    fc.assert(
      fc.property(total, weights, (pence, list) => {
        const idle = { id: list.map(({ id }) => id).join('+') + '+', weight: 0 };
        expect(splitByLargestRemainder(pence, [...list, idle]).at(-1)!.pence).toBe(0);
      }),
    );
  });

  it('splits nothing among nobody, and refuses to split something so', () => {
    expect(splitByLargestRemainder(0, [])).toEqual([]);
    expect(splitByLargestRemainder(0, [{ id: 'a', weight: 0 }])).toEqual([{ id: 'a', pence: 0 }]);
    expect(() => splitByLargestRemainder(1, [{ id: 'a', weight: 0 }])).toThrow(RangeError);
    expect(() => splitByLargestRemainder(1, [])).toThrow('Nobody has a weight to bear 1 pence.');
  });

  it('refuses ids that repeat and weights that are no whole numbers from nothing', () => {
    const twice = [
      { id: 'a', weight: 1 },
      { id: 'a', weight: 1 },
    ];
    expect(() => splitByLargestRemainder(1, twice)).toThrow('An id has two weights in one split.');
    expect(() => splitByLargestRemainder(1, [{ id: 'a', weight: 0.5 }])).toThrow(RangeError);
    expect(() => splitByLargestRemainder(1, [{ id: 'a', weight: -1n }])).toThrow(RangeError);
  });
});
