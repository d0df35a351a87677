import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newKey, sealHashOf, sealText, unsealText } from '#libs/sealing';
import type { QuoteLine, QuoteTerms } from '#messages/quotes';
import { plainOf, roomFor, textOf, type QuotePlain } from './quote-text.js';
import { paper, priced, trays } from './submissions.fixture.js';

const key = newKey();
const of = { tenderId: 't', supplierId: 's', quoteId: 'q' };
const sealed = (quote: QuotePlain) => sealText(key, of, textOf(quote), roomFor(quote.lines));
const sealedLength = (lines: QuoteLine[], terms: QuoteTerms = {}) =>
  sealed({ lines, ...terms }).ciphertext.length;

const price = fc.integer({ min: 0, max: 1_000_000_000_00 });
const units = fc.integer({ min: 1, max: 10_000_000 });
const basisPoints = fc.integer({ min: 1, max: 10_000 });

/** Some of these fields, or none. */
function someOf<T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) {
  return fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;
}

const lineTerms = someOf({
  capacity: units,
  minimumAward: units,
  fixedFeePence: price,
  deliveryPencePerSchool: price,
});
const bundle = fc.record({
  lotIds: fc.constant<string[]>([paper, trays]),
  offBasisPoints: basisPoints,
});
const rebate = fc.record({ fromSpendPence: price, rateBasisPoints: basisPoints });
const quoteTerms = someOf({
  capacity: units,
  bundles: fc.array(bundle, { minLength: 1, maxLength: 10 }),
  rebates: fc.array(rebate, { minLength: 1, maxLength: 10 }),
});

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

  it('is sealed to a length that does not tell what terms it has, or whether it has any', () => {
    fc.assert(
      fc.property(lineTerms, quoteTerms, (line, terms) => {
        const [a, b] = [priced(1235), { ...priced(1305), lotId: trays }];
        expect(sealedLength([{ ...a, ...line }, b], terms)).toBe(sealedLength([a, b]));
      }),
    );
  });

  it('is the same for the same lines, however their fields are ordered', () => {
    const { lotId, ...rest } = priced(1235);
    expect(textOf({ lines: [{ ...rest, lotId }] })).toBe(textOf({ lines: [priced(1235)] }));
  });

  it('without terms is its list of lines, so that every seal made before stays whole', () => {
    const text =
      '[{"basis":"all-units","lotId":"00000000-0000-7000-8000-000000000011",' +
      '"meetsSpecification":true,"tiers":[{"fromQuantity":1,"unitPricePence":1235}]}]';
    const lines = [priced(1235)];
    expect(textOf({ lines })).toBe(text);
    expect(textOf({ lines, bundles: [], rebates: [] })).toBe(text);
    expect(sealHashOf(of, '00'.repeat(32), textOf({ lines }))).toBe(
      '3bd07952ddaa9f2e75bc6bd884ad94056ef13f11b751d2470fb867798f24df1a',
    );
  });

  it('counts a term that is null as not said', () => {
    const none = { capacity: null, minimumAward: null, fixedFeePence: null } as unknown as object;
    const lines = [{ ...priced(1235), ...none, deliveryPencePerSchool: null as never }];
    const quote = { lines, capacity: null as never, rebates: null as never };
    expect(textOf(quote)).toBe(textOf({ lines: [priced(1235)] }));
  });

  it('opens to the same quote with the same seal, whatever its terms', () => {
    fc.assert(
      fc.property(lineTerms, quoteTerms, price, (line, terms, pence) => {
        const quote: QuotePlain = { lines: [{ ...priced(pence), ...line }], ...terms };
        const seal = sealed(quote);
        const opened = unsealText(key, of, seal);
        expect(plainOf(opened.text)).toEqual(quote);
        expect(sealHashOf(of, opened.salt, textOf(plainOf(opened.text)))).toBe(seal.sealHash);
      }),
    );
  });

  it('is another text as soon as one term is another', () => {
    fc.assert(
      fc.property(lineTerms, quoteTerms, lineTerms, quoteTerms, (line, terms, other, others) => {
        const one = { lines: [{ ...priced(1), ...line }], ...terms };
        const two = { lines: [{ ...priced(1), ...other }], ...others };
        const isSame = isDeepStrictEqual(one, two);
        expect(textOf(one) === textOf(two)).toBe(isSame);
        expect(textOf({ ...one, capacity: 7 })).not.toBe(textOf({ ...one, capacity: 8 }));
      }),
    );
  });
});
