import { describe, expect, it } from '@jest/globals';
import { flatQuote, oneLot, rebateInReach } from './award.fixture.js';
import { componentsOf } from './components.js';
import { exactCost, penceOf, wholePenceOf } from './exact-cost.js';
import { violations } from './feasibility.js';
import { lowQuotesOf } from './low-quotes.js';
import { modelFaults, type TenderModel } from './tender-model.js';

const twoLots: TenderModel = {
  lots: [
    { lotId: 'X', quantity: 10, reserveUnitPence: 500, schools: 3 },
    { lotId: 'Y', quantity: 10 },
  ],
  quotes: [
    {
      quoteId: 'a',
      supplierId: 'A',
      lotId: 'X',
      schedule: {
        basis: 'incremental',
        perUnits: 100,
        tiers: [
          { fromQuantity: 1, unitPricePence: 12_345 },
          { fromQuantity: 4, unitPricePence: 10_001 },
        ],
      },
      fixedFeePence: 250,
      deliveryPencePerSchool: 100,
      minimumAward: 2,
      capacity: 8,
    },
    flatQuote('B', 'Y', 77),
  ],
};

describe('The exact cost of an award', () => {
  it('counts tiers, fees, delivery to each school and what is left at the reserve', () => {
    const award = [
      { quoteId: 'a', quantity: 5 },
      { quoteId: 'B/Y', quantity: 10 },
    ];
    const { goods, fees, unfilled, total } = exactCost(twoLots, award);
    expect([goods, fees, unfilled, total].map(penceOf)).toEqual([
      3 * 123.45 + 2 * 100.01 + 770,
      550,
      2500,
      4390.37,
    ]);
    expect(wholePenceOf(total)).toBe(4390);
  });

  it('adds a rebate to a bundle discount and does not compound them', () => {
    const both = {
      ...rebateInReach,
      bundles: [{ supplierId: 'A', lotIds: ['X', 'Y'], offBasisPoints: 500 }],
    };
    const award = [
      { quoteId: 'A/X', quantity: 1 },
      { quoteId: 'A/Y', quantity: 2 },
      { quoteId: 'B/Y', quantity: 3 },
    ];
    const { goods, bundles, rebates } = exactCost(both, award);
    expect([goods, bundles, rebates].map(penceOf)).toEqual([2163, 63.3, 126.6]);
  });
});

describe('An award', () => {
  it('is feasible only within minimum, capacity, lot and limits', () => {
    const wrong = [
      { quoteId: 'a', quantity: 1 },
      { quoteId: 'B/Y', quantity: 8 },
    ];
    expect(violations({ ...twoLots, maxWinners: 1, supplierCapacity: { B: 7 } }, wrong)).toEqual([
      'Quote a is awarded 1, which is not 2 to 8 whole units.',
      'Lot Y lacks 2 units.',
      'Supplier B is awarded 8 units.',
      'There are 2 winning suppliers.',
    ]);
    expect(violations(twoLots, [{ quoteId: 'B/Y', quantity: 10 }])).toEqual([]);
  });
});

describe('A tender', () => {
  it('falls into parts where nothing joins its lots', () => {
    const sizes = (model: TenderModel) => componentsOf(model).map(({ lots }) => lots.length);
    expect(sizes(twoLots)).toEqual([1, 1]);
    expect(sizes({ ...twoLots, maxWinners: 1 })).toEqual([2]);
    expect(sizes(rebateInReach)).toEqual([2]);
    const { rebates: _, ...plain } = rebateInReach;
    expect(sizes(plain)).toEqual([1, 1]);
    expect(sizes({ ...plain, supplierCapacity: { A: 5 } })).toEqual([2]);
  });

  it('is turned away with every fault', () => {
    const faulty: TenderModel = {
      ...twoLots,
      quotes: [
        ...twoLots.quotes,
        flatQuote('B', 'Y', 70, { quoteId: 'b2' }),
        flatQuote('C', 'Z', 1),
      ],
      bundles: [{ supplierId: 'A', lotIds: ['X', 'Z'], offBasisPoints: 12_000 }],
      rebates: [
        {
          supplierId: 'A',
          steps: [
            { fromSpendPence: 500, rateBasisPoints: 300 },
            { fromSpendPence: 400, rateBasisPoints: 200 },
          ],
        },
      ],
    };
    expect(modelFaults(faulty)).toEqual([
      'Quote C/Z is for an unknown lot.',
      'There are two quotes of supplier B for lot Y: keep one.',
      'The discount in a bundle of supplier A must be from 0 % to 100 %, with at most two decimals.',
      'A bundle of supplier A lists an unknown lot.',
      'The spend of step 2 of the rebates of supplier A must be above that of the step before.',
      'The rate of step 2 of the rebates of supplier A must not be below that of the step before.',
    ]);
  });

  it('has its abnormally low quotes flagged by what the whole lot costs', () => {
    const notes = lowQuotesOf(oneLot(10, { A: 65, B: 100, C: 110 }));
    expect(notes).toEqual([
      {
        lotId: 'L',
        quoteId: 'A/L',
        sentence: expect.stringContaining('35.0 % under the next quote'),
      },
    ]);
  });
});
