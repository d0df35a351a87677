import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  costAt,
  costFunction,
  costFunctionOfTable,
  costPence,
  costTable,
  costWithSpare,
  lowerEnvelope,
  withLumpRebate,
  withPercentRebate,
  withSpareUnits,
} from './index.js';
import { anySchedule } from './schedules.fixture.js';

const wholeUnits = anySchedule.map((schedule) => ({ ...schedule, perUnits: 1 as const }));
const most = 450;
const quantity = fc.nat({ max: most });
const eachUpTo = Array.from({ length: most + 1 }, (_, t) => t);

describe('A cost function', () => {
  it('costs what its price schedule does', () => {
    fc.assert(
      fc.property(wholeUnits, quantity, (schedule, t) => {
        expect(costAt(costFunction(schedule), t)).toBe(costPence(schedule, t));
        const spare = withSpareUnits(costFunction(schedule));
        expect(costAt(spare, t)).toBe(costWithSpare(schedule, t).costPence);
      }),
    );
  });

  it('is not rounded for prices per 100 or 1,000 units: the total of a lot is', () => {
    fc.assert(
      fc.property(anySchedule, quantity, (schedule, t) => {
        const off = costAt(costFunction(schedule), t) - costPence(schedule, t);
        expect(Math.abs(off)).toBeLessThanOrEqual(0.5 + 1e-9);
      }),
    );
  });

  it('gives a table of every quantity, and is found again from it', () => {
    fc.assert(
      fc.property(wholeUnits, (schedule) => {
        const cost = withSpareUnits(costFunction(schedule));
        const table = costTable(cost, most);
        expect([...table]).toEqual(eachUpTo.map((t) => costAt(cost, t)));
        expect(costTable(costFunctionOfTable(table), most)).toEqual(table);
      }),
    );
  });

  it('gives a lump rebate from its threshold on', () => {
    fc.assert(
      fc.property(wholeUnits, quantity, quantity, (schedule, t, at) => {
        const cost = costFunction(schedule);
        const expected = costAt(cost, t) - (t > at ? 75 : 0);
        expect(costAt(withLumpRebate(cost, at + 1, 75), t)).toBe(expected);
      }),
    );
    expect(() => withLumpRebate([], 0, 1)).toThrow('A rebate needs at least one unit.');
  });

  it('gives a rate back on everything from its threshold on', () => {
    const cost = costFunction({
      basis: 'all-units',
      tiers: [{ fromQuantity: 1, unitPricePence: 200 }],
    });
    const rebated = withPercentRebate(cost, 100, 250);
    expect([99, 100, 101].map((t) => costAt(rebated, t))).toEqual([19_800, 19_500, 19_695]);
  });

  it('with spare units is the least of all larger quantities, rebates or not', () => {
    fc.assert(
      fc.property(wholeUnits, quantity, quantity, (schedule, t, at) => {
        const cost = withLumpRebate(costFunction(schedule), at + 1, 5000);
        const larger = Array.from({ length: most + 2 }, (_, more) => costAt(cost, t + more));
        expect(costAt(withSpareUnits(cost), t)).toBe(Math.min(...larger));
      }),
    );
  });

  it('of several quotes is the cheapest at each quantity', () => {
    fc.assert(
      fc.property(fc.array(wholeUnits, { minLength: 1, maxLength: 4 }), (schedules) => {
        const quotes = schedules.map(costFunction);
        const least = costTable(lowerEnvelope(quotes), most);
        expect([...least]).toEqual(
          eachUpTo.map((t) => Math.min(...quotes.map((quote) => costAt(quote, t)))),
        );
      }),
    );
    expect(() => lowerEnvelope([])).toThrow('Without a quote');
  });
});
