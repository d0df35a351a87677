import { describe, expect, it } from '@jest/globals';
import { lineTermFaults, wholeTermFaults, type LineTerms, type WholeTerms } from './index.js';

const paper = { lotId: 'paper', item: 'copier paper' };
const trays = { lotId: 'trays', item: 'meal trays' };

const atLine = (terms: LineTerms) => lineTermFaults(terms, 'copier paper', 804).map(({ at }) => at);
const atWhole = (terms: WholeTerms) => wholeTermFaults(terms, [paper, trays]).map(({ at }) => at);

describe('The terms of a quoted lot', () => {
  it('are right when they leave something to win', () => {
    expect(atLine({})).toEqual([]);
    const fees = { fixedFeePence: 1_000_000_00, deliveryPencePerSchool: 0 };
    expect(atLine({ capacity: 300, minimumAward: 300, ...fees })).toEqual([]);
    expect(atLine({ minimumAward: 804 })).toEqual([]);
  });

  it('are wrong when nothing could be won', () => {
    expect(atLine({ capacity: 300, minimumAward: 301 })).toEqual(['minimumAward']);
    expect(atLine({ minimumAward: 805 })).toEqual(['minimumAward']);
    const [fault] = lineTermFaults({ minimumAward: 805 }, 'copier paper', 804);
    expect(fault?.sentence).toContain('above the 804 units');
  });

  it('are wrong with a charge that could not be added up', () => {
    expect(atLine({ fixedFeePence: 1_000_000_01 })).toEqual(['fixedFeePence']);
    expect(atLine({ deliveryPencePerSchool: 1_000_000_01 })).toEqual(['deliveryPencePerSchool']);
  });
});

describe('The terms over all lots', () => {
  const bundle = { lotIds: ['paper', 'trays'], offBasisPoints: 250 };
  const steps = [
    { fromSpendPence: 100_00, rateBasisPoints: 100 },
    { fromSpendPence: 200_00, rateBasisPoints: 100 },
  ];

  it('are right with bundles of quoted lots and rising rebates', () => {
    expect(atWhole({})).toEqual([]);
    expect(atWhole({ capacity: 1, bundles: [bundle], rebates: steps })).toEqual([]);
  });

  it('are wrong when a least award is above the capacity', () => {
    const quoted = [{ ...paper, minimumAward: 11 }];
    expect(wholeTermFaults({ capacity: 10 }, quoted).map(({ at }) => at)).toEqual(['capacity']);
    expect(wholeTermFaults({ capacity: 11 }, quoted)).toEqual([]);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['one lot', ['paper'], /two lots or more/],
    ['a lot twice', ['paper', 'trays', 'paper'], /names a lot twice/],
    ['a lot without a price', ['paper', 'pens'], /for which you do not quote/],
  ])('are wrong with a bundle of %s', (_, lotIds, sentence) => {
    const bundles = [bundle, { lotIds, offBasisPoints: 100 }];
    const faults = wholeTermFaults({ bundles }, [paper, trays]);
    expect(faults).toEqual([
      { at: 'bundles[1].lotIds', sentence: expect.stringMatching(sentence) },
    ]);
  });

  it('are wrong with two bundles of the same lots', () => {
    const other = { lotIds: ['trays', 'paper'], offBasisPoints: 100 };
    expect(atWhole({ bundles: [bundle, other] })).toEqual(['bundles[1].lotIds']);
  });

  it('are wrong with rebates that fall, or hold from nothing', () => {
    const [first, second] = steps as [(typeof steps)[0], (typeof steps)[0]];
    expect(atWhole({ rebates: [second, first] })).toEqual(['rebates[1].fromSpendPence']);
    const lower = { ...second, rateBasisPoints: 99 };
    expect(atWhole({ rebates: [first, lower] })).toEqual(['rebates[1].rateBasisPoints']);
    const free = { ...first, fromSpendPence: 0 };
    expect(atWhole({ rebates: [free, second] })).toEqual(['rebates[0].fromSpendPence']);
  });

  it('are wrong when discounts add up to more than the price', () => {
    const rebates = [{ fromSpendPence: 1, rateBasisPoints: 9_750 }];
    expect(atWhole({ bundles: [bundle], rebates })).toEqual([]);
    const more = [{ fromSpendPence: 1, rateBasisPoints: 9_751 }];
    expect(atWhole({ bundles: [bundle], rebates: more })).toEqual(['bundles[0].offBasisPoints']);
  });
});
