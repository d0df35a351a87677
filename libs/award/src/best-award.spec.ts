import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Highs } from 'highs';
import { bestAward, solverOfThread } from './best-award.js';
import { enumerateAwards } from './enumeration.js';
import { penceOf } from './exact-cost.js';
import { smallTender } from './random-tender.fixture.js';

let highs: Highs;
beforeAll(async () => {
  highs = await solverOfThread();
});

/** More in a longer run: AWARD_TENDERS=2000. */
const tenders = Number(process.env.AWARD_TENDERS ?? 100);

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
      seen[best.optimalSolutions] += 1;
    }
    expect(seen[1]).toBeGreaterThan(tenders / 4);
  });
});
