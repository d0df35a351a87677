import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { answerTo, casesIn, type Case } from './case-answers.js';

interface Expected {
  readonly costPence: number;
  readonly tolerancePence?: number;
  readonly optimalSolutions?: number;
  readonly awards: readonly object[];
}

const examples = '../shared/data/award/examples.json';

describe('The award', () => {
  it('answers the shared examples, where those are at hand', async () => {
    if (!existsSync(examples)) return console.log('The shared examples of awards are not here.');
    const cases = casesIn(readFileSync(examples, 'utf8')) as (Case & { expected: Expected })[];
    expect(cases.length).toBeGreaterThan(5);
    for (const { expected, ...asked } of cases) {
      const { costPence, tolerancePence, optimalSolutions, awards } = expected;
      const { results } = (await answerTo(asked)) as { results: Expected & { proved: boolean } };
      const off = Math.abs(results.costPence - costPence);
      expect({ id: asked.id, close: off <= (tolerancePence ?? 0) }).toMatchObject({ close: true });
      expect(results.proved).toBe(true);
      expect(results.awards).toHaveLength(awards.length);
      expect(results.awards).toEqual(expect.arrayContaining([...awards]));
      if (optimalSolutions === undefined) continue;
      expect(results.optimalSolutions).toBe(optimalSolutions === 1 ? 1 : '>1');
    }
  }, 120_000);

  it('says what it has when time runs out, how far it may be off, and that it is not proved', async () => {
    const range = (length: number) => Array.from({ length }, (_, i) => i);
    const bids = range(12).flatMap((supplier) =>
      range(10).map((lot) => ({
        supplier: `S${supplier}`,
        lot: `L${lot}`,
        mode: 'all_units',
        tiers: [
          { from_: 1, unitPence: 500 + ((supplier * 37 + lot * 11) % 29) },
          { from_: 60, unitPence: 450 + ((supplier * 17 + lot * 23) % 31) },
        ],
        capacity: 90 + ((supplier * 7 + lot) % 20),
      })),
    );
    const input = {
      lots: range(10).map((lot) => ({ id: `L${lot}`, quantity: 170 + lot })),
      bids,
      spendRebates: range(12).map((supplier) => ({
        supplier: `S${supplier}`,
        steps: [{ atPence: 150_000, percent: 2.5 }],
      })),
    };
    expect(await answerTo({ id: 'a', input: { ...input, maxWinners: 2 } }, 0.001)).toEqual({
      id: 'a',
      unsupported: 'No award was found before time ran out.',
    });
    const { results } = (await answerTo({ id: 'a', input }, 0.001)) as { results: object };
    expect(results).toMatchObject({ proved: false, optimalSolutions: 'unknown' });
    const { costPence, boundPence, gapPence } = results as Record<string, number>;
    expect(costPence).toBeGreaterThan(0);
    expect(gapPence).toBeCloseTo(costPence! - boundPence!, 6);
  });

  it('refuses a tender that cannot be, and says why', async () => {
    const lots = [{ id: 'L', quantity: 3 }];
    const bid = { supplier: 'S', lot: 'L', mode: 'all_units', tiers: [] };
    expect(await answerTo({ id: 'a', input: { lots, bids: [bid] } })).toEqual({
      id: 'a',
      unsupported: 'Quote ["S","L"]: There is no price: give at least one tier.',
    });
    const few = { ...bid, tiers: [{ from_: 1, unitPence: 5 }], capacity: 2 };
    expect(await answerTo({ id: 'b', input: { lots, bids: [few] } })).toEqual({
      id: 'b',
      unsupported: 'No award fills every lot that has no reserve price.',
    });
  });
});
