import { describe, expect, it } from '@jest/globals';
import type { QuoteLine } from '#messages/quotes';
import type { TenderLotView } from '#messages/tenders';
import {
  lineTermsTable,
  openedTerms,
  openedWholeTerms,
  wholeTermsTable,
} from './quote-terms-tables.js';
import { ownTotals, ownTotalsTable, totalFigures, totalsNotes } from './quote-totals.js';

const drops = [{ firm: 500 }, { firm: 304 }, { firm: 0 }];
const lot = (lotId: string, description: string, quantity: number, vat: number) =>
  ({
    lotId,
    description,
    unit: 'box',
    quantity,
    vatRateBasisPoints: vat,
    drops,
  }) as unknown as TenderLotView;
const lots = [lot('a', 'copier paper', 804, 2000), lot('b', 'meal trays', 100, 0)];

const line = (lotId: string, pence: number, terms: Partial<QuoteLine> = {}): QuoteLine => ({
  lotId,
  meetsSpecification: true,
  basis: 'all-units',
  tiers: [{ fromQuantity: 1, unitPricePence: pence }],
  ...terms,
});
const heads = (sheet: Parameters<typeof ownTotals>[0]) =>
  ownTotalsTable(ownTotals(sheet, lots)).heads.map(({ text }) => text);

describe('The totals that a supplier reads before it seals', () => {
  it('are goods alone for a quote of prices alone', () => {
    const sheet = { lines: [line('a', 1235)] };
    expect(heads(sheet)).toEqual(['Lot', 'Quantity', 'Net', 'VAT rate', 'VAT', 'Gross']);
    expect(totalFigures(ownTotals(sheet, lots)).map(({ value }) => value)).toEqual([
      '£9,929.40',
      '£1,985.88',
      '£11,915.28',
    ]);
    expect(totalsNotes(sheet, ownTotals(sheet, lots))).toEqual([]);
  });

  it('count charges for the schools that buy, and discounts on goods alone', () => {
    const sheet = {
      lines: [line('a', 1000, { fixedFeePence: 500, deliveryPencePerSchool: 250 }), line('b', 900)],
      bundles: [{ lotIds: ['a', 'b'], offBasisPoints: 250 }],
      rebates: [
        { fromSpendPence: 800_000, rateBasisPoints: 100 },
        { fromSpendPence: 900_000, rateBasisPoints: 200 },
      ],
    };
    const rows = ownTotals(sheet, lots);
    expect(rows).toMatchObject([
      { goodsPence: 804_000, chargesPence: 1_000, discountPence: 28_140, netPence: 776_860 },
      { goodsPence: 90_000, chargesPence: 0, discountPence: 3_150, netPence: 86_850 },
    ]);
    expect(heads(sheet)).toEqual([
      'Lot',
      'Quantity',
      'Goods',
      'Charges',
      'Discounts',
      'Net',
      'VAT rate',
      'VAT',
      'Gross',
    ]);
    const totals = ownTotalsTable(rows).totals?.map(({ text }) => text);
    expect(totals).toEqual([
      'All lots',
      '',
      '£8,940.00',
      '£10.00',
      '−£312.90',
      '£8,637.10',
      '',
      '£1,553.72',
      '£10,190.82',
    ]);
  });

  it('are for what can be supplied, and say so', () => {
    const sheet = { lines: [line('a', 1000, { capacity: 300 }), line('b', 900)], capacity: 350 };
    const rows = ownTotals(sheet, lots);
    expect(rows.map(({ quantity }) => quantity)).toEqual([300, 100]);
    expect(totalsNotes(sheet, rows)).toEqual([
      expect.stringContaining('300 of the 804 boxes of copier paper'),
      expect.stringContaining('350 units of all lots together, and these totals are for 400'),
    ]);
  });
});

describe('The terms of quotes', () => {
  it('are told in words, where there are any', () => {
    expect(lineTermsTable('Terms', [{ ...line('a', 1), name: 'Paper' }], 'Lot')).toBeUndefined();
    expect(wholeTermsTable('All', [{ name: 'One' }], lots)).toBeUndefined();
    const termed = { ...line('a', 1, { capacity: 1300, fixedFeePence: 0 }), name: 'Paper' };
    const cells = lineTermsTable('Terms', [termed], 'Lot')?.rows[0]?.map(({ text }) => text);
    expect(cells?.slice(0, 2)).toEqual(['Paper', '1,300']);
    expect(cells?.[3]).toBe('£0.00');
    const whole = {
      name: 'One',
      capacity: 350,
      bundles: [{ lotIds: ['a', 'b'], offBasisPoints: 205 }],
      rebates: [{ fromSpendPence: 100_000, rateBasisPoints: 200 }],
    };
    const said = wholeTermsTable('All', [whole], lots, 'Supplier')?.rows;
    expect(said?.map((row) => row.map(({ text }) => text))).toEqual([
      ['One', 'Limit', '350 units at most, over all lots'],
      [
        'One',
        'Bundle',
        '2.05% off the goods in copier paper, meal trays, when something of each is bought',
      ],
      ['One', 'Rebate', '2% of all goods back, from £1,000.00 of goods on'],
    ]);
  });

  it('are told to evaluators beside the supplier that gave them', () => {
    const opened = {
      quoteId: 'q',
      supplierId: 's',
      supplierName: 'Quillstone',
      lines: [line('a', 1, { minimumAward: 5 }), line('b', 1)],
      capacity: 9,
    };
    expect(openedTerms(lots[0]!, [opened])?.rows).toHaveLength(1);
    expect(openedTerms(lots[1]!, [opened])).toBeUndefined();
    expect(openedWholeTerms(lots, [opened])?.rows[0]?.[0]?.text).toBe('Quillstone');
  });
});
