import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newKey, sealText } from '#libs/sealing';
import type { QuoteLine } from '#messages/quotes';
import { roomFor, textOf } from './quote-text.js';
import { priced } from './submissions.fixture.js';

const key = newKey();
const of = { tenderId: 't', supplierId: 's', quoteId: 'q' };
const sealedLength = (lines: QuoteLine[]) =>
  sealText(key, of, textOf(lines), roomFor(lines)).ciphertext.length;

const price = fc.integer({ min: 0, max: 1_000_000_000_00 });

describe('The text of a quote', () => {
  it('is sealed to a length that does not tell the digits of its prices', () => {
    fc.assert(
      fc.property(fc.array(price, { minLength: 1, maxLength: 20 }), (prices) => {
        const linesAt = (at: (unitPricePence: number) => number): QuoteLine[] =>
          prices.map((one) => priced(at(one)));
        expect(sealedLength(linesAt((one) => one))).toBe(sealedLength(linesAt(() => 1)));
      }),
    );
  });

  it('is sealed to a length that does not tell whether it meets the specification', () => {
    const reason = 'It is recycled, at 75 gsm.';
    const no = { ...priced(1235), meetsSpecification: false, reason };
    expect(sealedLength([no])).toBe(sealedLength([priced(1235)]));
  });

  it('is the same for the same lines, however their fields are ordered', () => {
    const { lotId, ...rest } = priced(1235);
    expect(textOf([{ ...rest, lotId }])).toBe(textOf([priced(1235)]));
  });
});
