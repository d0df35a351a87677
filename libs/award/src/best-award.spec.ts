import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Highs } from 'highs';
import { oneLot, rebateInReach } from './award.fixture.js';
import { bestAward, inputHashOf, solverOfThread } from './best-award.js';
import { awardsOfCost, enumerateAwards } from './enumeration.js';
import { exactCost, penceOf } from './exact-cost.js';
import { violations } from './feasibility.js';
import { largeTender, seeded, smallTender } from './random-tender.fixture.js';
import type { TenderModel } from './tender-model.js';

let highs: Highs;
beforeAll(async () => {
  highs = await solverOfThread();
});

/** More in a longer run: AWARD_TENDERS=2000. */
const tenders = Number(process.env.AWARD_TENDERS ?? 200);

describe('The best award', () => {
  it('costs what trying every award finds, and is unique when only one costs that', () => {
    const seen = { 1: 0, '>1': 0, unknown: 0 };
    for (let seed = 1; seed <= tenders; seed += 1) {
      const model = smallTender(seed);
      const tried = enumerateAwards(model)!;
      const best = bestAward(highs, model, { seed: 'drawn before' });
      const expected = tried.cost === undefined ? undefined : penceOf(tried.cost);
      expect({ seed, pence: best.costPence }).toEqual({ seed, pence: expected });
      if (tried.cost === undefined) continue;
      const solutions = tried.optimal.length === 1 ? 1 : '>1';
      expect({ seed, solutions: best.optimalSolutions }).toEqual({ seed, solutions });
      expect(best.proved).toBe(true);
      expect(tried.optimal).toContainEqual(best.award);
      expect(awardsOfCost(model, tried.cost, 1_000_000)).toHaveLength(tried.optimal.length);
      seen[best.optimalSolutions] += 1;
    }
    expect(seen[1]).toBeGreaterThan(tenders / 4);
    expect(seen['>1']).toBeGreaterThan(0);
  }, 600_000);

  it('is in whole units where part of a unit would reach a rebate step cheaper', () => {
    const best = bestAward(highs, rebateInReach);
    expect(best).toMatchObject({ costPence: 2036.4, optimalSolutions: 1, proved: true });
    expect(best.award).toContainEqual({ quoteId: 'A/Y', quantity: 2 });
    expect(best.parts).toMatchObject({ goodsPence: 2163, rebatesPence: 126.6, totalPence: 2036.4 });
  });

  it('says how far it may be from the best when time runs out', () => {
    const model = largeTender({ suppliers: 8, lots: 16, tiers: 4 }, 3);
    const best = bestAward(highs, model, { seconds: 0.3 });
    expect(best).toMatchObject({ outcome: 'awarded', proved: false, optimalSolutions: 'unknown' });
    expect(violations(model, best.award!)).toEqual([]);
    expect(best.costPence).toBe(penceOf(exactCost(model, best.award!).total));
    expect(best.gapPence).toBeGreaterThan(1);
  }, 60_000);

  it('says that nothing can be awarded where a lot has to be filled and cannot', () => {
    const best = bestAward(highs, { ...oneLot(5, { A: 100 }), supplierCapacity: { A: 4 } });
    expect(best).toMatchObject({ outcome: 'impossible', proved: false });
    expect(best.award).toBeUndefined();
  });

  it('leaves units at the reserve price where that costs less', () => {
    const { award, parts } = bestAward(highs, oneLot(3, { A: 100 }, { reserveUnitPence: 90 }));
    expect(award).toEqual([]);
    expect(parts).toMatchObject({ unfilledPence: 270, totalPence: 270 });
  });

  it('does not depend on the order of lots, quotes and discounts', () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const model = smallTender(seed);
      const other = shuffled(model, seeded(seed));
      const options = { seed: 's' };
      expect(bestAward(highs, other, options)).toEqual(bestAward(highs, model, options));
      expect(inputHashOf(other)).toBe(inputHashOf(model));
    }
  }, 60_000);

  it('takes monetised quality off the price', () => {
    const { quotes, ...model } = oneLot(4, { A: 100, B: 108 });
    const valued = quotes.map((quote) => ({
      ...quote,
      qualityPencePerUnit: quote.supplierId === 'B' ? 10 : 0,
    }));
    const best = bestAward(highs, { ...model, quotes: valued });
    expect(best).toMatchObject({ award: [{ quoteId: 'B/L', quantity: 4 }], costPence: 392 });
  });

  it('refuses a faulty tender with every fault', () => {
    const model = { ...oneLot(2.5, { A: 100 }), maxWinners: 0 };
    expect(() => bestAward(highs, model)).toThrow(
      /The quantity of lot L must be a whole number .* The most winners must be/,
    );
  });
});

describe('Among awards of the same cost', () => {
  const tie = oneLot(4, { A: 25, B: 25 }, { maxSuppliers: 1 });
  const rated = (scores: Record<string, object>): TenderModel => ({
    ...tie,
    quotes: tie.quotes.map((quote) => ({ ...quote, ...scores[quote.supplierId] })),
  });

  it('quality decides, then whole-life cost, then social value', () => {
    const winner = (scores: Record<string, object>) => {
      const { award, tieBrokenBy } = bestAward(highs, rated(scores), { seed: 'x' });
      return [award?.[0]?.quoteId, ...tieBrokenBy];
    };
    const dear = { wholeLifePence: 900, socialValueScore: 1 };
    const cheap = { wholeLifePence: 800, socialValueScore: 1 };
    expect(winner({ A: { qualityScore: 60 }, B: { qualityScore: 70 } })).toEqual([
      'B/L',
      'quality',
    ]);
    expect(winner({ A: dear, B: cheap })).toEqual(['B/L', 'whole-life cost']);
    expect(winner({ A: cheap, B: { ...cheap, socialValueScore: 2 } })).toEqual([
      'B/L',
      'social value',
    ]);
  });

  it('a lot is drawn from the seed, whatever came first', () => {
    const seeds = Array.from({ length: 12 }, (_, i) => `seed ${i}`);
    const winners = seeds.map((seed) => bestAward(highs, tie, { seed }).award?.[0]?.quoteId);
    expect(new Set(winners).size).toBe(2);
    const turned = { ...tie, quotes: tie.quotes.toReversed() };
    expect(seeds.map((seed) => bestAward(highs, turned, { seed }).award?.[0]?.quoteId)).toEqual(
      winners,
    );
  });

  it('nothing decides without a seed, and that is said', () => {
    expect(bestAward(highs, tie)).toMatchObject({
      optimalSolutions: '>1',
      tieBrokenBy: ['undecided'],
    });
  });
});

function shuffled(model: TenderModel, random: () => number): TenderModel {
  const mixed = <One>(list: readonly One[] = []) =>
    list
      .map((one) => ({ one, at: random() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ one }) => one);
  return {
    ...model,
    lots: mixed(model.lots),
    quotes: mixed(model.quotes),
    bundles: mixed(model.bundles).map((bundle) => ({ ...bundle, lotIds: mixed(bundle.lotIds) })),
    rebates: mixed(model.rebates),
  };
}
