import { describe, expect, it } from '@jest/globals';
import type { LotFeedback, RankedQuote, TenderLotView } from '#messages/tenders';
import { feedbackWords } from './award-tables.js';
import { rankingChart, rankingTable, sharesPreview } from './ranking-tables.js';

const quote = (
  supplierName: string,
  totalPence: number | null,
  more: object = {},
): RankedQuote => ({
  quoteId: supplierName,
  supplierId: supplierName,
  supplierName,
  totalPence,
  ...more,
});
const drops = [
  { schoolUrn: '100001', schoolName: 'Upper', firm: 1, most: 1 },
  { schoolUrn: '100002', schoolName: 'Lower', firm: 2, most: 2 },
];
const lotWith = (...ranking: RankedQuote[]) =>
  ({
    lotId: 'l',
    description: 'Trays',
    unit: 'carton',
    quantity: 3,
    drops,
    ranking,
  }) as unknown as TenderLotView;
const cells = (lot: TenderLotView, mayAct = false) =>
  rankingTable('t', lot, mayAct).rows.map((row) => row.map(({ text }) => text));

describe('The ranking of a lot', () => {
  it('gives equal totals one place, and the next one its own', () => {
    const lot = lotWith(quote('Ash', 100), quote('Birch', 100), quote('Cedar', 250));
    expect(cells(lot).map((row) => row.slice(0, 4))).toEqual([
      ['Ash', '1', '£1.00', '£0.00'],
      ['Birch', '1', '£1.00', '£0.00'],
      ['Cedar', '3', '£2.50', '£1.50'],
    ]);
  });

  it('shows what is above the ceiling with its total, but in no place and in no chart', () => {
    const above = quote('Cedar', 50, { setAside: 'Above the ceiling of £0.10' });
    const lot = lotWith(quote('Ash', 100), above);
    expect(cells(lot, true)[1]).toEqual([
      'Cedar',
      '–',
      '£0.50',
      '–',
      'Does not count: Above the ceiling of £0.10',
      '–',
    ]);
    expect(rankingChart(lot)?.bars.map(({ label }) => label)).toEqual(['Ash']);
  });

  it('has no chart where nothing counts', () => {
    expect(rankingChart(lotWith(quote('Ash', null, { setAside: 'No.' })))).toBeUndefined();
  });

  it('warns of what is unusually low, and offers to set aside what counts', () => {
    const lot = lotWith(quote('Ash', 10, { abnormallyLow: true }), quote('Birch', 100));
    expect(cells(lot, true)[0]?.slice(4)).toEqual([
      'Unusually low: ask before deciding',
      'Set Ash aside',
    ]);
  });

  it('splits a total to the penny among the schools', () => {
    const { rows, totals } = sharesPreview(lotWith(), 100);
    expect(rows.map((row) => row[2]?.text)).toEqual(['£0.33', '£0.67']);
    expect(totals?.[2]?.text).toBe('£1.00');
  });
});

describe('Feedback in a sentence', () => {
  const lot: LotFeedback = {
    lotId: 'l',
    item: 'copier-paper',
    description: 'Copier paper',
    quantity: 804,
    won: false,
    ownTotalPence: 1_043_640,
    setAside: null,
    winnerName: 'Quillstone',
    winnerTotalPence: 992_940,
    place: 2,
    of: 3,
  };

  it('says by how much one was dearer at the tendered quantity', () => {
    expect(feedbackWords(lot)).toBe(
      'Copier paper: for 804 you asked £10,436.40, £507.00 more than Quillstone with £9,929.40.',
    );
  });

  it('says why a quote did not count', () => {
    const aside = { ...lot, setAside: 'The sample failed.', ownTotalPence: null, place: null };
    expect(feedbackWords(aside)).toBe(
      'Copier paper: your quote did not count. The sample failed. Quillstone won with £9,929.40.',
    );
  });
});
