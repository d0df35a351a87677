import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { sharingRules } from '#libs/allocation';
import { parsePounds } from '#libs/money';
import { program } from '../testing.js';
import { Desk, listOf, rowsOf, run, type Given } from './testing.js';

jest.setTimeout(60_000);

const desk = new Desk();
afterEach(() => desk.clear());

const outputs = ['audit.txt', 'award.csv', 'shares.csv', 'statement.html'];

/** 91 trays cost more than 100; St Rowan’s had a better price; Alder has no last price. */
const round: Given = {
  'demand.csv': `urn,school,item,quantity,max,last_price_paid,evidence_grade
990001,Alder School,trays,31,40,,
990002,Birch & Sons <School>,trays,40,,30.00,A
990003,St Rowan's,trays,20,24,24.00,B
990001,Alder School,pens,7,,2.10,C
990002,Birch & Sons <School>,pens,4,,1.99,
`,
  'quotes.csv': `supplier,item,from_quantity,unit_price,basis
Larch,trays,1,28.40,
Larch,trays,50,26.90,
Larch,trays,100,24.40,
Maple,trays,1,27.95,all-units
Larch,pens,1,2.00,incremental
Larch,pens,6,1.33,incremental
`,
};

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

describe('What is there already', () => {
  it('is replaced when an earlier run left it, and kept when anybody changed it', async () => {
    const folder = desk.lay(round);
    expect((await run(folder)).code).toBe(0);
    writeFileSync(join(folder, 'out', 'notes.txt'), 'mine');
    expect((await run(folder, '--rule', 'serial')).code).toBe(0);
    expect(listOf(join(folder, 'out'))).toEqual([...outputs, 'notes.txt'].sort());

    const award = join(folder, 'out', 'award.csv');
    writeFileSync(award, 'my own list');
    const refused = await run(folder);
    expect(refused.code).toBe(2);
    expect(refused.faults).toContain(
      `${award} is there already. It was not written here, or changed since: ` +
        'choose another folder, or add --force.',
    );
    expect(refused.read('award.csv')).toBe('my own list');
    expect(refused.read('audit.txt')).toContain('Rule: serial');
    expect((await run(folder, '--force')).read('award.csv')).toContain('Larch');
  });

  it('is not touched by templates either', async () => {
    const folder = desk.lay({});
    const place = join(folder, 'in');
    expect((await run(folder, '--templates', place)).code).toBe(0);
    expect(listOf(place)).toEqual(['demand.csv', 'items.csv', 'quotes.csv']);
    const filled = await run(folder, '--items', join(place, 'items.csv'));
    expect({ code: filled.code, faults: filled.faults }).toEqual({ code: 0, faults: [] });
    expect(filled.said).toContain('3 schools, 2 items');
    expect((await run(folder, '--templates', place)).faults).toHaveLength(3);
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

describe('The program itself', () => {
  const start = (folder: string, ...args: string[]) =>
    spawnSync(process.execPath, [program('share'), ...args], { cwd: folder, encoding: 'utf8' });

  it('ends with 0 and its files, or with 2, a sentence and nothing', async () => {
    const folder = desk.lay(round);
    const files = ['--demand', 'in/demand.csv', '--quotes', 'in/quotes.csv'];
    const done = start(folder, ...files);
    expect([done.status, done.stderr]).toEqual([0, '']);
    expect(done.stdout).toContain('Read shares/statement.html');
    expect(listOf(join(folder, 'shares'))).toEqual(outputs);

    const failed = start(folder, '--demand', 'in/demand.csv', '--quotes', 'none.csv', '--out', 'b');
    expect([failed.status, failed.stdout]).toEqual([2, '']);
    expect(failed.stderr).toBe('There is no file none.csv.\n');
    expect(listOf(folder)).toEqual(['in', 'shares']);
    expect(start(folder, '--help').stdout).toContain('--templates DIR');
  });
});
