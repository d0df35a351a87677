import fc from 'fast-check';
import type { AwardedLot, PriceSchedule, SchoolDemand } from './index.js';

/** Any sound schedule: prices may rise or fall, tiers be one or many. */
export const anySchedule: fc.Arbitrary<PriceSchedule> = fc
  .record({
    basis: fc.constantFrom('all-units' as const, 'incremental' as const),
    starts: fc.uniqueArray(fc.integer({ min: 2, max: 400 }), { maxLength: 5 }),
    prices: fc.array(fc.nat({ max: 5000 }), { minLength: 6, maxLength: 6 }),
    perUnits: fc.constantFrom(1 as const, 100 as const, 1000 as const),
  })
  .map(({ basis, starts, prices, perUnits }) => ({
    basis,
    perUnits,
    tiers: [1, ...starts.toSorted((a, b) => a - b)].map((fromQuantity, i) => ({
      fromQuantity,
      unitPricePence: prices[i]!,
    })),
  }));

const anyDemand: fc.Arbitrary<SchoolDemand> = fc.record(
  {
    id: fc.uuid(),
    quantity: fc.integer({ min: 1, max: 300 }),
    lastPrice: fc.record({
      pricePence: fc.nat({ max: 5000 }),
      grade: fc.constantFrom('A' as const, 'B' as const, 'C' as const),
    }),
  },
  { requiredKeys: ['id', 'quantity'] },
);

/** Any awarded lot with one to five quotes, the first of which won. */
export const anyLot: fc.Arbitrary<AwardedLot> = fc
  .record({
    quotes: fc.array(anySchedule, { minLength: 1, maxLength: 5 }),
    demands: fc.uniqueArray(anyDemand, { selector: ({ id }) => id, minLength: 1, maxLength: 20 }),
  })
  .map(({ quotes, demands }) => ({ quotes, demands, awarded: quotes[0]! }));
