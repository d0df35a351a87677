import { describe, expect, it } from '@jest/globals';
import type { LotFeedback } from '#messages/tenders';
import { feedbackTable, feedbackWords } from './award-tables.js';

const lost: LotFeedback = {
  lotId: 'a',
  item: 'copier-paper',
  description: 'Copier paper',
  quantity: 36,
  won: false,
  ownTotalPence: 298_20,
  setAside: null,
  winnerName: 'Ashdown Supplies',
  winnerTotalPence: 280_00,
  place: 2,
  of: 3,
};
const winners = [
  { supplierName: 'Ashdown Supplies', quantity: 24, totalPence: 179_10 },
  { supplierName: 'Beckside Trading', quantity: 12, totalPence: 99_40 },
];
const shared = { ...lost, winnerTotalPence: 179_10, winners };
const own = {
  ...shared,
  won: true,
  ownQuantity: 12,
  winnerName: 'Beckside Trading',
  winnerTotalPence: 99_40,
};
const cells = (lot: LotFeedback) => feedbackTable([lot]).rows[0]?.map(({ text }) => text);

describe('What a supplier is told after the award', () => {
  it('is its total beside the winner’s', () => {
    expect(feedbackWords(lost)).toBe(
      'Copier paper: for 36 you asked £298.20, £18.20 more than Ashdown Supplies with £280.00.',
    );
    expect(cells(lost)?.slice(3)).toEqual(['Ashdown Supplies', '£280.00', '2 of 3']);
    expect(feedbackWords({ ...lost, won: true })).toBe('Copier paper: you won with £280.00.');
  });

  it('compares with all parts of a lot that others share', () => {
    expect(feedbackWords(shared)).toBe(
      'Copier paper: for 36 you asked £298.20, ' +
        '£19.70 more than Ashdown Supplies and Beckside Trading with £278.50.',
    );
    expect(cells(shared)?.slice(3, 5)).toEqual([
      'Ashdown Supplies (24), Beckside Trading (12)',
      '£278.50',
    ]);
  });

  it('names the own part of a lot that it shares', () => {
    expect(feedbackWords(own)).toBe('Copier paper: you share it, and won 12 of 36 with £99.40.');
    expect(cells(own)?.[3]).toBe('You (12), Ashdown Supplies (24)');
  });

  it('says why a quote did not count', () => {
    const aside = { ...shared, setAside: 'Wants to supply 50 units at least', place: null };
    expect(feedbackWords(aside)).toBe(
      'Copier paper: your quote did not count. Wants to supply 50 units at least. ' +
        'Ashdown Supplies and Beckside Trading won with £278.50.',
    );
    expect(cells(aside)?.[5]).toBe('Not counted');
  });
});
