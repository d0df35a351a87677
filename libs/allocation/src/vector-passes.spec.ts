import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { passesOf, weightsOf } from './quantity-passes.js';
import { vectorPasses } from './vector-passes.js';

const origin = 320;
const anyRun = fc
  .record({
    values: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 90 }),
    back: fc.array(fc.nat({ max: 100 }), { minLength: 3, maxLength: 3 }),
    from: fc.nat({ max: 40 }),
    grows: fc.nat({ max: 90 }),
  })
  .map((run) => ({ ...run, to: Math.max(run.from, run.values.length - 1 + run.grows) }));

/** What the loop is to do, in JavaScript. */
function laid(values: readonly number[], below: number): Float64Array {
  const numbers = new Float64Array(origin + 200).fill(below);
  numbers.set(values, origin);
  return numbers;
}

describe('The loops in WebAssembly', () => {
  it('mix bit for bit as they would in JavaScript', () => {
    fc.assert(
      fc.property(anyRun, fc.double({ min: 0, max: 0.5, noNaN: true }), (run, chance) => {
        const [first, second, third] = run.back as [number, number, number];
        const weights = weightsOf({ offsets: [1, 2, 3], schools: 3, widens: 3 }, chance);
        const expected = laid(run.values, 0);
        const [none, one, two, all] = weights;
        for (let t = origin + run.to; t >= origin; t--) {
          expected[t] =
            none * expected[t]! +
            one * expected[t - first]! +
            (two * expected[t - second]! + all * expected[t - third]!);
        }
        const found = vectorPasses.numbers(expected.length);
        found.set(laid(run.values, 0));
        vectorPasses.mix([origin, origin + run.to], [first, second, third], weights);
        const end = origin + run.to + 1;
        expect(found.slice(0, end)).toEqual(expected.slice(0, end));
      }),
    );
  });

  it('choose as they would in JavaScript, and say where', () => {
    fc.assert(
      fc.property(
        anyRun,
        fc.double({ min: -1, max: 1, noNaN: true }),
        ({ values, ...run }, more) => {
          const back = run.back[0]!;
          const expected = laid(values, -Infinity);
          const chosen = new Set<number>();
          const end = origin + run.to + back;
          for (let t = end; t >= origin + back; t--) {
            const taken = expected[t - back]! + more;
            if (!(taken > expected[t]! + 1e-8)) continue;
            expected[t] = taken;
            chosen.add(t);
          }
          const found = vectorPasses.numbers(expected.length);
          found.set(laid(values, -Infinity));
          const bits = vectorPasses.choose([origin + back, end], back, more, 1e-8);
          const start = 8 * ((origin + back) >> 3);
          for (let t = start; t < start + 8 * bits.length && t <= end; t++) {
            const bit = (bits[(t - start) >> 3]! >> (t & 7)) & 1;
            expect({ t, bit }).toEqual({ t, bit: Number(chosen.has(t)) });
          }
          expect(found.slice(0, end + 1)).toEqual(expected.slice(0, end + 1));
        },
      ),
    );
  });

  it('have room for as many numbers as are asked for, and not for more than can be counted', () => {
    expect(vectorPasses.numbers(300_000)).toHaveLength(300_000);
    expect(() => vectorPasses.numbers(2 ** 27 + 1)).toThrow('Too many units to count.');
  });
});

describe('Passes over the schools', () => {
  it('take every school once, three of one quantity at a time, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 })), (quantities) => {
        const passes = passesOf(quantities);
        const sum = (list: readonly number[]) => list.reduce((all, one) => all + one, 0);
        expect(sum(passes.map(({ widens }) => widens))).toBe(sum(quantities));
        expect(passesOf(quantities.toReversed())).toEqual(passes);
        const most = Math.ceil(quantities.length / 3) + 9;
        expect(passes.length).toBeLessThanOrEqual(most);
      }),
    );
  });
});
