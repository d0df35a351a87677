import { describe, expect, it } from '@jest/globals';
import { relativeScoring } from './relative-scoring.js';

describe('Relative scoring', () => {
  it('gives the lowest price all points and the others their part', () => {
    const prices = [100_00, 105_00, 108_00];
    const quotes = prices.map((pricePence, i) => ({ quoteId: `q${i}`, pricePence, quality: 0 }));
    const { scores, winnerIds, flips } = relativeScoring(quotes, 40);
    expect(scores.map(({ score }) => Math.round(score * 1000) / 1000)).toEqual([
      40, 38.095, 37.037,
    ]);
    expect({ winnerIds, flips }).toEqual({ winnerIds: ['q0'], flips: [] });
  });

  it('warns that a quote which loses decides between two others', () => {
    const quotes = [
      { quoteId: 'good', pricePence: 140, quality: 90 },
      { quoteId: 'cheap', pricePence: 100, quality: 66 },
      { quoteId: 'bare', pricePence: 50, quality: 0 },
    ];
    expect(relativeScoring(quotes, 50)).toMatchObject({
      winnerIds: ['good'],
      flips: [{ withoutQuoteId: 'bare', winnerIds: ['cheap'] }],
    });
  });

  it('lets equal scores share a rank', () => {
    const quote = { pricePence: 7, quality: 33.33 };
    const quotes = ['b', 'a'].map((quoteId) => ({ quoteId, ...quote }));
    const { scores, winnerIds } = relativeScoring(quotes, 60);
    expect(scores.map(({ rank }) => rank)).toEqual([1, 1]);
    expect(winnerIds).toEqual(['a', 'b']);
  });

  it('refuses a price of nothing', () => {
    const quotes = [{ quoteId: 'a', pricePence: 0, quality: 1 }];
    expect(() => relativeScoring(quotes, 50)).toThrow('must be at least a penny');
  });
});
