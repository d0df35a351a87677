import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextTier, nextTierWorthPence, ownTierSentences, progressSentences } from './index.js';

const tiers = (...pairs: [from: number, price: number][]) =>
  pairs.map(([fromQuantity, unitPricePence]) => ({ fromQuantity, unitPricePence }));
const paper = tiers([400, 1290], [800, 1235], [1200, 1195]);
const books = tiers([400, 2035], [600, 1995]);
const towels = tiers([1, 1280], [300, 1095], [600, 1020]);

describe('The next indicative price', () => {
  it('is worth what it takes off everything that is wanted already', () => {
    expect(nextTierWorthPence(paper, 1116)).toBe(446_40);
    expect(nextTierWorthPence(books, 548)).toBe(219_20);
    expect(nextTierWorthPence(towels, 231)).toBe(427_35);
    const sentences = progressSentences({ unit: 'box', indicativeTiers: paper }, 1116);
    expect(sentences).toContain('84 more boxes save everyone £446.40 in all.');
    const one = progressSentences({ unit: 'case', indicativeTiers: towels }, 299);
    expect(one).toContain('1 more case saves everyone £553.15 in all.');
  });

  it('is worth nothing that could be said without a price now, a next one, or demand', () => {
    for (const [some, quantity] of [
      [paper, 399],
      [paper, 1200],
      [towels, 0],
    ] as const) {
      expect(nextTierWorthPence(some, quantity)).toBeUndefined();
    }
  });

  it('is never worth less than nothing, and exactly the difference of two bills', () => {
    const prices = fc.tuple(fc.integer({ min: 2, max: 5000 }), fc.integer({ min: 1, max: 5000 }));
    fc.assert(
      fc.property(prices, fc.integer({ min: 1, max: 999 }), ([now, then], quantity) => {
        const schedule = tiers([1, now], [1000, then]);
        const worth = nextTierWorthPence(schedule, quantity);
        expect(worth).toBe(then < now ? now * quantity - then * quantity : undefined);
        expect(nextTier(schedule, quantity) === undefined).toBe(worth === undefined);
      }),
    );
  });
});

describe('What it means to one school', () => {
  it('is said for its own quantity', () => {
    expect(ownTierSentences('box', paper, 1116, { quantity: 13, most: 13 })).toEqual([
      'At £11.95 your 13 boxes would cost £155.35 instead of £160.55.',
    ]);
  });

  it('and for taking all that is missing, where that is not out of the question', () => {
    expect(ownTierSentences('box', paper, 1116, { quantity: 300, most: 320 })).toEqual([
      'At £11.95 your 300 boxes would cost £3,585.00 instead of £3,705.00.',
      'If you take 84 more yourselves, you would pay £4,588.80 for 384 instead of £3,705.00 for 300.',
    ]);
    expect(ownTierSentences('box', paper, 1198, { quantity: 1, most: 3 })[1]).toBe(
      'If you take 2 more yourselves, you would pay £35.85 for 3 instead of £12.35 for 1.',
    );
  });

  it('is nothing to a school that wants none', () => {
    expect(ownTierSentences('box', paper, 1116, { quantity: 0, most: 0 })).toEqual([]);
    expect(ownTierSentences('box', paper, 300, { quantity: 40, most: 40 })).toEqual([]);
  });
});
