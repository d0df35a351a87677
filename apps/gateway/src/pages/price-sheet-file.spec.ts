import { describe, expect, it } from '@jest/globals';
import type { TenderLotView } from '#messages/tenders';
import { sheetTemplate } from './price-sheet-columns.js';
import { readSheet } from './price-sheet-file.js';

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
