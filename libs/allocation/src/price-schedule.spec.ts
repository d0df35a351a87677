import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  assertTiers,
  costPence,
  costWithSpare,
  indicativeTierFaults,
  tierFaults,
  type PriceSchedule,
} from './index.js';
import { anySchedule } from './schedules.fixture.js';

const trays: PriceSchedule = {
  basis: 'all-units',
  tiers: [
    { fromQuantity: 1, unitPricePence: 2840 },
    { fromQuantity: 50, unitPricePence: 2690 },
    { fromQuantity: 100, unitPricePence: 2440 },
  ],
};
const paper: PriceSchedule = {
  basis: 'incremental',
  tiers: [
    { fromQuantity: 1, unitPricePence: 1475 },
    { fromQuantity: 201, unitPricePence: 1280 },
    { fromQuantity: 601, unitPricePence: 1160 },
  ],
};
const tiers = (...starts: number[]) =>
  starts.map((fromQuantity) => ({ fromQuantity, unitPricePence: 1000 }));

describe('A price schedule', () => {
  it('prices every unit at the tier reached, where it is for all units', () => {
    expect(costPence(trays, 91)).toBe(244_790);
    expect(costPence(trays, 100)).toBe(244_000);
    expect(costPence(trays, 0)).toBe(0);
  });

  it('prices each tier’s own units, where it is incremental', () => {
    expect(costPence(paper, 200)).toBe(295_000);
    expect(costPence(paper, 201)).toBe(296_280);
    expect(costPence(paper, 804)).toBe(1_043_640);
  });

  it('may be for a hundred or a thousand units, rounded once', () => {
    const pens: PriceSchedule = { basis: 'all-units', perUnits: 100, tiers: tiers(1) };
    expect(costPence(pens, 250)).toBe(2500);
    const cheap = { ...pens, tiers: [{ fromQuantity: 1, unitPricePence: 1 }] };
    expect([49, 50, 150].map((quantity) => costPence(cheap, quantity))).toEqual([0, 1, 2]);
  });

  it('knows when a hundred cost less than ninety-one', () => {
    expect(costWithSpare(trays, 91)).toEqual({
      costPence: 244_000,
      buyQuantity: 100,
      spareQuantity: 9,
    });
    expect(costWithSpare(trays, 90)).toMatchObject({ buyQuantity: 90, spareQuantity: 0 });
    expect(costWithSpare(paper, 600)).toMatchObject({ buyQuantity: 600 });
    expect(costWithSpare(trays, 0)).toEqual({ costPence: 0, buyQuantity: 0, spareQuantity: 0 });
  });

  it('buys at the least of all larger quantities, found by trying each', () => {
    fc.assert(
      fc.property(anySchedule, fc.integer({ min: 1, max: 450 }), (schedule, quantity) => {
        const { costPence: cost, buyQuantity } = costWithSpare(schedule, quantity);
        const tried = Array.from({ length: 451 }, (_, more) =>
          costPence(schedule, quantity + more),
        );
        expect(cost).toBe(Math.min(...tried));
        expect(costPence(schedule, buyQuantity)).toBe(cost);
      }),
    );
  });

  it('with spare units never asks more for less', () => {
    fc.assert(
      fc.property(anySchedule, fc.nat({ max: 450 }), (schedule, quantity) => {
        const more = costWithSpare(schedule, quantity + 1).costPence;
        expect(costWithSpare(schedule, quantity).costPence).toBeLessThanOrEqual(more);
      }),
    );
  });

  it('refuses a quantity that is not whole or below nothing', () => {
    expect(() => costPence(trays, 1.5)).toThrow('1.5 is not a whole number of units from 0.');
    expect(() => costWithSpare(trays, -1)).toThrow(RangeError);
  });
});

describe('The tiers of a quote', () => {
  it('are sound when they start from 1 and ascend', () => {
    expect(tierFaults(trays.tiers)).toEqual([]);
    expect(() => assertTiers(trays.tiers)).not.toThrow();
  });

  it.each([
    [[], 'There is no price: give at least one tier.'],
    [[400, 800], 'The first tier starts from 400 units: start it from 1, so that every quantity'],
    [[1, 200, 200], 'Two tiers start from 200 units: keep one of them.'],
    [[1, 1200, 100], 'The tier from 100 units comes after the one from 1,200 units: list them by'],
    [[0, 5], 'Tier 1 starts from 0 units: write a whole number from 1 to 10,000,000.'],
    [[1, 2.5], 'Tier 2 starts from 2.5 units: write a whole number from 1 to 10,000,000.'],
  ])('from %p are turned away with a sentence', (starts, sentence) => {
    expect(tierFaults(tiers(...starts)).join(' ')).toContain(sentence);
    expect(() => assertTiers(tiers(...starts))).toThrow(sentence);
  });

  it.each([-1, 0.5, 100_000_001, Number.NaN])('cannot have the price %p', (unitPricePence) => {
    expect(tierFaults([{ fromQuantity: 1, unitPricePence }])).toEqual([
      'The price of tier 1 must be whole pence from £0.00 to £1,000,000.00.',
    ]);
  });

  it('may start later when they are only indicative', () => {
    expect(indicativeTierFaults(tiers(400, 800))).toEqual([]);
    expect(indicativeTierFaults(tiers(800, 400))).toHaveLength(1);
  });
});
