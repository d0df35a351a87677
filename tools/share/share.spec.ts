import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { sharingRules } from '#libs/allocation';
import { parsePounds } from '#libs/money';
import { Desk, outputs, round, rowsOf, run } from './testing.js';

jest.setTimeout(60_000);

const desk = new Desk();
afterEach(() => desk.clear());

const pence = (text: string) => {
  const size = parsePounds(text.replace('-', '')).pence!;
  return text.startsWith('-') ? -size : size;
};
const sum = (rows: Record<string, string>[], column: string) =>
  rows.reduce((all, row) => all + pence(row[column]!), 0);

describe('npm run share', () => {
  it('shares to the penny, buys a tier where that is cheaper, and says so', async () => {
    const { code, said, faults, wrote, read } = await run(desk.lay(round));
    expect({ code, faults, wrote }).toEqual({ code: 0, faults: [], wrote: outputs });
    expect(said).toContain('3 schools, 2 items, shared by equal_price, version 1.');
    expect(read('shares.csv')).toBe(
      '\uFEFFurn,school,item,supplier,quantity,unit_price,pays,baseline,saving,competition_effect,aggregation_effect\r\n' +
        '990001,Alder School,pens,Larch,7,1.63,11.44,14.70,3.26,2.04,1.22\r\n' +
        '990002,Birch & Sons <School>,pens,Larch,4,1.63,6.54,7.96,1.42,0.00,1.42\r\n' +
        '990001,Alder School,trays,Larch,31,26.81,831.21,866.45,35.24,0.00,35.24\r\n' +
        '990002,Birch & Sons <School>,trays,Larch,40,26.81,1072.53,1200.00,127.47,82.00,45.47\r\n' +
        "990003,St Rowan's,trays,Larch,20,26.81,536.26,480.00,-56.26,0.00,-56.26\r\n",
    );
    expect(rowsOf(read('award.csv')).slice(1)).toMatchObject([
      {
        supplier: 'Larch',
        result: 'won',
        wanted: '91',
        bought: '100',
        spare: '9',
        cost: '2440.00',
      },
      { supplier: 'Maple', result: 'lost', cost: '2543.45', behind: '103.45' },
    ]);
    expect(read('audit.txt')).toContain('9 of them spare: so many cost less than just enough.');
  });

  it('explains itself on one page for print, whatever schools are called', async () => {
    const page = (await run(desk.lay(round))).read('statement.html');
    expect(page).not.toMatch(/<script|https?:|src=|url\(|@import|<School>/);
    expect(page).toContain('Birch &amp; Sons &lt;School&gt;');
    for (const words of [
      'It would have cost',
      'Saved because suppliers competed',
      'Saved because schools bought together',
      'Schools that would take more: Alder School (9), St Rowan&#39;s (4).',
      'equal_price, version 1',
      'Every school pays the same price for each unit of an item.',
      '£56.26 more than it would have paid otherwise',
      '1 figure rests on an order or offer (grade B)',
    ]) {
      expect(page.replace(/\s+/g, ' ')).toContain(words);
    }
    const count = (pattern: RegExp) => page.match(pattern)?.length;
    expect(count(/<caption/g)).toBe(count(/<table/g));
    expect(count(/<h1>/g)).toBe(1);
    expect(page).toMatch(/<html lang="en-GB">[^]*<svg[^>]* role="img"[^]*<title[^]*<desc/);
  });

  it.each(sharingRules.map(({ id }) => id))('adds up both ways by %s', async (rule) => {
    const folder = desk.lay({
      ...round,
      'demand.csv': String(round['demand.csv']).replace('24.00,B', '27.00,B'),
    });
    const { code, read } = await run(folder, '--rule', rule);
    expect(code).toBe(0);
    const rows = rowsOf(read('shares.csv'));
    expect(sum(rows, 'pays')).toBe(244_000 + 1798);
    for (const row of rows) {
      const [baseline, pays] = [pence(row.baseline!), pence(row.pays!)];
      expect(pence(row.saving!)).toBe(baseline - pays);
      expect(pence(row.competition_effect!) + pence(row.aggregation_effect!)).toBe(baseline - pays);
    }
    expect(read('audit.txt')).toContain(`Rule: ${rule}, version 1.`);
  });

  it('writes the same bytes whatever order the rows are in', async () => {
    const once = await run(desk.lay(round));
    const shuffled = (name: string) => {
      const [header, ...rows] = String(round[name]).trim().split('\n');
      return fc
        .shuffledSubarray(rows, { minLength: rows.length })
        .map((order) => [header, ...order].join('\n'));
    };
    const anyOrder = fc.tuple(shuffled('demand.csv'), shuffled('quotes.csv'));
    await fc.assert(
      fc.asyncProperty(
        anyOrder,
        fc.constantFrom('equal_price', 'contribution'),
        async (order, rule) => {
          const [demand, quotes] = order;
          const again = await run(
            desk.lay({ 'demand.csv': demand, 'quotes.csv': quotes }),
            '--rule',
            rule,
          );
          const first = rule === 'equal_price' ? once : await run(desk.lay(round), '--rule', rule);
          for (const name of outputs) expect(again.read(name)).toBe(first.read(name));
        },
      ),
      { numRuns: 20 },
    );
  });

  it('breaks a tie by name, and says that the tender has to', async () => {
    const tied = `${String(round['quotes.csv'])}Alm,pens,1,2.00,incremental\nAlm,pens,6,1.33,incremental\n`;
    const { said, read } = await run(desk.lay({ ...round, 'quotes.csv': tied }));
    expect(rowsOf(read('shares.csv'))[0]!.supplier).toBe('Alm');
    expect(said).toContain('Alm and Larch cost exactly the same');
  });

  it('counts a large group that could have paid less on the page, and names it in the audit', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${100 + i},School ${i},pens,${1 + (i % 9)}`);
    const folder = desk.lay({
      'demand.csv': ['urn,school,item,quantity', ...rows].join('\n'),
      'quotes.csv':
        'supplier,item,from_quantity,unit_price\nLarch,pens,1,2.00\nLarch,pens,150,1.50\n',
    });
    const { read } = await run(folder, '--rule', 'contribution');
    const page = read('statement.html').replace(/\s+/g, ' ');
    expect(page).toMatch(
      /\d\d schools could have paid £\d+\.\d\d less on their own; audit\.txt names/,
    );
    expect(read('audit.txt')).toMatch(/\d\d schools \(School \d+, [^)]*\) could have paid/);
  });

  it('shows an item’s CPV code, and asks about a case that has to be opened', async () => {
    const items =
      'item,description,cpv,unit,case_size\n' +
      'trays,Meal trays,39222100-5,box,20\npens,Pens,,pen,3\n';
    const folder = desk.lay({ ...round, 'items.csv': items });
    const { said, read } = await run(folder, '--items', join(folder, 'in', 'items.csv'));
    expect(read('statement.html')).toContain('Meal trays (CPV 39222100-5)');
    const asked = '11 pens are not full cases of 3: ask Larch whether it opens one.';
    expect(said).toContain(`Look at “pens”: ${asked}`);
    expect(read('audit.txt')).toContain(asked);
    expect(said).not.toContain('full cases of 20');
  });

  it('says that a round was not worthwhile', async () => {
    const before = {
      ...round,
      'demand.csv': 'urn,school,item,quantity,last_price_paid\n1,A,pens,4,1.00\n',
    };
    const quotes = { 'quotes.csv': 'supplier,item,from_quantity,unit_price\nLarch,pens,1,2.00\n' };
    const { read } = await run(desk.lay({ ...before, ...quotes }));
    expect(read('statement.html').replace(/\s+/g, ' ')).toContain(
      '<strong>£4.00 more</strong>. This round was not worthwhile.',
    );
    expect(read('audit.txt')).toContain('The round cost more than the schools would have paid');
  });
});

describe('The invented first round', () => {
  const place = '../shared/data/demo';
  const given = ['demand', 'quotes', 'items'].flatMap((name) => [
    `--${name}`,
    join(place, `round1-${name}.csv`),
  ]);

  it.each([
    ['equal_price', 'pays'],
    ['held_harmless_equal_price', 'pays_held_harmless'],
    ['contribution', 'pays_contribution'],
  ])('is shared by %s as expected, where the shared data are at hand', async (rule, column) => {
    if (!existsSync(place)) return console.log('The shared demonstration data are not here.');
    const { code, read } = await run(desk.lay({}), ...given, '--rule', rule);
    expect(code).toBe(0);
    const expected = rowsOf(
      readFileSync(join(place, 'round1-expected.csv'), 'utf8').replaceAll('\n', '\r\n'),
    );
    const golden = expected.map(({ pays_held_harmless, pays_contribution, ...row }) =>
      column === 'pays'
        ? row
        : { urn: row.urn, pays: { pays_held_harmless, pays_contribution }[column] },
    );
    const own = rowsOf(read('shares.csv'));
    const stated = golden.filter(({ pays }) => pays);
    expect(own).toHaveLength(golden.length);
    expect(stated.length).toBeGreaterThanOrEqual(20);
    expect(own.slice(0, stated.length)).toMatchObject(stated);
  });

  it('names who was looked at before the award of the third', async () => {
    if (!existsSync(place)) return console.log('The shared demonstration data are not here.');
    const third = given.map((word) => word.replace('round1', 'round3'));
    const { code, said } = await run(desk.lay({}), ...third);
    expect(code).toBe(0);
    expect(said).toContain('“grounds”: Scythewell: £25,760.00 is');
  });
});
