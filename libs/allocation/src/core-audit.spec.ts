import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  auditCore,
  auditSentence,
  costAt,
  costFunction,
  membersOf,
  withSpareUnits,
} from './index.js';
import { anySchedule } from './schedules.fixture.js';

const steps = costFunction({
  basis: 'all-units',
  tiers: [
    { fromQuantity: 1, unitPricePence: 100 },
    { fromQuantity: 25, unitPricePence: 90 },
    { fromQuantity: 50, unitPricePence: 80 },
  ],
});
const payers = (...pays: number[]) =>
  pays.map((paysPence, i) => ({ id: 'abc'[i]!, quantity: 10 * (i + 1), paysPence }));

describe('The audit of all groups', () => {
  it('finds none that could have paid less', () => {
    const audit = auditCore(steps, payers(800, 1600, 2400));
    expect(audit).toEqual({ holds: true, worstPence: 0, group: [], groupQuantity: 0 });
    expect(auditSentence(audit)).toBe(
      'No group of schools could have paid less on its own (all groups checked).',
    );
  });

  it('names the most aggrieved, and by how much', () => {
    const audit = auditCore(steps, payers(700, 1700, 2400));
    expect(audit).toMatchObject({ worstPence: 100, group: ['b', 'c'], groupQuantity: 50 });
    expect(auditSentence(audit, (id) => `School ${id}`)).toBe(
      '2 schools (School b, School c) could have paid £1.00 less on their own.',
    );
    const alone = auditCore(steps, payers(1100.5, 1300, 2399.5));
    expect(auditSentence(alone)).toBe('a could have paid £1.00 less on its own.');
  });

  it('agrees with trying each of them', () => {
    const anyPayers = fc.array(
      fc.record({ quantity: fc.nat({ max: 60 }), paysPence: fc.nat({ max: 90_000 }) }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(anySchedule, anyPayers, (schedule, list) => {
        const cost = withSpareUnits(costFunction(schedule));
        const named = list.map((payer, i) => ({ ...payer, id: `school ${i}` }));
        const over = Array.from({ length: 2 ** list.length }, (_, mask) => {
          const group = membersOf(mask).map((i) => list[i]!);
          const quantity = group.reduce((sum, payer) => sum + payer.quantity, 0);
          return group.reduce((sum, payer) => sum + payer.paysPence, 0) - costAt(cost, quantity);
        });
        const audit = auditCore(cost, named);
        expect(audit.worstPence).toBeCloseTo(Math.max(...over), 6);
        const mask = audit.group.reduce((bits, id) => bits | (1 << Number(id.slice(7))), 0);
        expect(over[mask]).toBeCloseTo(audit.worstPence, 6);
        expect(auditCore(cost, named.toReversed())).toEqual(audit);
      }),
    );
  });
});
