import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chargesPence, discountsPence, type WholeTerms } from './index.js';

const bundle = { lotIds: ['paper', 'trays'], offBasisPoints: 250 };
const paper = { lotId: 'paper', goodsPence: 999_999 };
const trays = { lotId: 'trays', goodsPence: 100_000 };
const pens = { lotId: 'pens', goodsPence: 50_000 };

describe('Charges', () => {
  it('are the fixed one and one for each school', () => {
    expect(chargesPence({}, 12)).toBe(0);
    expect(chargesPence({ fixedFeePence: 500, deliveryPencePerSchool: 250 }, 12)).toBe(3_500);
  });
});

describe('Discounts', () => {
  it('are nothing without terms', () => {
    expect(discountsPence({}, [paper, trays])).toEqual([0, 0]);
    expect(discountsPence({ bundles: [bundle] }, [])).toEqual([]);
  });

  it('of a bundle are for its lots alone, and only once something of each is bought', () => {
    const bundles = [bundle];
    expect(discountsPence({ bundles }, [paper, pens])).toEqual([0, 0]);
    expect(discountsPence({ bundles }, [paper, pens, trays])).toEqual([25_000, 0, 2_500]);
  });

  it('of rebates are the highest step reached, on the whole spend', () => {
    const rebates = [
      { fromSpendPence: 100_000, rateBasisPoints: 100 },
      { fromSpendPence: 150_000, rateBasisPoints: 200 },
    ];
    expect(discountsPence({ rebates }, [{ ...trays, goodsPence: 99_999 }])).toEqual([0]);
    expect(discountsPence({ rebates }, [trays])).toEqual([1_000]);
    expect(discountsPence({ rebates }, [trays, pens])).toEqual([2_000, 1_000]);
  });

  it('are added, and never lose or make a penny whatever the order of the lots', () => {
    const pence = fc.integer({ min: 0, max: 10_000_000 });
    const rate = fc.integer({ min: 1, max: 5_000 });
    fc.assert(
      fc.property(pence, pence, pence, rate, rate, (a, b, c, off, back) => {
        const terms: WholeTerms = {
          bundles: [{ ...bundle, offBasisPoints: off }],
          rebates: [{ fromSpendPence: 1, rateBasisPoints: back }],
        };
        const bought = [
          { ...paper, goodsPence: a },
          { ...trays, goodsPence: b },
          { ...pens, goodsPence: c },
        ];
        const parts = discountsPence(terms, bought);
        const exact = BigInt(a + b) * BigInt(off + back) + BigInt(c) * BigInt(back);
        expect(parts.reduce((all, one) => all + one, 0)).toBe(Number((exact + 5_000n) / 10_000n));
        expect(discountsPence(terms, bought.toReversed())).toEqual(parts.toReversed());
      }),
    );
  });
});
