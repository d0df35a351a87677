import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readCsv } from './index.js';

const form = { columns: ['urn', 'quantity', 'last_price'], required: ['urn', 'quantity'] } as const;
const header = 'urn,quantity,last_price\n';
const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readCsv(bytes(text), form);
const sentences = (file: Uint8Array) => readCsv(file, form).faults.map(({ sentence }) => sentence);
const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe('A CSV file', () => {
  it('is read with the numbers that a spreadsheet gives its rows', () => {
    expect(read(`${header}990001, 12 ,"1,250.50"\n\n990002,-3,\n,,\n`)).toEqual({
      faults: [],
      rows: [
        { row: 2, cells: { urn: '990001', quantity: '12', last_price: '1,250.50' } },
        { row: 4, cells: { urn: '990002', quantity: '-3', last_price: '' } },
      ],
    });
  });

  it('may have its mark, any line ends, columns in any order and none that is not required', () => {
    const row = { row: 2, cells: { urn: '990001', quantity: '5', last_price: '' } };
    for (const end of ['\n', '\r\n', '\r']) {
      expect(read(`\uFEFFQuantity,URN${end}5,990001${end}`).rows).toEqual([row]);
    }
    const priced = read('Last Price,urn,quantity\n£4.20,990001,5');
    expect(priced.rows[0]!.cells.last_price).toBe('£4.20');
  });

  it('may hold line breaks, commas and quotation marks inside quoted cells', () => {
    const { rows } = readCsv(bytes('a,b\n"one\ntwo, ""three""",x\ny,z'), { columns: ['a', 'b'] });
    expect(rows.map(({ row, cells }) => [row, cells.a])).toEqual([
      [2, 'one\ntwo, "three"'],
      [3, 'y'],
    ]);
  });

  it('may end in commas that a spreadsheet left', () => {
    expect(read('urn,quantity,,\n990001,5,,,,\n').rows).toHaveLength(1);
  });
});

describe('A CSV file with faults', () => {
  it('is told what the header should be and what it is', () => {
    expect(sentences(bytes('urn,qty\n990001,5\n'))).toEqual([
      'The column “quantity” is missing.',
      'The column “qty” is not known here.',
      'Expected in the first row: urn, quantity, last_price. Found: urn, qty.',
    ]);
    expect(sentences(bytes('urn,urn,quantity\n1,2,3'))).toContain(
      'The column “urn” is there twice.',
    );
  });

  it.each([
    [';', 'semicolons'],
    ['\t', 'tabs'],
  ])('is told when %p separates its columns', (mark, name) => {
    const file = bytes(['urn', 'quantity'].join(mark));
    expect(sentences(file).at(-1)).toContain(`separated by ${name}: save it with commas.`);
  });

  it.each(['=1+1', '+cmd', '-A1', '@SUM(A1)', '\tx', '\rx', '  =1', '＝1', '-1-cmd'])(
    'has no cell that a spreadsheet would run: %j',
    (cell) => {
      const { rows, faults } = read(`${header}990001,5,"${cell}"\n`);
      expect(rows).toEqual([]);
      expect(faults).toMatchObject([{ row: 2, column: 'last_price' }]);
      expect(faults[0]!.sentence).toMatch(
        /^Row 2, column “last_price” begins with .*, as a formula does\. Type its value instead\.$/,
      );
    },
  );

  it.each([
    ['\tx', 'a tab'],
    ['\rx', 'a line break'],
    [' =x', '“=”'],
  ])('names what makes %j a formula', (cell, start) => {
    expect(sentences(bytes(`${header}990001,5,"${cell}"`))).toEqual([
      `Row 2, column “last_price” begins with ${start}, as a formula does. Type its value instead.`,
    ]);
  });

  it('names row and column of a cell that must be filled in', () => {
    expect(sentences(bytes(`${header}990001,5,\n990002, ,\n`))).toEqual([
      'Row 3, column “quantity” is empty. Fill it in.',
    ]);
  });

  it('names a row with a cell too many or too few', () => {
    expect(sentences(bytes(`${header}990001,5,1,250.50\n990002,5\n`))).toEqual([
      'Row 2 has 4 cells where the header has 3. Look for a comma too many or too few.',
      'Row 3 has 2 cells where the header has 3. Look for a comma too many or too few.',
    ]);
  });

  it('names the row of a quotation mark out of place', () => {
    expect(sentences(bytes(`${header}990001,5,1\n"990002,5,1\n990003,5,1\n`))).toEqual([
      'Row 3 opens a quotation mark (") that is never closed. Close or remove it.',
    ]);
    expect(sentences(bytes(`${header}"990001"x,5,1\n`))[0]).toMatch(/^Row 2 has text right after/);
    expect(sentences(bytes(`${header}99"0001,5,1\n`))[0]).toMatch(/^Row 2 has a quotation mark/);
    const long = `${header}"990001,5,1\n${'990002,5,1\n'.repeat(20_000)}`;
    expect(sentences(bytes(long))[0]).toMatch(/^Row 2 is longer than 100,000 characters/);
  });

  it('lists fifty faults and counts the rest', () => {
    const all = sentences(bytes(header + '990001,,\n'.repeat(1250)));
    expect(all).toHaveLength(51);
    expect(all.at(-1)).toBe('1,200 more faults are not listed here.');
  });

  it('has no more rows than allowed, and stops there', () => {
    const row = '990001,5,12.35\n';
    expect(read(header + row.repeat(5000)).rows).toHaveLength(5000);
    expect(sentences(bytes(header + row.repeat(5001)))).toEqual([
      'This file has more than 5,000 rows. Split it into several files.',
    ]);
    const huge = bytes(header + row.repeat(100_000));
    const began = performance.now();
    expect(sentences(huge)).toHaveLength(1);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('is refused when it is empty, or only a header', () => {
    expect(sentences(bytes(''))).toEqual(['This file is empty.']);
    expect(sentences(bytes('\uFEFF \r\n'))).toEqual(['This file is empty.']);
    expect(sentences(bytes(',,\n,,'))).toEqual(['This file is empty.']);
    expect(sentences(bytes(header))).toEqual(['This file has a header but no rows below it.']);
  });
});

describe('A file that is no CSV in UTF-8', () => {
  it.each([
    ['PK\u0003\u0004rest', 'This is an Excel workbook or a ZIP file, not a CSV file.'],
    ['\u00d0\u00cf\u0011\u00e0', 'This is an old Excel workbook, not a CSV file.'],
    ['%PDF-1.7', 'This is a PDF, not a CSV file.'],
    ['\u0089PNG', 'This is a picture, not a CSV file.'],
    ['  <!DOCTYPE html><html>', 'This is a web page, not a CSV file.'],
    ['<table><tr>', 'This is a web page, not a CSV file.'],
    ['\u00ff\u00feu\u0000r\u0000n\u0000', 'This file is in UTF-16, not in UTF-8.'],
    ['\u00fe\u00ff\u0000u\u0000r\u0000n', 'This file is in UTF-16, not in UTF-8.'],
    ['u\u0000r\u0000n\u0000,\u0000', 'This file is in UTF-16, not in UTF-8.'],
    [`${header}990001,5,\n990002,5,\u00a312.35\n`, 'This file is not in UTF-8: see line 3.'],
    [`${header}99\u00000001,5,1\n`, 'Line 2 holds a character that is no text (NUL).'],
  ])('%j is told so, and how to save it', (text, sentence) => {
    const [told, ...others] = sentences(latin1(text));
    expect(others).toEqual([]);
    expect(told).toBe(
      `${sentence} In your spreadsheet choose File, Save As, “CSV UTF-8”, and send that file.`,
    );
  });

  it('is a workbook, where the shared hostile files are at hand', () => {
    const file = '../shared/data/hostile/xlsx-zip-bomb-353KB-to-300MB.xlsx';
    if (!existsSync(file)) return console.log('The shared hostile files are not here.');
    expect(sentences(readFileSync(file))[0]).toMatch(/^This is an Excel workbook/);
  });

  it('never brings the reader down, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (file) => {
        const { rows, faults } = readCsv(file, form);
        expect(rows.length === 0).toBe(faults.length > 0);
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.constantFrom('"', ',', '\n', '\r', 'a', '=', '1')), (letters) => {
        const { rows, faults } = read(header + letters.join(''));
        expect(rows.length === 0).toBe(faults.length > 0);
      }),
    );
  });
});
