import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { awardLot, type LotQuote, type PriceSchedule } from './index.js';
import { anySchedule } from './schedules.fixture.js';
import { lotOfRound } from './tarnbury-round.fixture.js';

const flat = (quoteId: string, unitPricePence: number): LotQuote => ({
  quoteId,
  schedule: { basis: 'all-units', tiers: [{ fromQuantity: 1, unitPricePence }] },
});
const tiered = (
  quoteId: string,
  basis: PriceSchedule['basis'],
  ...pairs: [from: number, price: number][]
): LotQuote => ({
  quoteId,
  schedule: {
    basis,
    tiers: pairs.map(([fromQuantity, unitPricePence]) => ({ fromQuantity, unitPricePence })),
  },
});
const quotesOf = (item: string) =>
  lotOfRound(item).quotes.map(({ supplier: quoteId, schedule }) => ({ quoteId, schedule }));

describe('The award of a lot', () => {
  it.each([
    ['copier-paper', 804, 'Quillstone', 992_940],
    ['exercise-books', 560, 'Brackenfold', 1_139_600],
    ['meal-trays', 100, 'Platterleaf', 244_000],
  ])('of %s at %d goes to %s', (item, quantity, winner, cost) => {
    const award = awardLot(quotesOf(item), quantity);
    expect(award).toMatchObject({ winnerId: winner, tiedIds: [], abnormallyLow: [] });
    expect(award.ranking[0]).toMatchObject({ quoteId: winner, rank: 1, costPence: cost });
  });

  it('shows the lowest headline price how much dearer it was in all', () => {
    const { ranking } = awardLot(quotesOf('copier-paper'), 804);
    expect(ranking.find(({ quoteId }) => quoteId === 'Brackenfold')).toMatchObject({
      rank: 2,
      costPence: 1_043_640,
      behindPence: 50_700,
    });
  });

  it('can turn on one school more or fewer', () => {
    const internet = [
      tiered('Larkwire', 'all-units', [1, 234_000], [24, 219_000], [36, 205_500]),
      tiered('Meadowpulse', 'all-units', [1, 228_000], [30, 212_000]),
      tiered('Beaconspan', 'incremental', [1, 229_500], [13, 201_000]),
    ];
    expect(awardLot(internet, 36)).toMatchObject({ winnerId: 'Larkwire' });
    expect(awardLot(internet, 36).ranking[0]!.costPence).toBe(7_398_000);
    expect(awardLot(internet, 33)).toMatchObject({ winnerId: 'Beaconspan' });
    expect(awardLot(internet, 33).ranking[0]!.costPence).toBe(6_975_000);
  });

  it('buys spare units where that is cheaper and the round allows it', () => {
    const trays = quotesOf('meal-trays');
    expect(awardLot(trays, 91).ranking[0]).toMatchObject({ costPence: 244_000, spareQuantity: 9 });
    const exact = awardLot(trays, 91, { spareUnits: false }).ranking[0];
    expect(exact).toMatchObject({ costPence: 244_790, spareQuantity: 0 });
  });

  it('names no winner where two cost the same, and looks at no one’s turn', () => {
    const tie = awardLot([flat('b', 100), flat('c', 120), flat('a', 100)], 10);
    expect(tie.winnerId).toBeUndefined();
    expect(tie.tiedIds).toEqual(['a', 'b']);
    expect(tie.ranking.map(({ rank }) => rank)).toEqual([1, 1, 3]);
  });

  it('leaves out what is over the ceiling', () => {
    const award = awardLot([flat('a', 1351), flat('b', 1350)], 800, { ceilingPricePence: 1350 });
    expect(award.winnerId).toBe('b');
    expect(award.excluded).toEqual([
      { quoteId: 'a', sentence: '£10,808.00 is over the ceiling of £10,800.00 for 800.' },
    ]);
    const none = awardLot([flat('a', 1351)], 800, { ceilingPricePence: 1350 });
    expect(none).toMatchObject({ ranking: [], tiedIds: [] });
    expect(none.winnerId).toBeUndefined();
  });

  it('has nothing to rank without quotes, and nothing to award without a quantity', () => {
    expect(awardLot([], 5).ranking).toEqual([]);
    expect(() => awardLot([flat('a', 1)], 0)).toThrow('There is nothing to award.');
  });

  it('ranks by cost, whatever the order in which quotes come', () => {
    fc.assert(
      fc.property(
        fc.array(anySchedule, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 450 }),
        (schedules, quantity) => {
          const quotes = schedules.map((schedule, i) => ({ quoteId: `q${i}`, schedule }));
          const award = awardLot(quotes, quantity);
          expect(awardLot(quotes.toReversed(), quantity)).toEqual(award);
          const behind = award.ranking.map(({ behindPence }) => behindPence);
          expect(behind).toEqual(behind.toSorted((a, b) => a - b));
          expect(award.ranking).toHaveLength(quotes.length);
        },
      ),
    );
  });
});

describe('An abnormally low quote', () => {
  it('is asked about when it is a third under the next', () => {
    const grounds = [
      tiered('Mowbeck', 'all-units', [1, 7450], [400, 6900]),
      tiered('Turfwick', 'all-units', [1, 7200], [300, 7050], [600, 6600]),
      flat('Scythewell', 4600),
    ];
    expect(awardLot(grounds, 560).abnormallyLow).toEqual([
      {
        quoteId: 'Scythewell',
        sentence: '£25,760.00 is 33.3 % under the next quote: ask why before deciding.',
      },
    ]);
  });

  it.each([
    ['30 % under the next', [70, 100, 100], ['q0']],
    ['just less than 30 % under the next', [701, 1000, 1000], []],
    ['40 % under the mean of the others', [600, 850, 1150], ['q0']],
    ['just less than 40 % under the mean of the others', [601, 850, 1150], []],
    ['the only one', [1], []],
    ['free beside another free one', [0, 0], []],
    ['free beside one with a price', [0, 1], ['q0']],
  ])('%s', (_, prices, flagged) => {
    const quotes = prices.map((price, i) => flat(`q${i}`, price));
    const { abnormallyLow } = awardLot(quotes, 10);
    expect(abnormallyLow.map(({ quoteId }) => quoteId)).toEqual(flagged);
  });
});
