import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { Desk, run, workbook, type Given } from './testing.js';

const desk = new Desk();
afterEach(() => desk.clear());

const demand = 'urn,school,item,quantity\n1,Alder,pens,40\n2,Birch,pens,60';
const quotes = 'supplier,item,from_quantity,unit_price\nLarch,pens,1,2.00\nLarch,pens,50,1.80';
const items = 'item,description,reserve_price\npens,Pens,3.00';

/** What a spreadsheet would hold: words and numbers in place, a formula where a cell begins so. */
function sheet(csv: string): Uint8Array {
  const cell = (text: string) => {
    if (text.startsWith('=')) return `<c><f>${text.slice(1)}</f><v>1</v></c>`;
    return `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  };
  const rows = csv.split('\n').map((row) => `<row>${row.split(',').map(cell).join('')}</row>`);
  return workbook({ sheet: rows.join('') });
}

const forms: [string, (csv: string) => string | Uint8Array][] = [
  ['CSV', (csv) => csv],
  ['a workbook', sheet],
];

/** What is wrong, which file is exchanged for what, where it is said to be, and what is said. */
const faults: [string, Record<string, string>, RegExp][] = [
  [
    'a wrong header',
    { demand: demand.replace('quantity', 'qty') },
    /^demand\.csv: The column “quantity” is missing\.$/,
  ],
  [
    'a wrong header of quotes',
    { quotes: quotes.replace('unit_price', 'price') },
    /^quotes\.csv: The column “unit_price” is missing\.$/,
  ],
  [
    'a wrong header of items',
    { items: items.replace('description', 'what') },
    /^items\.csv: The column “description” is missing\.$/,
  ],
  [
    'a negative price',
    { quotes: `${quotes}\nMaple,pens,1,-1.90` },
    /^quotes\.csv: Row 4, column “unit_price”: “-1\.90?” is below zero/,
  ],
  [
    'a negative reserve price',
    { items: items.replace('3.00', '-3.00') },
    /^items\.csv: Row 2, column “reserve_price”: “-3\.00?” is below zero/,
  ],
  [
    'a gap before the first tier',
    { quotes: `${quotes}\nMaple,pens,10,1.90` },
    /^quotes\.csv: Row 4, column “from_quantity”: Maple has no price for 1 to 9 units of “pens”/,
  ],
  [
    'two rows for one tier',
    { quotes: `${quotes}\nLarch,pens,50,1.70` },
    /^quotes\.csv: Row 4, column “from_quantity”: .*from 50 units of “pens” stands in row 3 already/,
  ],
  [
    'two rows of demand',
    { demand: `${demand}\n1,Alder,pens,5` },
    /^demand\.csv: Row 4, column “item”: Alder \(1\) wants “pens” in row 2 already/,
  ],
  [
    'two rows for one item',
    { items: `${items}\npens,Pens again,3.00` },
    /^items\.csv: Row 3, column “item”: “pens” stands in row 2 already/,
  ],
  [
    'an unknown item in demand',
    { demand: `${demand}\n1,Alder,ink,5` },
    /^demand\.csv: Row 4, column “item”: “ink” is not in items\.csv/,
  ],
  [
    'an unknown item in quotes',
    { quotes: `${quotes}\nLarch,ink,1,2.00` },
    /^quotes\.csv: Row 4, column “item”: “ink” is not in items\.csv/,
  ],
  [
    'a formula in demand',
    { demand: `${demand}\n3,Cedar,pens,=SUM(D2:D3)` },
    /^demand\.csv: Row 4, column “quantity”:? (begins with “=”|holds a formula|“=SUM)/,
  ],
  [
    'a formula in quotes',
    { quotes: `${quotes}\nMaple,pens,1,=D2*2` },
    /^quotes\.csv: Row 4, column “unit_price”:? (begins with “=”|holds a formula|“=D2)/,
  ],
];

async function faultsOf(files: Given): Promise<string[]> {
  const folder = desk.lay(files);
  const ran = await run(folder, '--items', join(folder, 'in', 'items.csv'));
  expect({ code: ran.code, wrote: ran.wrote }).toEqual({ code: 2, wrote: [] });
  return ran.faults;
}

describe.each(forms)('What cannot be shared, in %s', (_, form) => {
  const files = (changed: Record<string, string>): Given =>
    Object.fromEntries(
      Object.entries({ demand, quotes, items, ...changed }).map(([name, csv]) => {
        return [`${name}.csv`, form(csv)];
      }),
    );

  it('is shared when nothing is wrong with it', async () => {
    const folder = desk.lay(files({}));
    const ran = await run(folder, '--items', join(folder, 'in', 'items.csv'));
    expect({ code: ran.code, faults: ran.faults }).toEqual({ code: 0, faults: [] });
  });

  it.each(faults)('%s: a sentence with its place, and nothing is written', async (...fault) => {
    const [, changed, sentence] = fault;
    const said = await faultsOf(files(changed));
    expect(said.filter((line) => sentence.test(line))).toHaveLength(1);
  });

  it.each(['demand', 'quotes', 'items'])('no file of %s', async (name) => {
    const { [`${name}.csv`]: _gone, ...others } = files({});
    const [fault] = await faultsOf(others);
    expect(fault).toMatch(new RegExp(`^There is no file .*${name}\\.csv\\.$`));
  });
});

describe('A workbook in another encoding than it says', () => {
  it('is not read as other words', async () => {
    const parts = unzipSync(sheet(demand));
    const [name] = Object.keys(parts).filter((path) => path.includes('worksheets'));
    const text = strFromU8(parts[name!]!).replace('Birch', 'Bîrch');
    const bent = zipSync({ ...parts, [name!]: strToU8(text, true) });
    expect(
      await faultsOf({ 'demand.csv': bent, 'quotes.csv': quotes, 'items.csv': items }),
    ).toEqual([
      'demand.csv: This workbook is damaged and cannot be read. Save it again, or save it as CSV.',
    ]);
  });
});
