import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  contribution,
  costAt,
  costFunction,
  costFunctionOfTable,
  fractionOf,
  shapleyOfTable,
  tableGame,
  toNumber,
  withLumpRebate,
  withSpareUnits,
  type CostFunction,
} from './index.js';
import { shapleyInWholeNumbers } from './exact-shapley.fixture.js';
import { anySchedule } from './schedules.fixture.js';

const anyCost: fc.Arbitrary<CostFunction> = fc
  .tuple(anySchedule, fc.boolean(), fc.nat({ max: 500 }), fc.nat({ max: 900 }))
  .map(([schedule, spare, threshold, rebate]) => {
    const cost = costFunction(schedule);
    return withLumpRebate(spare ? withSpareUnits(cost) : cost, threshold + 1, rebate);
  });
const quantities = (maxLength: number) =>
  fc.array(fc.nat({ max: 90 }), { minLength: 1, maxLength });
const share = (cost: CostFunction, list: readonly number[]) => contribution(cost, list).shares;
const add = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0);

function enumerated(cost: CostFunction, list: readonly number[]): number[] {
  const game = tableGame(list.length, (members) =>
    fractionOf(costAt(cost, add(members.map((i) => list[i]!)))),
  );
  return shapleyOfTable(game).map(toNumber);
}

describe('The contribution of each school', () => {
  it('equals the mean over all orders, found by trying every group', () => {
    fc.assert(
      fc.property(anyCost, quantities(7), (cost, list) => {
        const exact = enumerated(cost, list);
        share(cost, list).forEach((pence, i) => expect(pence).toBeCloseTo(exact[i]!, 6));
      }),
    );
  });

  it('equals it for ten schools too', () => {
    const cost = costFunction({
      basis: 'all-units',
      tiers: [
        { fromQuantity: 1, unitPricePence: 2509 },
        { fromQuantity: 49, unitPricePence: 2219 },
        { fromQuantity: 190, unitPricePence: 1969 },
      ],
    });
    const list = [58, 42, 32, 11, 12, 53, 36, 6, 19, 27];
    const exact = enumerated(cost, list);
    share(cost, list).forEach((pence, i) => expect(pence).toBeCloseTo(exact[i]!, 6));
  });

  it('sums to the cost, and says by how much it does not', () => {
    fc.assert(
      fc.property(anyCost, quantities(40), (cost, list) => {
        const { shares, certificate } = contribution(cost, list);
        expect(add(shares)).toBeCloseTo(costAt(cost, add(list)), 5);
        expect(Math.abs(certificate.sumErrorPence)).toBeLessThan(1e-5);
        expect(certificate.droppedMass).toBeLessThan(1e-15);
        expect(certificate.nodes).toBeLessThanOrEqual(Math.ceil(list.length / 2));
      }),
    );
  });

  it('is the same bit for bit in whatever order the schools are listed', () => {
    const shuffled = quantities(30).chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(
          list.map((_, i) => i),
          { minLength: list.length, maxLength: list.length },
        ),
      ),
    );
    fc.assert(
      fc.property(anyCost, shuffled, (cost, [list, order]) => {
        const there = share(
          cost,
          order.map((i) => list[i]!),
        );
        const here = share(cost, list);
        order.forEach((i, at) => expect(Object.is(there[at], here[i])).toBe(true));
      }),
    );
  });

  it('is bit for bit the same for equal schools, and nothing for a school that wants nothing', () => {
    fc.assert(
      fc.property(anyCost, quantities(20), (cost, list) => {
        const twice = share(cost, [...list, ...list, 0]);
        list.forEach((_, i) => expect(twice[i]).toBe(twice[i + list.length]));
        expect(twice.at(-1)).toBe(0);
        expect(share(cost, [...list, 0]).slice(0, -1)).toEqual(share(cost, list));
      }),
    );
  });

  it('adds up over lots, and scales with the money', () => {
    fc.assert(
      fc.property(
        anyCost,
        anyCost,
        quantities(20),
        fc.integer({ min: 2, max: 9 }),
        (a, b, list, by) => {
          const most = add(list);
          const both = Array.from({ length: most + 1 }, (_, t) => costAt(a, t) + by * costAt(b, t));
          const together = share(costFunctionOfTable(both), list);
          const [ofA, ofB] = [share(a, list), share(b, list)];
          together.forEach((pence, i) => expect(pence).toBeCloseTo(ofA[i]! + by * ofB[i]!, 5));
        },
      ),
    );
  });

  it('is the price times the quantity when every unit costs the same', () => {
    fc.assert(
      fc.property(fc.nat({ max: 100_000 }), quantities(30), (unitPricePence, list) => {
        const cost = costFunction({
          basis: 'all-units',
          tiers: [{ fromQuantity: 1, unitPricePence }],
        });
        expect(share(cost, list)).toEqual(list.map((quantity) => quantity * unitPricePence));
      }),
    );
  });

  it('gives of a lump rebate what each school’s power to reach the threshold is worth', () => {
    const free = [{ fromQuantity: 0, costPence: 0, slopePence: 0 }];
    const rebate = share(withLumpRebate(free, 51, 600), [50, 49, 1]);
    rebate.forEach((pence, i) => expect(pence).toBeCloseTo([-400, -100, -100][i]!, 9));
  });

  it('equals exact arithmetic in whole numbers for sixty schools', () => {
    const list = Array.from({ length: 60 }, (_, i) => 1 + ((i * i * 7 + i) % 13));
    const cost = withSpareUnits(
      costFunction({
        basis: 'all-units',
        tiers: [
          { fromQuantity: 1, unitPricePence: 1475 },
          { fromQuantity: 90, unitPricePence: 1390 },
          { fromQuantity: 210, unitPricePence: 1230 },
          { fromQuantity: 330, unitPricePence: 1195 },
        ],
      }),
    );
    const exact = shapleyInWholeNumbers(cost, list);
    const found = share(cost, list);
    expect(new Set(list).size).toBeGreaterThan(4);
    for (const [quantity, pence] of exact) {
      expect(Math.abs(found[list.indexOf(quantity)]! - pence)).toBeLessThan(1e-6);
    }
  });

  it('needs no schools to share nothing', () => {
    expect(contribution([{ fromQuantity: 0, costPence: 0, slopePence: 5 }], []).shares).toEqual([]);
  });
});
