import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readCsv, writeCsv } from './index.js';

describe('A CSV file that we write', () => {
  it('has its mark, CR LF and the columns in order', () => {
    const text = writeCsv(['school', 'pounds'], [{ pounds: '1234.50', school: 'St Aldwyth’s' }]);
    expect(text).toBe('\uFEFFschool,pounds\r\nSt Aldwyth’s,1234.50\r\n');
  });

  it('keeps numbers numeric, below zero too', () => {
    const cells = [-15, '-15.00', 12n, '£1,234.56', null, undefined];
    const text = writeCsv(
      ['a'],
      cells.map((a) => ({ a })),
    );
    expect(text.split('\r\n').slice(1, -1)).toEqual(['-15', '-15.00', '12', '"£1,234.56"', '', '']);
  });

  it.each(['=1+1', '+cmd', '-A1', '@SUM(A1)', '\tx', '\rx', '\nx', '＝1'])(
    'makes plain text of what a spreadsheet would run: %j',
    (a) => {
      expect(writeCsv(['a'], [{ a }])).toMatch(/\r\n"?'/);
    },
  );

  it('refuses a number that is none', () => {
    expect(() => writeCsv(['a'], [{ a: Number.NaN }])).toThrow('NaN cannot stand in a cell.');
  });

  it('is read back as it was, but for blanks around and apostrophes before', () => {
    const cell = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .map((text) => text.replaceAll('\u0000', '').toWellFormed().trim())
      .filter((text) => text !== '');
    fc.assert(
      fc.property(fc.array(fc.record({ a: cell, b: cell }), { minLength: 1 }), (rows) => {
        const file = new TextEncoder().encode(writeCsv(['a', 'b'], rows));
        const read = readCsv(file, { columns: ['a', 'b'] });
        expect(read.faults).toEqual([]);
        read.rows.forEach(({ cells }, i) => {
          expect([rows[i]!.a, `'${rows[i]!.a}`]).toContain(cells.a);
          expect([rows[i]!.b, `'${rows[i]!.b}`]).toContain(cells.b);
        });
      }),
    );
  });
});
