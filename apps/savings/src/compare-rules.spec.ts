import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sumPence } from '#libs/money';
import type { LockedDemand, Lot } from '#messages/rounds';
import { compareRule, comparedRules } from './compare-rules.js';
import { indicativeSchedule, indicativeShares, type IndicativeRound } from './indicative.js';

const paper: Lot = {
  lotId: '50000000-0000-4000-8000-000000000001',
  item: 'copier-paper',
  description: 'A4 copier paper',
  specification: '80 gsm',
  unit: 'box',
  caseSize: 1,
  ceilingPence: 1325,
  minimumQuantity: 0,
  financeCode: 'E22',
  vatRateBasisPoints: 2000,
  indicativeTiers: [],
};
const tier = (fromQuantity: number, unitPricePence: number) => ({
  fromQuantity,
  unitPricePence,
  source: 'last round',
  sourceDay: '2026-03-01',
});

function wants(schoolUrn: string, quantity: number, lastPricePence: number | null): LockedDemand {
  const evidenceGrade = lastPricePence === null ? 'none' : 'A';
  const whose = { schoolUrn, partyId: `party of ${schoolUrn}`, vatRecovered: true };
  return { ...whose, quantity, max: quantity, lastPricePence, evidenceGrade };
}

function roundOf(lots: IndicativeRound['lots'], spareUnits = true): IndicativeRound {
  const terms = { roundId: 'r', consortiumId: 'c', title: 'Paper', status: 'open' } as const;
  return { ...terms, sharingRule: 'equal_price', proposedRule: null, spareUnits, lots };
}

const someLot = fc
  .record({
    ceilingPence: fc.integer({ min: 100, max: 3000 }),
    cuts: fc.array(fc.tuple(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 1, max: 90 })), {
      maxLength: 3,
    }),
    wanted: fc.array(
      fc.tuple(fc.integer({ min: 1, max: 60 }), fc.option(fc.integer({ min: 90, max: 4000 }))),
      { minLength: 1, maxLength: 7 },
    ),
  })
  .map(({ ceilingPence, cuts, wanted }) => {
    const starts = [...new Set(cuts.map(([from]) => from))].sort((a, b) => a - b);
    const indicativeTiers = starts.map((from, i) => tier(from, ceilingPence - 1 - i * 30));
    const valid = indicativeTiers.filter(({ unitPricePence }) => unitPricePence > 0);
    const demand = wanted.map(([quantity, last], i) => wants(String(990001 + i), quantity, last));
    return { lot: { ...paper, ceilingPence, indicativeTiers: valid }, demand };
  });

describe('The rules compared', () => {
  it.each(comparedRules.map((rule) => [rule.id, rule] as const))(
    '%s shares all of it, and what must move sums to nothing',
    (_, rule) => {
      fc.assert(
        fc.property(
          fc.array(someLot, { minLength: 1, maxLength: 3 }),
          fc.boolean(),
          (all, spare) => {
            const lots = all.map((one, i) => ({ ...one, lot: { ...one.lot, lotId: `lot ${i}` } }));
            const shares = indicativeShares(roundOf(lots, spare));
            const { cannot, schools } = compareRule(rule, shares);
            const sum = (of: (one: (typeof schools)[number]) => number) =>
              sumPence(schools.map(of));
            const costPence = sumPence(shares.map((share) => share.totalPence));
            const paysPence = sum((school) => school.paysPence);
            const savedPence = sum((school) => school.baselinePence) - paysPence;
            expect({
              paysPence,
              savingPence: sum((school) => school.savingPence),
              transferPence: sum((school) => school.transferPence),
            }).toEqual({
              paysPence: cannot === null ? costPence : 0,
              savingPence: savedPence,
              transferPence: 0,
            });
            expect(cannot ?? 'copier-paper: -.').toMatch(/^copier-paper: .+\.$/);
          },
        ),
        { numRuns: rule.id === 'nucleolus' ? 25 : 60 },
      );
    },
  );

  it('is one price for everybody by default: nothing moves, and small schools gain most', () => {
    const lot = { ...paper, indicativeTiers: [tier(100, 1200), tier(400, 1100)] };
    const round = roundOf([
      { lot, demand: [wants('990001', 390, 1200), wants('990002', 20, null)] },
    ]);
    const [equal, contribution] = comparedRules.map((rule) =>
      compareRule(rule, indicativeShares(round)),
    );
    expect(equal?.schools).toEqual([
      expect.objectContaining({ paysPence: 429_000, baselinePence: 468_000, transferPence: 0 }),
      // Alone it would pay the ceiling: nobody has said what the market asks for twenty.
      expect.objectContaining({ paysPence: 22_000, baselinePence: 26_500, transferPence: 0 }),
    ]);
    const moved = contribution?.schools.map(({ transferPence }) => transferPence) ?? [];
    expect(moved[0]).toBe(-moved[1]!);
    expect(moved[0]).not.toBe(0);
  });

  it('names the group that could do better alone', () => {
    const lot = { ...paper, indicativeTiers: [tier(300, 1000)] };
    const demand = [wants('990001', 300, 1300), wants('990002', 10, 100)];
    const rules = comparedRules.map((rule) =>
      compareRule(rule, indicativeShares(roundOf([{ lot, demand }]))),
    );
    const harmless = rules.find(({ rule }) => rule.id === 'held_harmless_equal_price');
    expect(harmless?.audits).toEqual([
      { lotId: lot.lotId, item: lot.item, holds: false, worstPence: 9000, group: ['990001'] },
    ]);
    expect(rules[0]?.audits[0]).toMatchObject({ holds: true, group: [] });
  });

  it('says why a rule has no answer, and for how many schools the nucleolus is', () => {
    const demand = Array.from({ length: 11 }, (_, i) => wants(String(990001 + i), 5, 10));
    const outcomes = comparedRules.map((rule) =>
      compareRule(rule, indicativeShares(roundOf([{ lot: paper, demand }]))),
    );
    const why = new Map(outcomes.map(({ rule, cannot }) => [rule.id, cannot]));
    expect(why.get('nucleolus')).toBe(
      'copier-paper: The nucleolus is for at most 10 schools; 11 take part.',
    );
    expect(why.get('held_harmless_equal_price')).toMatch(/it is not worthwhile\.$/);
    expect(why.get('contribution')).toBeNull();
  });
});

describe('Indicative prices', () => {
  it('are the ceiling below the first tier, and never above it', () => {
    const tiers = (indicativeTiers: Lot['indicativeTiers']) =>
      indicativeSchedule({ ...paper, indicativeTiers }).tiers;
    const ceiling = { fromQuantity: 1, unitPricePence: 1325 };
    expect(tiers([])).toEqual([ceiling]);
    expect(tiers([tier(400, 1290)])).toEqual([
      ceiling,
      { fromQuantity: 400, unitPricePence: 1290 },
    ]);
    expect(tiers([tier(1, 1400)])).toEqual([ceiling]);
  });
});
