import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Desk, run, type Given } from './testing.js';

const desk = new Desk();
afterEach(() => desk.clear());

const demandHeader = 'urn,school,item,quantity,min,max,last_price_paid\n';
const quotesHeader = 'supplier,item,from_quantity,unit_price,basis,capacity,min_award,fixed_fee\n';
const itemsHeader = 'item,description,cpv,unit,case_size,reserve_price,max_suppliers\n';
const demand = `${demandHeader}990001,Alder School,paper,40,,,14.60\n990002,Birch School,paper,60,,,\n`;
const quotes = `${quotesHeader}Larch,paper,1,14.00,,,,\nLarch,paper,100,12.00,,,,\n`;
const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');
const latin1 = (text: string) => Buffer.from(text, 'latin1');

/** Runs sound files with some of them exchanged. */
async function faultsOf(files: Given, ...args: string[]) {
  const folder = desk.lay({ 'demand.csv': demand, 'quotes.csv': quotes, ...files });
  const items = 'items.csv' in files ? ['--items', join(folder, 'in', 'items.csv')] : [];
  const ran = await run(folder, ...items, ...args);
  expect({ code: ran.code, wrote: ran.wrote }).toEqual({ code: 2, wrote: [] });
  return ran.faults;
}

describe('Demand that cannot be shared', () => {
  const wrong = (row: string) => faultsOf({ 'demand.csv': `${demand}${row}\n` });

  it.each([
    ['990003,Cedar,paper,-5,,,', 'column “quantity”: “-5” is not a whole number from 0 to'],
    ['990003,Cedar,paper,2.5,,,', 'column “quantity”: “2.5” is not a whole number'],
    ['990003,Cedar,paper,many,,,', 'column “quantity”: “many” is not a whole number'],
    ['990003,Cedar,paper,,,,', 'column “quantity” is empty. Fill it in.'],
    ['990003,Cedar,paper,5,6,,', 'column “min”: 6 at least is more than the quantity, 5.'],
    ['990003,Cedar,paper,5,,4,', 'column “max”: 4 at most is less than the quantity, 5.'],
    ['990003,Cedar,paper,5,,,-1.00', 'column “last_price_paid”: “-1.00” is below zero.'],
    ['990003,Cedar,paper,5,,,1.234', 'column “last_price_paid”: “1.234” has three decimals'],
    ['990003,Cedar,paper,5,,,=A1', 'column “last_price_paid” begins with “=”, as a formula does.'],
    ['990001,Alder School,paper,5,,,', 'Alder School (990001) wants “paper” in row 2 already.'],
    ['990001,Elder School,pens,5,,,', 'the school 990001 is called “Alder School” in row 2.'],
    [
      '990003,Cedar,pens,5,,,',
      'column “item”: “pens” has no quote in quotes.csv. There is “paper”.',
    ],
    ['990003,Cedar,paper,5,,', 'Row 4 has 6 cells where the header has 7.'],
    [`990003,${'C'.repeat(201)},paper,5,,,`, 'column “school”: more than 200 characters.'],
  ])('%s', async (row, sentence) => {
    const faults = await wrong(row);
    expect(faults.join('\n')).toContain(sentence);
    expect(faults.every((fault) => fault.startsWith('demand.csv: Row 4'))).toBe(true);
  });

  it('says what the header should be', async () => {
    const faults = await faultsOf({ 'demand.csv': demand.replace('quantity', 'qty') });
    expect(faults).toEqual([
      'demand.csv: The column “quantity” is missing.',
      'demand.csv: The column “qty” is not known here.',
      expect.stringMatching(/^demand\.csv: Expected in the first row: urn, school, item, quantity/),
    ]);
  });

  it('wants a grade of evidence that goes with its price', async () => {
    const file = (price: string, grade: string) =>
      `urn,school,item,quantity,last_price_paid,evidence_grade\n1,A,paper,5,${price},${grade}\n`;
    const fault = async (price: string, grade: string) =>
      (await faultsOf({ 'demand.csv': file(price, grade) })).join('\n');
    expect(await fault('1.00', 'D')).toContain(
      'column “evidence_grade”: “D” is not A, B, C or none.',
    );
    expect(await fault('1.00', 'none')).toContain('a last price needs A, B or C.');
  });

  it('is refused where nobody wants an item, or too much of it', async () => {
    const all = (quantity: string) =>
      faultsOf({
        'demand.csv': `${demandHeader}1,A,paper,${quantity},,,\n2,B,paper,${quantity},,,\n`,
      });
    expect((await all('0'))[0]).toContain('“paper” is wanted by nobody');
    expect((await all('9000000'))[0]).toContain('“paper” comes to 18,000,000 units');
  });
});

describe('Quotes that cannot be used', () => {
  it.each([
    ['Maple,paper,1,-3.00,,,,', 'column “unit_price”: “-3.00” is below zero.'],
    ['Maple,paper,1,3.005,,,,', 'column “unit_price”: “3.005” has three decimals'],
    ['Maple,paper,0,3.00,,,,', 'column “from_quantity”: “0” is not a whole number from 1'],
    ['Maple,paper,5,3.00,,,,', 'Maple has no price for 1 to 4 units of “paper”.'],
    [
      'Larch,paper,100,3.00,,,,',
      'a price of Larch from 100 units of “paper” stands in row 3 already',
    ],
    ['Larch,paper,200,3.00,sliding,,,', '“sliding” is neither all-units nor incremental.'],
    ['Maple,paper,1,3.00,,5,6,', 'column “min_award”: 6 at least is more than the capacity, 5.'],
    ['Maple,pens,1,3.00,,,,', '“pens” is wanted by no school in demand.csv. There is “paper”.'],
  ])('%s', async (row, sentence) => {
    const faults = await faultsOf({ 'quotes.csv': `${quotes}${row}\n` });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^quotes\.csv: Row 4, column “/);
    expect(faults[0]).toContain(sentence);
  });

  it('may say a term of the whole quote once only, or the same each time', async () => {
    const two = 'Maple,paper,1,3.00,all-units,,,\nMaple,paper,9,2.00,incremental,,,\n';
    expect(await faultsOf({ 'quotes.csv': quotes + two })).toEqual([
      'quotes.csv: Row 5, column “basis”: Maple says something else for “paper” in row 4. ' +
        'It holds for the whole quote.',
    ]);
  });

  it('are all above the reserve price', async () => {
    const items = `${itemsHeader}paper,Copier paper,,box,,11.99,\n`;
    expect(await faultsOf({ 'items.csv': items })).toEqual([
      'Nothing can be awarded of “paper”: every quote is above the reserve price of £11.99 a unit.',
    ]);
  });
});

describe('A list of items', () => {
  it('has to know every item, once', async () => {
    const items = `${itemsHeader}pens,Pens,,,,,\npens,Pens,,,,,\n`;
    expect(await faultsOf({ 'items.csv': items })).toEqual([
      'items.csv: Row 3, column “item”: “pens” stands in row 2 already. Keep one of them.',
      'demand.csv: Row 2, column “item”: “paper” is not in items.csv. There is “pens”.',
    ]);
    const known = `${quotes}Larch,ink,1,3.00,,,,\n`;
    const paper = `${itemsHeader}paper,Paper,123,,0,x,none\n`;
    expect((await faultsOf({ 'items.csv': paper, 'quotes.csv': known })).join('\n')).toMatch(
      /“123” is not a CPV.*\n.*“0” is not a whole.*\n.*“x” is not a number.*\n.*“none” is not.*\n.*“ink” is not in items\.csv/,
    );
  });
});

describe('A file that is not what it should be', () => {
  it.each([
    ['nothing in it', '', 'demand.csv: This file is empty.'],
    ['only a header', demandHeader, 'demand.csv: This file has a header but no rows below it.'],
    ['UTF-16', utf16(demand), 'demand.csv: This file is in UTF-16, not in UTF-8.'],
    [
      'Windows-1252',
      latin1(demand.replace('Birch', 'Bîrch')),
      'demand.csv: This file is not in UTF-8: see line 3.',
    ],
    ['a PDF', '%PDF-1.7', 'demand.csv: This is a PDF, not a CSV file.'],
  ])('%s', async (_, data, sentence) => {
    const faults = await faultsOf({ 'demand.csv': data });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(sentence);
  });

  it('is not there, or is a folder', async () => {
    const folder = desk.lay({ 'demand.csv': demand });
    const quotesPath = join(folder, 'in', 'quotes.csv');
    expect(await run(folder)).toMatchObject({
      code: 2,
      faults: [`There is no file ${quotesPath}.`],
    });
    const place = join(folder, 'in');
    expect((await run(folder, '--quotes', place)).faults).toEqual([
      `${place} is a folder, not a file.`,
    ]);
  });

  it('has all its faults listed, twenty at most', async () => {
    const rows = (count: number) =>
      Array.from({ length: count }, (_, i) => `${i},School ${i},paper,-1,,,\n`).join('');
    expect(await faultsOf({ 'demand.csv': demandHeader + rows(20) })).toHaveLength(20);
    const many = await faultsOf({ 'demand.csv': demandHeader + rows(30) });
    expect(many).toHaveLength(21);
    expect(many.at(-1)).toBe('… and 10 more. Mend these first and run it again.');
  });
});

describe('Arguments that cannot be followed', () => {
  it('are explained', async () => {
    expect((await faultsOf({}, '--rule', 'fair'))[0]).toMatch(
      /^There is no rule “fair”\. There are equal_/,
    );
    expect((await faultsOf({}, '--rul', 'fair'))[0]).toBe("Unknown option '--rul'.");
    expect((await faultsOf({}, '--demand', ''))[0]).toBe(
      'Name the file of demand: --demand demand.csv.',
    );
  });

  it('name a rule that has no answer here', async () => {
    const many = Array.from({ length: 11 }, (_, i) => `${i + 1},School ${i},paper,1,,,\n`).join('');
    expect(await faultsOf({ 'demand.csv': demandHeader + many }, '--rule', 'nucleolus')).toEqual([
      '“paper” cannot be shared by nucleolus: ' +
        'The nucleolus is for at most 10 schools; 11 take part.',
    ]);
    const dear = `${demandHeader}1,A,paper,1,,,2.00\n`;
    expect(
      (await faultsOf({ 'demand.csv': dear }, '--rule', 'held_harmless_equal_price'))[0],
    ).toContain('it is not worthwhile');
  });

  it('name a folder that cannot be written to', async () => {
    const folder = desk.lay({ 'demand.csv': demand, 'quotes.csv': quotes });
    writeFileSync(join(folder, 'file'), 'not a folder');
    const inside = join(folder, 'file', 'out');
    const { code, faults } = await run(folder, '--out', inside);
    expect([code, faults]).toEqual([
      2,
      [`Nothing can be written to the folder ${inside} (a part of its path is a file).`],
    ]);
  });
});
