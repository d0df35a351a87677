import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assertPence, ratioPence, sumPence, timesPence, vatPence } from './index.js';

const largest = Number.MAX_SAFE_INTEGER;
const anyPence = fc.integer({ min: -1e12, max: 1e12 });

describe('Pence', () => {
  it('add up, and nothing adds up to nothing', () => {
    expect(sumPence([992_940, 1_139_600, 244_000])).toBe(2_376_540);
    expect(sumPence([])).toBe(0);
  });

  it('refuse a sum that a number cannot hold, even when it would come back into range', () => {
    expect(sumPence([largest])).toBe(largest);
    expect(() => sumPence([largest, 1, -1])).toThrow(RangeError);
  });

  it.each([0.5, 12.35, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('are never %p', (pence) => {
    expect(() => assertPence(pence)).toThrow(RangeError);
    expect(() => sumPence([pence])).toThrow(RangeError);
  });

  it('have no negative zero', () => {
    expect(Object.is(timesPence(-5, 0), 0)).toBe(true);
    expect(Object.is(ratioPence(-1, 0, 3), 0)).toBe(true);
  });

  it('multiply by whole quantities only', () => {
    expect(timesPence(1235, 804)).toBe(992_940);
    expect(() => timesPence(1235, 0.5)).toThrow('0.5 is not a whole number of units.');
    expect(() => timesPence(largest, 2)).toThrow(RangeError);
  });
});

describe('VAT', () => {
  it('is rounded to the nearest penny, and an exact half penny up', () => {
    expect(vatPence(205_010, 2000)).toBe(41_002);
    expect(vatPence(2, 2000)).toBe(0);
    expect(vatPence(3, 2000)).toBe(1);
    expect(vatPence(10, 500)).toBe(1);
    expect(vatPence(30, 500)).toBe(2);
  });

  it('of a credit mirrors the VAT of the charge', () => {
    expect(vatPence(-10, 500)).toBe(-1);
    fc.assert(
      fc.property(anyPence, fc.integer({ min: 0, max: 10_000 }), (net, rate) => {
        expect(vatPence(0 - net, rate)).toBe(0 - vatPence(net, rate));
      }),
    );
  });

  it('is never more than half a penny from the exact figure', () => {
    fc.assert(
      fc.property(anyPence, fc.integer({ min: 0, max: 10_000 }), (net, rate) => {
        const off = BigInt(vatPence(net, rate)) * 10_000n - BigInt(net) * BigInt(rate);
        expect(off >= -5000n && off <= 5000n).toBe(true);
      }),
    );
  });

  it('has a whole rate of nothing or more', () => {
    expect(vatPence(100, 0)).toBe(0);
    expect(() => vatPence(100, -1)).toThrow(RangeError);
    expect(() => vatPence(100, 17.5)).toThrow(RangeError);
  });
});
