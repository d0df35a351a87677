import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  auditCore,
  CannotShare,
  contribution,
  costAt,
  costFunction,
  findSharingRule,
  fractionOf,
  membersOf,
  shapleyOfTable,
  sharingRules,
  tableGame,
  times,
  toNumber,
  withLumpRebate,
  withSpareUnits,
  type CostFunction,
  type PriceSchedule,
  type SharedLot,
  type SharingRule,
} from './index.js';
import { anySchedule } from './schedules.fixture.js';

const named: [string, SharingRule][] = sharingRules.map((rule) => [rule.id, rule]);
const rule = (id: string) => findSharingRule(id, 1)!;
const add = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0);
const quantitiesUpTo = (maxLength: number) =>
  fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength });

/** What the rule says, or nothing where it has no answer. */
function answer<Answer>(ask: () => Answer): Answer | undefined {
  try {
    return ask();
  } catch (failure) {
    if (failure instanceof CannotShare) return undefined;
    throw failure;
  }
}

function lotOf(cost: CostFunction, quantities: readonly number[]): SharedLot {
  const costOfPence = (quantity: number) => costAt(cost, quantity);
  const demands = quantities.map((quantity, i) => ({
    id: `school ${i}`,
    quantity,
    baselinePence: costOfPence(quantity),
  }));
  return { demands, cost, costOfPence };
}

function times3({ basis, tiers }: PriceSchedule): PriceSchedule {
  const dearer = tiers.map((tier) => ({ ...tier, unitPricePence: 3 * tier.unitPricePence }));
  return { basis, tiers: dearer };
}

/** Prices that only fall, where groups may buy up to the next tier: together never costs more. */
const fallingCost = fc.tuple(anySchedule, fc.boolean()).map(([schedule, incremental]) => {
  const prices = schedule.tiers.map((tier) => 1 + tier.unitPricePence).sort((a, b) => b - a);
  const tiers = schedule.tiers.map((tier, i) => ({ ...tier, unitPricePence: prices[i]! }));
  const basis = incremental ? 'incremental' : 'all-units';
  return withSpareUnits(costFunction({ basis, tiers }));
});

describe('Scale: three times the prices', () => {
  it.each(named)('are three times the share by %s', (_, one) => {
    fc.assert(
      fc.property(anySchedule, quantitiesUpTo(5), (schedule, quantities) => {
        const plain = costFunction({ ...schedule, perUnits: 1 });
        const [once, thrice] = [plain, costFunction(times3(schedule))].map((cost) =>
          answer(() => one.shares(lotOf(withSpareUnits(cost), quantities))),
        );
        expect(thrice === undefined).toBe(once === undefined);
        once?.forEach((share, i) => {
          const expected = toNumber(times(share, fractionOf(3)));
          expect(toNumber(thrice![i]!)).toBeCloseTo(expected, one.certified ? 4 : 9);
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe('Individual rationality, where it is proved: prices that only fall', () => {
  const proved = [
    'equal_price',
    'contribution',
    'proportional_to_baseline',
    'held_harmless_equal_price',
    'equal_saving_capped',
    'separable_cost',
    'nucleolus',
  ];

  it.each(proved)('nobody pays more than alone by %s', (id) => {
    fc.assert(
      fc.property(fallingCost, quantitiesUpTo(6), (cost, quantities) => {
        const lot = lotOf(cost, quantities);
        const shares = answer(() => rule(id).shares(lot).map(toNumber));
        expect(shares !== undefined || id === 'separable_cost').toBe(true);
        shares?.forEach((pence, i) => {
          expect(pence).toBeLessThanOrEqual(lot.demands[i]!.baselinePence + 1e-6);
        });
      }),
      { numRuns: 80 },
    );
  });
});

describe('Stability of equal price', () => {
  const payersOf = (quantities: readonly number[], pays: readonly number[]) =>
    quantities.map((quantity, i) => ({ id: `${i}`, quantity, paysPence: pays[i]! }));

  it('no group does better alone where prices only fall', () => {
    fc.assert(
      fc.property(fallingCost, quantitiesUpTo(40), (cost, quantities) => {
        const pays = rule('equal_price').shares(lotOf(cost, quantities)).map(toNumber);
        expect(auditCore(cost, payersOf(quantities, pays)).holds).toBe(true);
      }),
    );
  });

  it('is the only stable split where nobody is pivotal for the top tier', () => {
    const tiers = [
      { fromQuantity: 1, unitPricePence: 150 },
      { fromQuantity: 60, unitPricePence: 120 },
    ];
    const cost = withSpareUnits(costFunction({ basis: 'all-units', tiers }));
    const notPivotal = fc
      .array(fc.integer({ min: 10, max: 40 }), { minLength: 4, maxLength: 8 })
      .filter((quantities) => add(quantities) - Math.max(...quantities) >= 60);
    fc.assert(
      fc.property(
        notPivotal,
        fc.nat({ max: 3 }),
        fc.integer({ min: 1, max: 500 }),
        (list, to, by) => {
          const pays = list.map((quantity) => 120 * quantity);
          expect(auditCore(cost, payersOf(list, pays)).holds).toBe(true);
          const moved = pays.map(
            (pence, i) => pence + (i === to ? by : i === (to + 1) % 4 ? -by : 0),
          );
          const audit = auditCore(cost, payersOf(list, moved));
          expect(audit.holds).toBe(false);
          expect(audit.worstPence).toBeGreaterThanOrEqual(by - 1e-6);
        },
      ),
    );
  });
});

describe('A lump rebate', () => {
  /** How often each one is the first to reach the threshold, over all orders. */
  function shapleyShubik(quantities: readonly number[], threshold: number): number[] {
    const n = quantities.length;
    const factorial = (k: number): number => (k < 2 ? 1 : k * factorial(k - 1));
    return quantities.map((own, player) => {
      const groups = Array.from({ length: 2 ** n }, (_, mask) => mask).filter(
        (mask) => ((mask >> player) & 1) === 0,
      );
      const orders = groups.map((mask) => {
        const members = membersOf(mask);
        const sum = add(members.map((i) => quantities[i]!));
        if (sum >= threshold || sum + own < threshold) return 0;
        return factorial(members.length) * factorial(n - 1 - members.length);
      });
      return add(orders) / factorial(n);
    });
  }

  it('is shared as R × the Shapley–Shubik index', () => {
    fc.assert(
      fc.property(
        quantitiesUpTo(8),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        (quantities, threshold, rebate) => {
          const free = [{ fromQuantity: 0, costPence: 0, slopePence: 0 }];
          const cost = withLumpRebate(free, threshold, rebate);
          const power = shapleyShubik(quantities, threshold);
          contribution(cost, quantities).shares.forEach((pence, i) =>
            expect(pence).toBeCloseTo(-rebate * power[i]!, 6),
          );
        },
      ),
    );
  });
});

describe('Contribution', () => {
  it('equals trying all 4,096 groups of twelve schools', () => {
    const tiers = [
      { fromQuantity: 1, unitPricePence: 2509 },
      { fromQuantity: 49, unitPricePence: 2219 },
      { fromQuantity: 190, unitPricePence: 1969 },
      { fromQuantity: 300, unitPricePence: 1900 },
    ];
    const quantities = [58, 42, 32, 11, 12, 53, 36, 6, 19, 27, 1, 42];
    for (const basis of ['all-units', 'incremental'] as const) {
      const cost = costFunction({ basis, tiers });
      const game = tableGame(12, (members) =>
        fractionOf(costAt(cost, add(members.map((i) => quantities[i]!)))),
      );
      const exact = shapleyOfTable(game).map(toNumber);
      contribution(cost, quantities).shares.forEach((pence, i) =>
        expect(Math.abs(pence - exact[i]!)).toBeLessThan(1e-6),
      );
    }
  });

  it('of a dummy, who adds to any group what it costs alone, is what it costs alone', () => {
    fc.assert(
      fc.property(fallingCost, quantitiesUpTo(12), fc.nat({ max: 9000 }), (cost, list, price) => {
        const dear = {
          basis: 'all-units' as const,
          tiers: [{ fromQuantity: 1, unitPricePence: price }],
        };
        const linear = contribution(costFunction(dear), list).shares;
        list.forEach((quantity, i) => expect(linear[i]).toBe(quantity * price));
        expect(contribution(cost, [...list, 0]).shares.at(-1)).toBe(0);
      }),
    );
  });
});
