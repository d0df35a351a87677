import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  CannotShare,
  contribution,
  costPence,
  findSharingRule,
  leastCostPence,
  lotCost,
  shareCost,
  shareLot,
  sharingRules,
  type LotToShare,
  type PriceSchedule,
  type SharingRule,
} from './index.js';
import { anySchedule } from './schedules.fixture.js';

const named: [string, SharingRule][] = sharingRules.map((rule) => [rule.id, rule]);
const rule = (id: string) => findSharingRule(id, 1)!;
const add = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0);
const penceOf = (parts: readonly { pence: number }[]) => parts.map(({ pence }) => pence);
const trays: PriceSchedule = {
  basis: 'all-units',
  tiers: [
    { fromQuantity: 1, unitPricePence: 2690 },
    { fromQuantity: 100, unitPricePence: 2440 },
  ],
};
const lotOf = (
  schedule: PriceSchedule,
  quantities: readonly number[],
  more: Partial<LotToShare> = {},
): LotToShare => ({
  schedule,
  demands: quantities.map((quantity, i) => ({
    id: `school ${i}`,
    quantity,
    baselinePence: 6000 * quantity,
  })),
  ...more,
});
const anyLot = fc
  .tuple(
    anySchedule,
    fc.array(fc.nat({ max: 90 }), { minLength: 1, maxLength: 7 }),
    fc.boolean(),
    fc.option(fc.nat({ max: 900_000 }), { nil: undefined }),
  )
  .map(([schedule, quantities, spareUnits, totalPence]) =>
    lotOf(schedule, [...quantities, 1], { spareUnits, totalPence }),
  );

/** What the rule says, or nothing where it has no answer. */
function answer<Answer>(ask: () => Answer): Answer | undefined {
  try {
    return ask();
  } catch (failure) {
    if (failure instanceof CannotShare) return undefined;
    throw failure;
  }
}

describe('A shared lot', () => {
  it('is audited unless nobody asks', () => {
    const lot = lotOf(trays, [40, 51]);
    const { audit, ...rest } = shareLot(rule('serial'), lot);
    expect(audit).toBeDefined();
    expect(shareLot(rule('serial'), { ...lot, audit: false })).toEqual(rest);
  });

  it.each(named)('by %s sums to the penny, each part next to its exact share', (_, one) => {
    let answered = 0;
    fc.assert(
      fc.property(anyLot, (lot) => {
        const shared = answer(() => shareLot(one, lot));
        if (!shared) return;
        answered++;
        const quantity = add(lot.demands.map((demand) => demand.quantity));
        const total = lot.totalPence ?? costPence(lot.schedule, quantity);
        expect(add(penceOf(shared.parts))).toBe(total);
        expect(add(shared.exactPence)).toBeCloseTo(total, 4);
        shared.parts.forEach(({ id, pence }, i) => {
          expect(id).toBe(lot.demands[i]!.id);
          expect(Math.abs(pence - shared.exactPence[i]!)).toBeLessThan(1 + 1e-4);
        });
      }),
      { numRuns: 60 },
    );
    expect(answered).toBeGreaterThan(5);
  });

  it.each(named)('by %s is the same in whatever order schools are listed', (_, one) => {
    fc.assert(
      fc.property(anyLot, (lot) => {
        const turned = { ...lot, demands: lot.demands.toReversed() };
        const [here, there] = [lot, turned].map((each) => answer(() => shareLot(one, each)));
        expect(there?.parts.toReversed()).toEqual(here?.parts);
        expect(there?.exactPence.toReversed()).toEqual(here?.exactPence);
        expect(there?.certificate).toEqual(here?.certificate);
        expect(there?.audit?.holds).toBe(here?.audit?.holds);
      }),
      { numRuns: 40 },
    );
  });

  it('costs what its quantity costs, or what was paid for spare units beside', () => {
    const few = lotOf(trays, [31, 40, 20]);
    expect(add(penceOf(shareLot(rule('equal_price'), few).parts))).toBe(91 * 2690);
    const bought = { ...few, totalPence: 100 * 2440 };
    const shared = shareLot(rule('equal_price'), bought);
    expect(penceOf(shared.parts)).toEqual([83_121, 107_253, 53_626]);
    expect(shared.audit?.holds).toBe(true);
  });

  it('has what costs more than need be paid by the unit, and says who could have paid less', () => {
    const lot = lotOf(trays, [31, 40, 20], { totalPence: 100 * 2440 + 9100 });
    const by = (id: string) => penceOf(shareLot(rule(id), lot).parts);
    const least = { ...lot, totalPence: 100 * 2440 };
    const leastBy = (id: string) => shareLot(rule(id), least).exactPence;
    for (const id of ['equal_price', 'contribution', 'serial']) {
      by(id).forEach((pence, i) => {
        expect(Math.abs(pence - leastBy(id)[i]! - 100 * lot.demands[i]!.quantity)).toBeLessThan(1);
      });
    }
    expect(shareLot(rule('equal_price'), lot).audit).toMatchObject({
      holds: false,
      worstPence: expect.closeTo(9100, 6),
      groupQuantity: 91,
    });
  });

  it('is shared on its exact quantities where no spare units may be bought', () => {
    const lot = lotOf(trays, [31, 40, 20], { spareUnits: false });
    const spare = lotOf(trays, [31, 40, 20], { totalPence: 100 * 2440 });
    expect(shareLot(rule('contribution'), lot).exactPence).toEqual([
      31 * 2690,
      40 * 2690,
      20 * 2690,
    ]);
    expect(shareLot(rule('contribution'), spare).exactPence).not.toEqual(
      shareLot(rule('contribution'), lot).exactPence,
    );
  });

  it('tells of contribution how it was worked out, in the run that it was', () => {
    const lot = lotOf(trays, [31, 40, 20, 9]);
    const { certificate } = shareLot(rule('contribution'), lot);
    const quantities = lot.demands.map(({ quantity }) => quantity);
    expect(certificate).toEqual(contribution(lotCost(lot), quantities).certificate);
    expect(shareLot(rule('equal_price'), lot)).not.toHaveProperty('certificate');
  });

  it('priced by the thousand is not said to be contested for a rounded penny', () => {
    const pens: PriceSchedule = { ...trays, perUnits: 1000 };
    const some = lotOf(pens, [31, 40, 20], { spareUnits: false });
    expect(shareLot(rule('equal_price'), some).audit?.holds).toBe(true);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (quantities) => {
        const lot = lotOf({ ...pens, tiers: pens.tiers.slice(0, 1) }, quantities);
        expect(shareLot(rule('equal_price'), lot).audit?.holds).toBe(true);
      }),
    );
  });

  it('of the cost of any quantity is the same as of its schedule', () => {
    fc.assert(
      fc.property(anyLot, fc.constantFrom(...named), (lot, [, one]) => {
        const quantity = add(lot.demands.map((demand) => demand.quantity));
        const costOfPence = (units: number) =>
          leastCostPence(lot.schedule, units, lot.spareUnits ?? true);
        const least = { ...lot, totalPence: costOfPence(quantity) };
        const known = { demands: lot.demands, cost: lotCost(lot), costOfPence };
        expect(answer(() => shareCost(one, known))).toEqual(answer(() => shareLot(one, least)));
      }),
      { numRuns: 50 },
    );
  });

  it('of nothing is nothing, and is not checked where that would take too long', () => {
    const nothing = shareLot(rule('contribution'), lotOf(trays, [0, 0]));
    expect(penceOf(nothing.parts)).toEqual([0, 0]);
    const vast = shareLot(rule('equal_price'), lotOf(trays, [900_000, 900_000]));
    expect(vast.audit?.holds).toBe(true);
    expect(() => shareLot(rule('contribution'), lotOf(trays, [9_000_000, 9_000_000]))).toThrow(
      'at most 10,000,000 units; these are 18,000,000: count in larger ones.',
    );
    const many = Array.from({ length: 400 }, () => 9_000_000);
    expect(shareLot(rule('equal_price'), lotOf(trays, many))).not.toHaveProperty('audit');
  });
});
