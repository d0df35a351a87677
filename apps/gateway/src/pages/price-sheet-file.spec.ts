import { describe, expect, it } from '@jest/globals';
import type { TenderLotView } from '#messages/tenders';
import { filledSheet, sheetTemplate } from './price-sheet-columns.js';
import { readSheet } from './price-sheet-file.js';
import type { Sheet } from './price-sheet-terms.js';

const lot = (lotId: string, item: string, quantity: number) =>
  ({ lotId, item, description: item, unit: 'box', quantity }) as TenderLotView;
const lots = [lot('a', 'copier-paper', 804), lot('b', 'meal-trays', 100)];

const head = 'lot,meets_specification,reason,basis,from_quantity,unit_price';
const read = (...rows: string[]) => readSheet(Buffer.from([head, ...rows].join('\n')), lots);
const faultsOf = (...rows: string[]) =>
  read(...rows).faults.map(({ row, column, sentence }) => [row, column, sentence]);

describe('A price sheet as a file', () => {
  it('is downloaded with its lots filled in, and is a sound file once prices are', () => {
    const template = sheetTemplate(lots);
    expect(readSheet(Buffer.from(template), lots).faults).toEqual([
      { sentence: 'This file has no price: fill in the column “unit_price”.' },
    ]);
    const filled = template
      .replace(/all-units,1,/, 'all-units,1,12.90')
      .replace(/box,804,,,,,/, 'box,804,,,,800,£12.35');
    expect(readSheet(Buffer.from(filled), lots)).toEqual({
      faults: [],
      sheet: {
        lines: [
          {
            lotId: 'a',
            meetsSpecification: true,
            basis: 'all-units',
            tiers: [
              { fromQuantity: 1, unitPricePence: 1290 },
              { fromQuantity: 800, unitPricePence: 1235 },
            ],
          },
        ],
      },
    });
  });

  it('takes a no with its reason, and prices for the units from there on', () => {
    const { sheet } = read('meal-trays,No,no lids,incremental,1,30', 'meal-trays,,,,50,"1,029.5"');
    expect(sheet?.lines).toEqual([
      {
        lotId: 'b',
        meetsSpecification: false,
        reason: 'no lids',
        basis: 'incremental',
        tiers: [
          { fromQuantity: 1, unitPricePence: 3000 },
          { fromQuantity: 50, unitPricePence: 102_950 },
        ],
      },
    ]);
  });

  it.each([
    ['a lot that is not there', ['pens,yes,,all-units,1,2'], 2, 'lot', 'There is no lot “pens”'],
    ['three decimals', ['meal-trays,yes,,all-units,1,2.345'], 2, 'unit_price', 'three decimals'],
    ['a price below zero', ['meal-trays,yes,,all-units,1,-2'], 2, 'unit_price', 'below zero'],
    ['half a unit', ['meal-trays,yes,,all-units,1.5,2'], 2, 'from_quantity', 'not a whole number'],
    ['a quantity and no price', ['meal-trays,yes,,all-units,5,'], 2, 'unit_price', 'no price'],
    ['a price and no quantity', ['meal-trays,yes,,all-units,,2'], 2, 'from_quantity', 'Fill in'],
    [
      'a gap at the start',
      ['meal-trays,yes,,all-units,10,2'],
      2,
      'from_quantity',
      'start it from 1',
    ],
    ['no reason', ['meal-trays,no,,all-units,1,2'], 2, 'reason', 'differs'],
    [
      'an odd answer',
      ['meal-trays,perhaps,x,all-units,1,2'],
      2,
      'meets_specification',
      'yes or no',
    ],
    ['an odd basis', ['meal-trays,yes,,all,1,2'], 2, 'basis', 'all-units or incremental'],
    [
      'falling quantities',
      ['meal-trays,yes,,all-units,1,3', 'meal-trays,,,,50,2', 'meal-trays,,,,20,1'],
      4,
      'from_quantity',
      '20 comes after 50',
    ],
    [
      'the same quantity twice',
      ['meal-trays,yes,,all-units,1,3', 'meal-trays,,,,1,2'],
      3,
      'from_quantity',
      'keep one of them',
    ],
    [
      'two answers for one lot',
      ['meal-trays,yes,,all-units,1,3', 'meal-trays,,,incremental,50,2'],
      3,
      'basis',
      'a lot has one answer',
    ],
    [
      'more than twenty prices',
      Array.from({ length: 21 }, (_, t) => `meal-trays,yes,,all-units,${t + 1},2`),
      22,
      'lot',
      'more than 20 prices',
    ],
  ])('names row and column of %s, and takes nothing', (_, rows, row, column, words) => {
    expect(read(...rows).sheet).toBeUndefined();
    expect(faultsOf(...rows)).toEqual([[row, column, expect.stringContaining(words)]]);
  });

  it('says what a file is that is no CSV', () => {
    const { faults } = readSheet(Buffer.from('PK\u0003\u0004'), lots);
    expect(faults[0]?.sentence).toContain('an Excel workbook');
  });
});

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
