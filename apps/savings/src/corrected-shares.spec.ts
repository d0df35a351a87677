import { describe, expect, it } from '@jest/globals';
import { computeShares } from './compute-shares.js';
import type { ShareInputs } from './share-inputs.js';
import { awardOf, demand, inputs, lot } from './shares.fixture.js';

const second = '990002';

/** Three schools, ten cartons each at £25.00; the third pays about what it last paid. */
function heldHarmless() {
  const tiers = [{ fromQuantity: 1, unitPricePence: 2500 }];
  const [whole] = inputs.award.lots;
  const share = (schoolUrn: string, sharePence: number) => {
    const who = { schoolUrn, partyId: schoolUrn, vatRecovered: true };
    return { ...who, quantity: 10, paysPence: 25_000, sharePence };
  };
  const awarded = awardOf([
    {
      ...whole!,
      tiers,
      quantity: 30,
      totalPence: 75_000,
      shares: [share('1', 27_000), share('2', 26_900), share('3', 21_100)],
    },
  ]);
  const sharingRule = { id: 'held_harmless_equal_price' as const, version: 1 };
  const last = [demand('1', 10, 3000), demand('2', 10, 3000), demand('3', 10, 2100)];
  const line = { lotId: 'lot', meetsSpecification: true, basis: 'all-units' as const, tiers };
  const held: ShareInputs = {
    ...awarded,
    award: { ...awarded.award, sharingRule },
    lots: [{ ...lot, demand: last }],
    quotes: [{ quoteId: 'q1', lines: [line] }],
  };
  const proved = { schoolUrn: '3', lotId: 'lot', evidenceGrade: 'A' as const };
  const correct = (lastPricePence: number): ShareInputs => ({
    ...held,
    corrections: [{ ...proved, lastPricePence }],
  });
  return { held, correct };
}

describe('A corrected last price', () => {
  it('changes the baseline, and the shares where the rule looks at it', () => {
    const correction = {
      schoolUrn: second,
      lotId: 'lot',
      lastPricePence: 2300,
      evidenceGrade: 'A' as const,
      evidenceReference: 'INV 9',
    };
    const plain = computeShares({ ...inputs, corrections: [correction] });
    expect(plain.rows[1]).toMatchObject({
      baselinePence: 92_000,
      paysPence: 97_600,
      evidenceReference: 'INV 9',
    });
    const award = {
      ...inputs.award,
      sharingRule: { id: 'held_harmless_equal_price' as const, version: 1 },
    };
    const held = computeShares({ ...inputs, award, corrections: [correction] });
    // The first bears all that the second is spared: 244,000 − 92,000.
    expect(held.rows.map(({ paysPence }) => paysPence)).toEqual([152_000, 92_000]);
    expect(held.rows.map(({ transferPence }) => transferPence)).toEqual([5600, -5600]);
  });

  it('leaves the shares as awarded, and says so, where the rule would go above a ceiling', () => {
    const { held, correct } = heldHarmless();
    // £16.00 a carton spares the third £90.00 of £250.00: £45.00 more for each of the others.
    const above = computeShares(correct(1600));
    expect(above.rows.map(({ paysPence }) => paysPence)).toEqual([27_000, 26_900, 21_100]);
    expect(above.notSharedAnew).toEqual([
      {
        lotId: 'lot',
        item: 'trays',
        reason: 'School 1 would pay £295.00 for trays, and its ceiling is £270.00.',
      },
    ]);
    // Together it is worth nothing any more: the rule has no answer.
    const [none] = computeShares(correct(1200)).notSharedAnew ?? [];
    expect(none!.reason).toContain('not worthwhile');
    expect(computeShares(held).notSharedAnew).toBeUndefined();
  });

  it('that is put back gives the shares and the fingerprint of the award again', () => {
    const { held, correct } = heldHarmless();
    const [before, back] = [computeShares(held), computeShares(correct(2100))];
    expect(back.inputHash).toBe(before.inputHash);
    expect(back.rows).toEqual(before.rows);
    expect(computeShares(correct(2110)).inputHash).not.toBe(before.inputHash);
  });
});
