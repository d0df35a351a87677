import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  countOf,
  costPence,
  missing,
  nextTier,
  progressSentences,
  type LotTarget,
} from './index.js';
import { anySchedule } from './schedules.fixture.js';

const tiers = (...pairs: [from: number, price: number][]) =>
  pairs.map(([fromQuantity, unitPricePence]) => ({ fromQuantity, unitPricePence }));
const paper: LotTarget = {
  unit: 'box',
  minimumQuantity: 400,
  indicativeTiers: tiers([400, 1290], [800, 1235], [1200, 1195]),
};
const books: LotTarget = {
  unit: 'pack',
  caseSize: 4,
  indicativeTiers: tiers([400, 2035], [600, 1995]),
};
const towels: LotTarget = {
  unit: 'case',
  caseSize: 24,
  caseWord: 'layer',
  minimumQuantity: 300,
  indicativeTiers: tiers([1, 1280], [300, 1095], [600, 1020]),
};

describe('The progress of a lot', () => {
  it('says how much is missing to the next price, and from where more costs less', () => {
    expect(progressSentences(paper, 1116)).toEqual([
      '84 more boxes and the indicative price falls £12.35 → £11.95.',
      'From 1,162 boxes, buying 1,200 costs less.',
      '84 more boxes save everyone £446.40 in all.',
    ]);
  });

  it('says that buying up costs less, once it does', () => {
    expect(nextTier(paper.indicativeTiers, 1161)?.buyUp).toBeUndefined();
    expect(progressSentences(paper, 1162)).toContain(
      '1,200 boxes cost less than 1,162: £14,340.00 instead of £14,350.70.',
    );
  });

  it('counts to the minimum, to a full case and to the tier', () => {
    expect(missing(towels, 231)).toMatchObject({ toMinimum: 69, toFullCase: 9 });
    expect(missing(books, 548)).toMatchObject({
      toMinimum: 0,
      toFullCase: 0,
      nextTier: { missingQuantity: 52, pricePenceNow: 2035, pricePenceThen: 1995 },
    });
    expect(progressSentences(towels, 231).slice(0, 2)).toEqual([
      '69 more cases reach the minimum of 300.',
      '9 more cases fill a layer of 24.',
    ]);
  });

  it('speaks of one unit in the singular', () => {
    expect(progressSentences(towels, 299)).toEqual([
      '1 more case reaches the minimum of 300.',
      '13 more cases fill a layer of 24.',
      '1 more case and the indicative price falls £12.80 → £10.95.',
      '300 cases cost less than 299: £3,285.00 instead of £3,827.20.',
      '1 more case saves everyone £553.15 in all.',
    ]);
    expect(progressSentences(books, 399)).toEqual([
      '1 more pack fills a case of 4.',
      '1 more pack reaches the first indicative price, £20.35.',
    ]);
  });

  it('knows no price below the first indicative tier', () => {
    expect(nextTier(paper.indicativeTiers, 0)).toEqual({
      fromQuantity: 400,
      missingQuantity: 400,
      pricePenceThen: 1290,
    });
  });

  it('is silent about what is reached', () => {
    expect(progressSentences(paper, 1200)).toEqual([]);
    expect(progressSentences({ unit: 'hour', indicativeTiers: [] }, 0)).toEqual([]);
  });

  it('passes over a tier that is no cheaper', () => {
    const rising = tiers([1, 1000], [10, 1100], [20, 900]);
    expect(nextTier(rising, 5)).toMatchObject({ fromQuantity: 20, cheaperFromQuantity: 19 });
    expect(nextTier(tiers([1, 1000], [10, 1000]), 5)).toBeUndefined();
  });

  it('names the smallest quantity of its tier from which buying up costs less', () => {
    fc.assert(
      fc.property(anySchedule, fc.integer({ min: 1, max: 450 }), ({ tiers: any }, quantity) => {
        const next = nextTier(any, quantity);
        fc.pre(next !== undefined);
        const { unitPricePence: now, fromQuantity } = any.findLast(
          (tier) => tier.fromQuantity <= quantity,
        )!;
        const start = next.fromQuantity * next.pricePenceThen;
        let from = fromQuantity;
        while (from < next.fromQuantity && from * now <= start) from += 1;
        expect(next.cheaperFromQuantity ?? next.fromQuantity).toBe(from);
        expect(next.buyUp !== undefined).toBe(quantity * now > start);
      }),
    );
  });

  it('agrees with the schedule on what buying up saves', () => {
    const schedule = { basis: 'all-units' as const, tiers: tiers([1, 2690], [100, 2440]) };
    expect(nextTier(schedule.tiers, 91)?.buyUp).toEqual({
      costPenceNow: costPence(schedule, 91),
      costPenceThen: costPence(schedule, 100),
    });
  });
});

describe('A count of units', () => {
  it.each([
    [1, 'box', '1 box'],
    [1116, 'box', '1,116 boxes'],
    [2, 'delivery', '2 deliveries'],
    [2, 'half-day', '2 half-days'],
    [0, 'carton', '0 cartons'],
    [2, 'line-year', '2 line-years'],
  ])('of %d and %s is written %s', (count, unit, words) => {
    expect(countOf(count, unit)).toBe(words);
  });
});
