import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { TenderLotView } from '#messages/tenders';
import { filledSheet } from './price-sheet-columns.js';
import { readSheet } from './price-sheet-file.js';
import type { Sheet } from './price-sheet-terms.js';

const lot = (lotId: string, item: string, quantity: number) =>
  ({ lotId, item, description: item, unit: 'box', quantity }) as TenderLotView;
const lots = [lot('a', 'copier-paper', 804), lot('b', 'meal-trays', 100)];
const head = 'lot,meets_specification,reason,basis,from_quantity,unit_price';

describe('The terms in a price sheet file', () => {
  const quote: Sheet = {
    lines: [
      {
        lotId: 'a',
        meetsSpecification: true,
        basis: 'all-units',
        tiers: [
          { fromQuantity: 1, unitPricePence: 1290 },
          { fromQuantity: 800, unitPricePence: 1235 },
        ],
        capacity: 700,
        minimumAward: 50,
      },
      {
        lotId: 'b',
        meetsSpecification: false,
        reason: 'no lids',
        basis: 'incremental',
        tiers: [{ fromQuantity: 1, unitPricePence: 3000 }],
        fixedFeePence: 15_00,
        deliveryPencePerSchool: 0,
      },
    ],
    capacity: 750,
    bundles: [{ lotIds: ['a', 'b'], offBasisPoints: 205 }],
    rebates: [
      { fromSpendPence: 1_000_00, rateBasisPoints: 100 },
      { fromSpendPence: 2_000_00, rateBasisPoints: 250 },
    ],
  };

  it('are the same quote again when a saved sheet is sent', () => {
    for (const sheet of [quote, { lines: quote.lines.slice(0, 1) }]) {
      expect(readSheet(Buffer.from(filledSheet(sheet, lots)), lots)).toEqual({ sheet, faults: [] });
    }
  });

  it('are the same quote again whatever they are', () => {
    const [units, pence] = [fc.integer({ min: 1, max: 100 }), fc.nat({ max: 1_000_000_00 })];
    const ofLine = fc.record(
      { capacity: units, fixedFeePence: pence, deliveryPencePerSchool: pence },
      { requiredKeys: [] },
    );
    const points = fc.integer({ min: 1, max: 5_000 });
    fc.assert(
      fc.property(ofLine, ofLine, points, points, pence, (one, other, off, rate, spend) => {
        const [a, b] = [quote.lines[0]!, quote.lines[1]!];
        const { capacity: _, minimumAward: __, ...plain } = a;
        const sheet: Sheet = {
          lines: [
            { ...plain, ...one },
            { ...b, ...other },
          ],
          bundles: [{ lotIds: ['a', 'b'], offBasisPoints: off }],
          rebates: [{ fromSpendPence: spend + 1, rateBasisPoints: rate }],
        };
        const file = Buffer.from(filledSheet(sheet, lots));
        expect(readSheet(file, lots)).toEqual({ sheet, faults: [] });
      }),
    );
  });

  const wide = `${head},capacity,minimum_award,fixed_fee,bundle_lots,bundle_off,rebate_from,rebate_rate`;
  const paper = 'copier-paper,yes,,all-units,1,2';
  const readWide = (...rows: string[]) => readSheet(Buffer.from([wide, ...rows].join('\n')), lots);

  it.each<[string, string[], number, string, string]>([
    ['no whole number', [`${paper},0,,,,,,`], 2, 'capacity', 'from 1 to 10,000,000'],
    ['a charge below zero', [`${paper},,,-1,,,,`], 2, 'fixed_fee', 'below zero'],
    ['a least above the lot', [`${paper},,805,,,,,`], 2, 'minimum_award', 'win nothing'],
    [
      'two answers',
      [`${paper},9,,,,,,`, 'copier-paper,,,,5,1,8,,,,,,'],
      3,
      'capacity',
      'a lot has one answer',
    ],
    [
      'terms without a price',
      ['copier-paper,yes,,all-units,1,,9,,,,,,'],
      2,
      'unit_price',
      'no price',
    ],
    ['a bundle beside a price', [`${paper},,,,meal-trays,1,,`], 2, 'bundle_lots', '“all lots”'],
    [
      'a price beside a bundle',
      [`${paper},,,,,,,`, 'all lots,,,,1,2,9,,,,,,'],
      3,
      'unit_price',
      'a row of the lot',
    ],
    [
      'a bundle of unknown lots',
      [`${paper},,,,,,,`, 'All lots,,,,,,,,,pens,1,,'],
      3,
      'bundle_lots',
      'no lot “pens”',
    ],
    [
      'a bundle without its discount',
      [`${paper},,,,,,,`, 'all lots,,,,,,,,,copier-paper,,,'],
      3,
      'bundle_off',
      'This cell is empty: write a percentage',
    ],
    [
      'a bundle with a lot that is not quoted',
      [`${paper},,,,,,,`, 'all lots,,,,,,,,,copier-paper; meal-trays,5,,'],
      3,
      'bundle_lots',
      'do not quote',
    ],
    [
      'rebates that fall',
      [`${paper},,,,,,,`, 'all lots,,,,,,,,,,,10,2', 'all lots,,,,,,,,,,,20,1'],
      4,
      'rebate_rate',
      'must not be lower',
    ],
    [
      'two limits over all lots',
      [`${paper},,,,,,,`, 'all lots,,,,,,9,,,,,,', 'all lots,,,,,,8,,,,,,'],
      4,
      'capacity',
      'leave this one out',
    ],
  ])('name row and column of %s', (_, rows, row, column, words) => {
    expect(readWide(...rows)).toEqual({
      faults: [{ row, column, sentence: expect.stringContaining(words) }],
    });
  });
});
