import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvOfWorkbook } from './workbook.js';
import { cells, Desk, run, workbook } from './testing.js';

const desk = new Desk();
afterEach(() => desk.clear());

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(csvOfWorkbook(bytes, 'demand').csv);
const faultsOf = (bytes: Uint8Array) => csvOfWorkbook(bytes, 'demand').faults;
const hostile = '../shared/data/hostile';

const demand = cells(
  ['urn', 'school', 'item', 'quantity', 'last_price_paid'],
  [990001, 'Alder &amp; Ash', 'pens', 7, 2.1],
  [990002, 'Birch', 'pens', 4, 1.99],
);
const quotes = cells(
  ['supplier', 'item', 'from_quantity', 'unit_price'],
  ['Larch', 'pens', 1, 1.3],
);

describe('A workbook', () => {
  it('is shared as the same tables in CSV are, from one file or several', async () => {
    const csv = desk.lay({
      'demand.csv':
        'urn,school,item,quantity,last_price_paid\n990001,Alder & Ash,pens,7,2.10\n990002,Birch,pens,4,1.99\n',
      'quotes.csv': 'supplier,item,from_quantity,unit_price\nLarch,pens,1,1.30\n',
    });
    const both = desk.lay({
      'both.xlsx': workbook({ Notes: cells(['x']), Demand: demand, quotes }),
    });
    const book = join(both, 'in', 'both.xlsx');
    const ran = await run(both, '--demand', book, '--quotes', book);
    expect({ code: ran.code, faults: ran.faults }).toEqual({ code: 0, faults: [] });
    expect(ran.read('shares.csv')).toBe((await run(csv)).read('shares.csv'));
  });

  it('keeps the numbers of its rows, what was typed, and words in any form', async () => {
    const sheet =
      '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2"><v>1.1000000000000001</v></c></row>' +
      '<row r="4"><c r="B4" t="b"><v>1</v></c><c r="C4" t="str"><v>a,"b"</v></c></row>';
    expect(textOf(workbook({ demand: sheet }, ['Café &#233; x']))).toBe(
      '\nCafé é x,,1.1\n\n,TRUE,"a,""b"""\n',
    );
  });

  it('with formulas and errors is refused by row and column', async () => {
    const sheet =
      '<row r="1"><c r="A1" t="inlineStr"><is><t>urn</t></is></c></row>' +
      '<row r="3"><c r="A3"><f>B1+1</f><v>5</v></c><c r="AB3" t="e"><v>#REF!</v></c></row>';
    expect(faultsOf(workbook({ demand: sheet }))).toEqual([
      'Row 3, column “urn” holds a formula. Copy it and paste its value alone.',
      'Row 3, column AB shows the error #REF!. Type a value.',
    ]);
    const folder = desk.lay({ 'demand.csv': workbook({ demand: sheet }), 'quotes.csv': 'x' });
    expect((await run(folder)).faults[0]).toMatch(
      /^demand\.csv: Row 3, column “urn” holds a formula/,
    );
  });

  it('that is damaged, or none, is named', async () => {
    const damaged =
      'This workbook is damaged and cannot be read. Save it again, or save it as CSV.';
    const sound = workbook({ demand });
    expect(faultsOf(sound.subarray(0, 500))).toEqual([damaged]);
    expect(faultsOf(workbook({ demand: '<row><c></row>' }))).toEqual([damaged]);
    expect(faultsOf(workbook({ demand: '<row r="9999999999"><c/></row>' }))).toEqual([damaged]);
    expect(faultsOf(workbook({}))).toEqual(['This workbook has no sheet.']);
    fc.assert(
      fc.property(fc.nat({ max: sound.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
        const bent = Uint8Array.from(sound);
        bent[at] = byte;
        const { csv, faults } = csvOfWorkbook(bent, 'demand');
        expect(csv.length === 0 || faults.length === 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('that would unpack to 300 MB is refused at once, where the shared files are at hand', async () => {
    if (!existsSync(hostile)) return console.log('The shared hostile files are not here.');
    const bomb = readFileSync(join(hostile, 'xlsx-zip-bomb-353KB-to-300MB.xlsx'));
    const began = performance.now();
    expect(faultsOf(bomb)).toEqual([
      'This workbook unpacks to 287 MB, more than the 64 MB allowed. Save the sheet alone, as CSV.',
    ]);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('of 2,000 prices is read whole, where the shared files are at hand', async () => {
    if (!existsSync(hostile)) return console.log('The shared hostile files are not here.');
    const list = readFileSync(join(hostile, 'price-list-2000-rows.xlsx'));
    expect(faultsOf(list)).toEqual([]);
    const lines = textOf(list).trim().split('\n');
    expect(lines).toHaveLength(2001);
    expect(lines[1]).toContain('Copier paper A4 80gsm, box 0');
    const folder = desk.lay({ 'demand.csv': list, 'quotes.csv': 'x' });
    expect((await run(folder)).faults[0]).toBe('demand.csv: The column “urn” is missing.');
  });
});
