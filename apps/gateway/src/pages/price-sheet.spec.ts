import { describe, expect, it } from '@jest/globals';
import { Form, type Typed } from './kit/form.js';
import { emptySheet, rowsFor, sheetFrom, typedSheet, type SheetLot } from './price-sheet.js';
import { hasLineTerms, termRows } from './price-sheet-terms.js';

const lots: readonly SheetLot[] = [
  { lotId: 'a', item: 'copier-paper', description: 'copier paper', quantity: 804 },
  { lotId: 'b', item: 'meal-trays', description: 'meal trays', quantity: 100 },
];
const paper = {
  'offer-0': 'yes',
  'basis-0': 'all-units',
  'from-0-0': '1',
  'price-0-0': '£12.90',
  'from-0-1': '800',
  'price-0-1': '12.35',
};
const noTrays = { 'offer-1': 'none', 'from-1-0': '1' };

const read = (typed: Typed) => {
  const form = new Form({ ...noTrays, ...typed });
  const sheet = sheetFrom(form, lots);
  const { lines } = sheet;
  return {
    sheet,
    lines,
    form,
    problems: form.problems.map(({ field, sentence }) => [field, sentence]),
  };
};

describe('A typed price sheet', () => {
  it('is read in pence, lot by lot; lots that are not quoted for are left out', () => {
    const { lines, problems } = read(paper);
    expect(problems).toEqual([]);
    expect(lines).toEqual([
      {
        lotId: 'a',
        meetsSpecification: true,
        basis: 'all-units',
        tiers: [
          { fromQuantity: 1, unitPricePence: 1290 },
          { fromQuantity: 800, unitPricePence: 1235 },
        ],
      },
    ]);
  });

  it('comes back as it was read, so that it can be changed or sent on', () => {
    const { sheet, lines } = read({ ...paper, 'offer-0': 'no', 'reason-0': '75 gsm' });
    expect(lines[0]).toMatchObject({ meetsSpecification: false, reason: '75 gsm' });
    expect(read(typedSheet(sheet, lots)).lines).toEqual(lines);
  });

  it('wants a reason from who does not meet the specification', () => {
    const { problems } = read({ ...paper, 'offer-0': 'no' });
    expect(problems).toEqual([['reason-0', 'Enter the way in which your copier paper differs']]);
  });

  it.each([
    ['a quantity that is no number', { 'from-0-1': '12abc' }, 'from-0-1', 'whole number'],
    ['half a unit', { 'from-0-1': '1.5' }, 'from-0-1', 'whole number'],
    ['nothing', { 'from-0-1': '0' }, 'from-0-1', '1 or more'],
    ['a quantity below zero', { 'from-0-1': '-5' }, 'from-0-1', 'whole number'],
    ['too many', { 'from-0-1': '1000000000000' }, 'from-0-1', '10,000,000 at most'],
    ['a price below zero', { 'price-0-1': '-1' }, 'price-0-1', 'below zero'],
    ['three decimals', { 'price-0-1': '12.345' }, 'price-0-1', 'three decimals'],
    ['a huge price', { 'price-0-1': '2,000,000' }, 'price-0-1', '£1,000,000.00 at most'],
    ['a price alone', { 'from-0-1': '' }, 'from-0-1', 'Enter the quantity'],
    ['a quantity alone', { 'price-0-1': '' }, 'price-0-1', 'Enter the unit price'],
    ['a gap before the first price', { 'from-0-0': '10' }, 'from-0-0', 'start it from 1'],
    ['the same quantity twice', { 'from-0-1': '1' }, 'from-0-1', 'keep one of them'],
    [
      'falling quantities',
      { 'from-0-2': '400', 'price-0-2': '12.00' },
      'from-0-2',
      '400 comes after 800',
    ],
    ['no price at all', { 'price-0-0': '', 'from-0-1': '', 'price-0-1': '' }, 'price-0-0', 'Enter'],
    ['no answer', { 'offer-0': '' }, 'offer-0', 'Select the answer for copier paper'],
    ['no basis', { 'basis-0': 'both' }, 'basis-0', 'Select the way your prices'],
  ])('says beside the field what is wrong with %s', (_, typed, field, words) => {
    const { problems } = read({ ...paper, ...typed });
    expect(problems).toEqual([[field, expect.stringContaining(words)]]);
  });

  it('refuses totals that nobody could pay, however they are made up', () => {
    const huge = [{ ...lots[0]!, quantity: 10_000_000 }];
    const form = new Form({ ...paper, 'price-0-0': '999,999', 'price-0-1': '999,999' });
    sheetFrom(form, huge);
    expect(form.error('price-0-0')).toContain('Your total for copier paper is over');
  });

  it('asks for one lot at least', () => {
    const { problems } = read({ 'offer-0': 'none' });
    expect(problems).toEqual([['offer-0', 'Quote for at least one lot, or decline the tender']]);
  });

  it('begins with six rows from 1, and has more when a file had more', () => {
    const form = new Form(emptySheet(lots));
    expect(form.value('from-1-0')).toBe('1');
    expect(rowsFor(form, 0)).toHaveLength(6);
    expect(rowsFor(new Form({ 'price-0-8': '1' }), 0)).toHaveLength(9);
  });
});

describe('The terms on a typed price sheet', () => {
  const trays = { 'offer-1': 'yes', 'basis-1': 'all-units', 'from-1-0': '1', 'price-1-0': '9' };
  const limits = { 'capacity-0': '600', 'least-0': '10', 'fee-0': '£15', 'delivery-0': '2.5' };
  const whole = {
    capacity: '650',
    'bundle-1': ['0', '1'],
    'bundle-off-1': '2.5',
    'rebate-from-0': '1,000',
    'rebate-rate-0': '1%',
  };

  it('are left out where nothing is typed', () => {
    const { sheet } = read(paper);
    expect(Object.keys(sheet)).toEqual(['lines']);
    expect(Object.keys(sheet.lines[0]!)).toEqual(['lotId', 'meetsSpecification', 'basis', 'tiers']);
  });

  it('are read beside the prices, and come back as they were read', () => {
    const typed = { ...paper, ...trays, ...limits, ...whole };
    const { sheet, problems } = read(typed);
    expect(problems).toEqual([]);
    const terms = { capacity: 600, minimumAward: 10, fixedFeePence: 1500 };
    expect(sheet.lines[0]).toMatchObject({ ...terms, deliveryPencePerSchool: 250 });
    expect(sheet).toMatchObject({
      capacity: 650,
      bundles: [{ lotIds: ['a', 'b'], offBasisPoints: 250 }],
      rebates: [{ fromSpendPence: 100_000, rateBasisPoints: 100 }],
    });
    expect(read(typedSheet(sheet, lots)).sheet).toEqual(sheet);
  });

  it.each([
    ['no units at all', { 'capacity-0': '0' }, 'capacity-0', 'from 1 to 10,000,000'],
    ['half a unit', { 'least-0': '1.5' }, 'least-0', 'whole number'],
    ['a charge below zero', { 'fee-0': '-1' }, 'fee-0', 'below zero'],
    ['too large a charge', { 'delivery-0': '1000001' }, 'delivery-0', '£1,000,000.00 at most'],
    ['a least above the most', { 'capacity-0': '5', 'least-0': '6' }, 'least-0', 'raise the other'],
    ['a least above the lot', { 'least-0': '805' }, 'least-0', 'you could win nothing'],
    ['a least above all', { 'least-0': '6', capacity: '5' }, 'capacity', 'raise the other'],
    ['a bundle of no lots', { 'bundle-off-2': '1' }, 'bundle-2', 'Select the lots of bundle 3'],
    ['a bundle of one lot', { 'bundle-2': '0', 'bundle-off-2': '1' }, 'bundle-2', 'two lots'],
    [
      'a bundle with a lot that is not quoted',
      { 'bundle-2': ['0', '1'], 'bundle-off-2': '1' },
      'bundle-2',
      'do not quote',
    ],
    ['a bundle of no discount', { 'bundle-0': ['0', '1'] }, 'bundle-off-0', 'Enter the discount'],
    [
      'more than all of it',
      { 'rebate-from-0': '1', 'rebate-rate-0': '101' },
      'rebate-rate-0',
      'from 0.01% to 100%',
    ],
    [
      'three decimals of a per cent',
      { 'rebate-from-0': '1', 'rebate-rate-0': '1.255' },
      'rebate-rate-0',
      'from 0.01% to 100%',
    ],
    [
      'rebates that fall',
      { 'rebate-from-0': '1', 'rebate-rate-0': '2', 'rebate-from-2': '3', 'rebate-rate-2': '1' },
      'rebate-rate-2',
      'must not be lower',
    ],
  ])('say beside the field what is wrong with %s', (_, typed, field, words) => {
    const { problems } = read({ ...paper, ...typed });
    expect(problems).toEqual([[field, expect.stringContaining(words)]]);
  });

  it('may want what only spare units can give', () => {
    const form = new Form({ ...paper, ...noTrays, 'least-0': '805' });
    sheetFrom(form, [{ ...lots[0]!, mostBought: 805 }, lots[1]!]);
    expect(form.problems).toEqual([]);
  });

  it('have three rows, and one more than is filled in; shown open where there is something', () => {
    expect(termRows(new Form({}), 2)).toEqual({
      bundles: [0, 1, 2],
      rebates: [0, 1, 2],
      isOpen: false,
    });
    expect(termRows(new Form({ 'bundle-2': '0' }), 2)).toMatchObject({
      bundles: [0, 1, 2, 3],
      isOpen: true,
    });
    expect(termRows(new Form({ 'rebate-rate-9': '1' }), 1)).toMatchObject({ bundles: [] });
    expect(termRows(new Form({ 'rebate-rate-9': '1' }), 1).rebates).toHaveLength(10);
    expect(hasLineTerms(new Form({ 'fee-1': '1' }), 1)).toBe(true);
    expect(hasLineTerms(new Form({ 'fee-1': '1' }), 0)).toBe(false);
  });
});
