import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatPounds, formatWhole, mostPence, parsePounds, poundsText } from './index.js';

describe('Pounds for people', () => {
  it.each([
    [123_456, '£1,234.56'],
    [0, '£0.00'],
    [5, '£0.05'],
    [-1500, '−£15.00'],
    [100_000_000_000, '£1,000,000,000.00'],
    [Number.MAX_SAFE_INTEGER, '£90,071,992,547,409.91'],
  ])('write %d pence as %s', (pence, text) => {
    expect(formatPounds(pence)).toBe(text);
  });

  it('group the thousands of whole numbers too', () => {
    expect([7, 804, 1116, -1_000_000].map(formatWhole)).toEqual([
      '7',
      '804',
      '1,116',
      '−1,000,000',
    ]);
  });
});

describe('Pounds in a file', () => {
  it('are plain numbers', () => {
    expect([123_456, 0, -1500, -5].map(poundsText)).toEqual(['1234.56', '0.00', '-15.00', '-0.05']);
  });
});

describe('A price that somebody typed', () => {
  it.each([
    ['£1,250.50', 125_050],
    ['1250.5', 125_050],
    ['12.35', 1235],
    [' £ 12 ', 1200],
    ['0', 0],
    ['0.07', 7],
    ['007.10', 710],
    ['1,000,000,000', mostPence],
  ])('is read: %p', (text, pence) => {
    expect(parsePounds(text)).toEqual({ pence });
  });

  it.each([
    ['', 'There is no price. Write pounds and pence such as 1,250.50.'],
    ['12.345', '“12.345” has three decimals: prices have at most two.'],
    ['12.34567', '“12.34567” has 5 decimals: prices have at most two.'],
    ['-3', '“-3” is below zero. A price is 0.00 or more.'],
    ['−£3.00', '“−£3.00” is below zero. A price is 0.00 or more.'],
    ['(3.00)', '“(3.00)” is below zero. A price is 0.00 or more.'],
    ['12abc', '“12abc” is not a number. Write pounds and pence such as 1,250.50.'],
    ['1e5', '“1e5” is not a number. Write pounds and pence such as 1,250.50.'],
    ['NaN', '“NaN” is not a number. Write pounds and pence such as 1,250.50.'],
    ['£', '“£” is not a number. Write pounds and pence such as 1,250.50.'],
    ['12,35', '“12,35” has a comma before the pence. Write a full stop there: 1250.50.'],
    ['1,25.50', '“1,25.50” has a comma, a full stop or a space out of place. '],
    ['1.250.50', '“1.250.50” has a comma, a full stop or a space out of place. '],
    ['1,000,000,000.01', '“1,000,000,000.01” is too large: £1,000,000,000.00 at most.'],
    ['9'.repeat(400), `“${'9'.repeat(24)}…” is too large: £1,000,000,000.00 at most.`],
  ])('is turned away with a sentence: %p', (text, sentence) => {
    expect(parsePounds(text).fault).toContain(sentence);
    expect(parsePounds(text).pence).toBeUndefined();
  });

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(fc.nat({ max: mostPence }), (pence) => {
        expect(parsePounds(formatPounds(pence))).toEqual({ pence });
        expect(parsePounds(poundsText(pence))).toEqual({ pence });
      }),
    );
  });

  it('is either an amount or a fault, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { pence, fault } = parsePounds(text);
        expect((pence === undefined) !== (fault === undefined)).toBe(true);
      }),
    );
  });
});
