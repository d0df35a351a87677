import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  compareFractions,
  floorOf,
  formatFraction,
  fraction,
  fractionOf,
  gaussLegendre,
  minus,
  over,
  plus,
  sumFractions,
  times,
  toNumber,
  zero,
} from './index.js';

const anyFraction = fc
  .tuple(fc.bigInt(-(10n ** 12n), 10n ** 12n), fc.bigInt(1n, 10n ** 6n))
  .map(([n, d]) => fraction(n, d));

describe('A fraction', () => {
  it('is the number that was written, not the double next to it', () => {
    expect([0.1, -17437.5, 100, 1.5e-7, 1e21].map(fractionOf).map(formatFraction)).toEqual([
      '1/10',
      '-34875/2',
      '100',
      '3/20000000',
      '1000000000000000000000',
    ]);
    expect(() => fractionOf(Number.NaN)).toThrow(RangeError);
  });

  it('obeys the laws of arithmetic', () => {
    fc.assert(
      fc.property(anyFraction, anyFraction, anyFraction, (a, b, c) => {
        expect(minus(plus(a, b), b)).toEqual(a);
        expect(times(a, plus(b, c))).toEqual(plus(times(a, b), times(a, c)));
        expect(sumFractions([a, b, c])).toEqual(plus(a, plus(b, c)));
        fc.pre(b.n !== 0n);
        expect(times(over(a, b), b)).toEqual(a);
        expect(Math.sign(compareFractions(a, b))).toBe(-Math.sign(compareFractions(b, a)));
      }),
    );
    expect(() => over(fraction(1n), zero)).toThrow('Nothing can be divided by nothing.');
  });

  it('becomes the number next to it, and the whole one below it', () => {
    fc.assert(
      fc.property(anyFraction, (a) => {
        const exact = Number(a.n) / Number(a.d);
        const close = Math.abs(exact) * 2 ** -51 + 2 ** -63;
        expect(Math.abs(toNumber(a) - exact)).toBeLessThanOrEqual(close);
        expect(Number(floorOf(a))).toBe(Math.floor(exact));
      }),
    );
    expect(toNumber(fraction(10n ** 400n + 1n, 10n ** 400n))).toBe(1);
  });
});

describe('A Gauss–Legendre rule', () => {
  it.each([1, 2, 3, 8, 31, 90])('with %d nodes is exact up to degree 2n − 1', (count) => {
    const nodes = gaussLegendre(count);
    for (const degree of [0, 2 * count - 2]) {
      const sum = nodes.reduce((all, { at, weight }) => all + weight * at ** degree, 0);
      expect(sum).toBeCloseTo(2 / (degree + 1), 12);
    }
    nodes.forEach(({ at, weight }, i) => {
      expect(nodes.at(-1 - i)).toEqual({ at: at === 0 ? 0 : -at, weight });
    });
  });

  it('needs a node', () => {
    expect(() => gaussLegendre(0)).toThrow(RangeError);
  });
});
