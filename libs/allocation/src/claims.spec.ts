import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  constrainedEqualAwards,
  constrainedEqualLosses,
  formatFraction,
  fraction,
  proportionalAwards,
  randomArrivalAwards,
  sumFractions,
  talmudAwards,
  toNumber,
  type ClaimsRule,
} from './index.js';

const rules: [string, ClaimsRule][] = [
  ['proportional', proportionalAwards],
  ['equal awards', constrainedEqualAwards],
  ['equal losses', constrainedEqualLosses],
  ['the Talmud’s', talmudAwards],
  ['random arrival', randomArrivalAwards],
];
const divided = (rule: ClaimsRule, estate: number, claims: readonly number[]) =>
  rule(
    fraction(BigInt(estate)),
    claims.map((claim) => fraction(BigInt(claim))),
  ).map(formatFraction);

describe('Claims on a pool that cannot pay them all', () => {
  it.each([
    [100, ['100/3', '100/3', '100/3']],
    [200, ['50', '75', '75']],
    [300, ['50', '100', '150']],
  ])('of 100, 200 and 300 on %d are met as the Talmud has it', (estate, expected) => {
    expect(divided(talmudAwards, estate, [100, 200, 300])).toEqual(expected);
  });

  it('are met in proportion, with equal awards, with equal losses, or by turns', () => {
    const of200 = (rule: ClaimsRule) => divided(rule, 200, [100, 200, 300]);
    expect(of200(proportionalAwards)).toEqual(['100/3', '200/3', '100']);
    expect(of200(constrainedEqualAwards)).toEqual(['200/3', '200/3', '200/3']);
    expect(of200(constrainedEqualLosses)).toEqual(['0', '50', '150']);
    expect(of200(randomArrivalAwards)).toEqual(['100/3', '250/3', '250/3']);
  });

  it.each(rules)('by %s: all is given, nobody gets more than its claim', (_, rule) => {
    const pool = fc
      .array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 6 })
      .chain((claims) =>
        fc.tuple(fc.constant(claims), fc.nat({ max: claims.reduce((a, b) => a + b, 0) })),
      );
    fc.assert(
      fc.property(pool, ([claims, estate]) => {
        const awards = rule(
          fraction(BigInt(estate)),
          claims.map((claim) => fraction(BigInt(claim))),
        );
        expect(sumFractions(awards)).toEqual(fraction(BigInt(estate)));
        awards.forEach((award, i) => {
          expect(award.n >= 0n).toBe(true);
          expect(toNumber(award)).toBeLessThanOrEqual(claims[i]!);
        });
      }),
      { numRuns: 50 },
    );
  });

  it.each(rules)('by %s: there must not be more than is claimed', (_, rule) => {
    expect(() => divided(rule, 11, [4, 6])).toThrow('There is more than is claimed');
    expect(() => divided(rule, -1, [4, 6])).toThrow('below zero');
  });
});
