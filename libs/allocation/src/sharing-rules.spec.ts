import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  CannotShare,
  costAt,
  costFunction,
  findSharingRule,
  savingRows,
  sharingRules,
  sumFractions,
  toNumber,
  withSpareUnits,
  type PriceSchedule,
  type SharedLot,
  type SharingRule,
} from './index.js';
import { anyLot, anySchedule } from './schedules.fixture.js';

const steps: PriceSchedule = {
  basis: 'all-units',
  tiers: [
    { fromQuantity: 1, unitPricePence: 100 },
    { fromQuantity: 25, unitPricePence: 90 },
    { fromQuantity: 50, unitPricePence: 80 },
  ],
};
const lotOf = (
  schedule: PriceSchedule,
  quantities: readonly number[],
  baselines: readonly number[] = [],
): SharedLot => {
  const cost = withSpareUnits(costFunction({ ...schedule, perUnits: 1 }));
  const costOfPence = (quantity: number) => costAt(cost, quantity);
  const demands = quantities.map((quantity, i) => ({
    id: `school ${i}`,
    quantity,
    baselinePence: baselines[i] ?? costOfPence(quantity),
  }));
  return { demands, cost, costOfPence };
};
const rule = (id: string) => findSharingRule(id, 1)!;
const sharesBy = (id: string, lot: SharedLot) => rule(id).shares(lot).map(toNumber);
const named: [string, SharingRule][] = sharingRules.map((one) => [one.id, one]);

/** What the rule says, or nothing where it has no answer. */
function answer<Answer>(ask: () => Answer): Answer | undefined {
  try {
    return ask();
  } catch (failure) {
    if (failure instanceof CannotShare) return undefined;
    throw failure;
  }
}

const someLot = fc
  .tuple(anySchedule, fc.array(fc.nat({ max: 90 }), { minLength: 1, maxLength: 6 }))
  .map(([schedule, quantities]) => lotOf(schedule, quantities));

describe('The sharing rules', () => {
  it('are known by id and version, for ever', () => {
    expect(sharingRules.map(({ id, version }) => `${id}@${version}`)).toEqual([
      'equal_price@1',
      'contribution@1',
      'proportional_to_baseline@1',
      'held_harmless_equal_price@1',
      'serial@1',
      'equal_saving_capped@1',
      'separable_cost@1',
      'nucleolus@1',
    ]);
  });

  it.each([
    ['equal_price', [800, 1600, 2400]],
    ['contribution', [866.6667, 1566.6667, 2366.6667]],
    ['proportional_to_baseline', [842.1053, 1684.2105, 2273.6842]],
    ['serial', [900, 1550, 2350]],
    ['equal_saving_capped', [800, 1650, 2350]],
    ['separable_cost', [887.5, 1550, 2362.5]],
    ['nucleolus', [900, 1500, 2400]],
  ])('share by %s what can be checked by hand', (id, expected) => {
    sharesBy(id, lotOf(steps, [10, 20, 30])).forEach((pence, i) => {
      expect(pence).toBeCloseTo(expected[i]!, 3);
    });
  });

  it.each(named)('by %s lose nothing, and give nothing to who wants nothing', (_, one) => {
    fc.assert(
      fc.property(someLot, (lot) => {
        const parts = answer(() => one.parts(lot)) ?? [];
        const total = lot.costOfPence(lot.demands.reduce((sum, { quantity }) => sum + quantity, 0));
        const sum = parts.reduce((all, { pence }) => all + pence, 0);
        expect([0, lot.demands.length]).toContain(parts.length);
        expect(sum).toBe(parts.length === 0 ? 0 : total);
        lot.demands.forEach(({ quantity }, i) => {
          expect(quantity > 0 || (parts[i]?.pence ?? 0) === 0).toBe(true);
        });
      }),
      { numRuns: 60 },
    );
  });

  it.each(named)('by %s are exact before pennies, and treat equals equally', (_, one) => {
    fc.assert(
      fc.property(someLot, (lot) => {
        const shares = answer(() => one.shares(lot));
        fc.pre(shares !== undefined);
        const parts = one.parts(lot);
        const total = parts.reduce((all, { pence }) => all + pence, 0);
        expect(toNumber(sumFractions(shares!))).toBeCloseTo(total, 4);
        shares!.forEach((share, i) => {
          const same = lot.demands.findIndex(
            ({ quantity }) => quantity === lot.demands[i]!.quantity,
          );
          expect(share).toEqual(shares![same]);
          expect(Math.abs(parts[i]!.pence - toNumber(share))).toBeLessThan(1 + 1e-4);
        });
      }),
      { numRuns: 60 },
    );
  });

  it.each(named)('by %s do not look at the order of the list', (_, one) => {
    fc.assert(
      fc.property(someLot, (lot) => {
        const turned = { ...lot, demands: lot.demands.toReversed() };
        const there = answer(() => one.parts(turned));
        expect(there?.reverse()).toEqual(answer(() => one.parts(lot)));
      }),
      { numRuns: 60 },
    );
  });

  it.each(named)('by %s share a lot of any schedule, with prices per 1,000 too', (_, one) => {
    fc.assert(
      fc.property(anyLot, (lot) => {
        const demands = lot.demands.slice(0, 6);
        const rows = answer(() => savingRows({ ...lot, demands, rule: one })) ?? [];
        rows.forEach((row) => {
          expect(row.savingPence).toBe(row.baselinePence - row.paysPence);
        });
      }),
      { numRuns: 40 },
    );
  });
});

describe('Equal price with nobody worse off', () => {
  it('holds a school with a cheap contract harmless', () => {
    const lot = lotOf(steps, [10, 20, 30], [900, 1500, 2700]);
    expect(sharesBy('held_harmless_equal_price', lot)).toEqual([825, 1500, 2475]);
  });

  it('invents nothing when together it costs more', () => {
    const lot = lotOf(steps, [10, 20, 30], [900, 1500, 2300]);
    expect(() => rule('held_harmless_equal_price').parts(lot)).toThrow(
      'Together it costs £48.00, apart £47.00: it is not worthwhile.',
    );
  });

  it('asks nobody for more than before', () => {
    fc.assert(
      fc.property(someLot, (lot) => {
        const shares = answer(() => sharesBy('held_harmless_equal_price', lot)) ?? [];
        shares.forEach((pence, i) =>
          expect(pence).toBeLessThanOrEqual(lot.demands[i]!.baselinePence),
        );
      }),
    );
  });
});

describe('Serial sharing', () => {
  it('spares a small school what larger ones want', () => {
    const small = sharesBy('serial', lotOf(steps, [10, 20, 30]))[0];
    expect(sharesBy('serial', lotOf(steps, [10, 44, 71]))[0]).toBe(small);
  });
});

describe('An equal saving', () => {
  it('pays nobody for taking part, and gives nobody more than taking part spares', () => {
    fc.assert(
      fc.property(someLot, (lot) => {
        const shares = answer(() => sharesBy('equal_saving_capped', lot)) ?? [];
        shares.forEach((pence) => expect(pence).toBeGreaterThanOrEqual(0));
      }),
    );
  });
});

describe('The nucleolus of a lot', () => {
  it('is for ten schools at most', () => {
    const lot = lotOf(
      steps,
      Array.from({ length: 11 }, () => 3),
    );
    expect(() => rule('nucleolus').parts(lot)).toThrow('at most 10 schools; 11 take part.');
  });
});
