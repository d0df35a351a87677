import { describe, expect, it } from '@jest/globals';
import { dataTable } from './data-table.js';
import { pageItems, pagesOf } from './pagination.js';
import {
  formatBytes,
  formatDay,
  formatInstant,
  formatPenceRoughly,
  formatPercent,
  formatPlural,
} from './view-filters.js';

const rows = [
  { school: 'Brinehithe', savedPence: 1848 },
  { school: '=St Aldwyth’s', savedPence: -1500 },
];
const table = dataTable({
  caption: 'Saved',
  rows,
  columns: [
    { heading: 'School', value: ({ school }) => school },
    { heading: 'Saved', value: ({ savedPence }) => savedPence, kind: 'pence', total: true },
  ],
});

describe('A table', () => {
  it('adds up the very cells that it shows', () => {
    expect(table.rows.map((row) => row[1]?.text)).toEqual(['£18.48', '−£15.00']);
    expect(table.totals?.map(({ text }) => text)).toEqual(['Total', '£3.48']);
  });

  it('is also a file for spreadsheets: plain numbers, and no formula of anybody’s', () => {
    expect(table.csv).toBe(
      "\uFEFFSchool,Saved (£)\r\nBrinehithe,18.48\r\n'=St Aldwyth’s,-15.00\r\n",
    );
    expect(table.csvSize).toBe('65 bytes');
  });

  it('has no totals while it has no rows', () => {
    const columns = [{ heading: 'Boxes', value: () => 1, kind: 'count', total: true }] as const;
    expect(dataTable({ caption: 'Orders', rows: [], columns }).totals).toBeUndefined();
  });

  it('refuses to add what is not a whole number', () => {
    const columns = [{ heading: 'Boxes', value: () => 0.5, kind: 'count', total: true }] as const;
    expect(() => dataTable({ caption: 'Orders', rows: [{}], columns })).toThrow(RangeError);
  });
});

describe('A figure in words', () => {
  it('is rounded for charts only', () => {
    expect([123_450, 2_376_540, 1_200_000_00, -1500, -40].map(formatPenceRoughly)).toEqual([
      '£1,235',
      '£23.8k',
      '£1.2m',
      '−£15',
      '£0',
    ]);
    expect([9500, -1116, 0].map(formatPercent)).toEqual(['95.0%', '−11.2%', '0.0%']);
    expect([999, 2345, 1_250_000].map(formatBytes)).toEqual(['999 bytes', '2KB', '1.3MB']);
    expect([formatPlural(1, 'box', 'boxes'), formatPlural(1200, 'row')]).toEqual([
      '1 box',
      '1,200 rows',
    ]);
  });

  it('tells London’s time', () => {
    expect(formatInstant('2026-07-01T11:00:00.000Z')).toBe('1 July 2026 at midday');
    expect(formatInstant('2026-12-01T09:30:00.000Z')).toBe('1 December 2026 at 9:30am');
    expect(formatInstant('2026-06-30T23:00:00.000Z')).toBe('1 July 2026 at midnight');
    expect([formatDay('2026-06-30T23:30:00.000Z'), formatDay('2026-12-01')]).toEqual([
      '1 July 2026',
      '1 December 2026',
    ]);
  });
});

describe('A long list', () => {
  it('shows the first page, the last, and those around this one', () => {
    const numbers = pageItems({ number: 4, last: 12, href: '?page=' }).map((item) =>
      'number' in item ? item.number : '…',
    );
    expect(numbers).toEqual([1, '…', 3, 4, 5, '…', 12]);
  });

  it('begins at page one for nonsense, and ends at the last', () => {
    expect(pagesOf('-1', 45, 20, '').number).toBe(1);
    expect(pagesOf('99', 45, 20, '').number).toBe(3);
    expect(pagesOf(undefined, 0, 20, '')).toEqual({ number: 1, last: 1, href: '' });
  });
});
