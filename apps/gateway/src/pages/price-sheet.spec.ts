import { describe, expect, it } from '@jest/globals';
import { Form, type Typed } from './kit/form.js';
import { emptySheet, linesFrom, rowsFor, typedSheet, type SheetLot } from './price-sheet.js';

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
  const lines = linesFrom(form, lots);
  return { lines, form, problems: form.problems.map(({ field, sentence }) => [field, sentence]) };
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
    const { lines } = read({ ...paper, 'offer-0': 'no', 'reason-0': '75 gsm' });
    expect(lines[0]).toMatchObject({ meetsSpecification: false, reason: '75 gsm' });
    expect(read(typedSheet(lines, lots)).lines).toEqual(lines);
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
    linesFrom(form, huge);
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
