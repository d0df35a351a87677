import {
  compareFractions,
  fraction,
  minus,
  over,
  sumFractions,
  times,
  zero,
  type Fraction,
} from './fraction.js';
import { shapleyOfTable, tableGame } from './table-game.js';

/** What a vessel takes for each unit of level, and at most. */
export interface Vessel {
  readonly weight: Fraction;
  readonly cap: Fraction;
}

/**
 * Fills vessels to one level λ: each gets min(cap, λ·weight) and all together the total. Exact;
 * O(n log n). Undefined when the caps cannot hold the total, or it is below zero.
 */
export function fillToLevel(
  total: Fraction,
  vessels: readonly Vessel[],
): readonly Fraction[] | undefined {
  const sum = sumFractions(vessels.map(({ cap }) => cap));
  if (compareFractions(total, sum) > 0 || total.n < 0n) return undefined;
  const byLevel = vessels
    .map((vessel, i) => ({ ...vessel, i }))
    .filter(({ weight, cap }) => weight.n > 0n && cap.n > 0n)
    .sort((a, b) => compareFractions(times(a.cap, b.weight), times(b.cap, a.weight)));
  const parts = vessels.map(() => zero);
  let left = total;
  let weights = sumFractions(byLevel.map(({ weight }) => weight));
  for (const [at, { weight, cap, i }] of byLevel.entries()) {
    const even = over(times(left, weight), weights);
    if (compareFractions(even, cap) < 0) {
      const level = over(left, weights);
      byLevel.slice(at).forEach((vessel) => (parts[vessel.i] = times(level, vessel.weight)));
      return parts;
    }
    parts[i] = cap;
    left = minus(left, cap);
    weights = minus(weights, weight);
  }
  return left.n === 0n ? parts : undefined;
}

/**
 * How a pool that cannot pay every claim is divided. The estate is from 0 to Σ claims; claims are
 * from 0. Each rule throws RangeError otherwise, and sums to the estate exactly.
 */
export type ClaimsRule = (estate: Fraction, claims: readonly Fraction[]) => readonly Fraction[];

/** Everyone gets the same part of its claim: E·c ÷ Σc. */
export const proportionalAwards: ClaimsRule = (estate, claims) => {
  const sum = assertClaims(estate, claims);
  return claims.map((claim) => (sum.n === 0n ? zero : over(times(estate, claim), sum)));
};

/** Everyone gets the same, but nobody more than its claim: min(c, λ). */
export const constrainedEqualAwards: ClaimsRule = (estate, claims) => {
  assertClaims(estate, claims);
  return fillToLevel(
    estate,
    claims.map((cap) => ({ cap, weight: fraction(1n) })),
  )!;
};

/** Everyone loses the same, but nobody more than its claim: max(0, c − λ). */
export const constrainedEqualLosses: ClaimsRule = (estate, claims) => {
  const losses = constrainedEqualAwards(minus(assertClaims(estate, claims), estate), claims);
  return claims.map((claim, i) => minus(claim, losses[i]!));
};

/**
 * The rule of the Talmud's contested garment: equal awards of half the claims up to half their sum,
 * from there on equal losses of half the claims (R. J. Aumann and M. Maschler, Game theoretic
 * analysis of a bankruptcy problem from the Talmud, 1985).
 */
export const talmudAwards: ClaimsRule = (estate, claims) => {
  const short = minus(assertClaims(estate, claims), estate);
  const halves = claims.map((claim) => over(claim, fraction(2n)));
  if (compareFractions(estate, short) <= 0) return constrainedEqualAwards(estate, halves);
  const losses = constrainedEqualAwards(short, halves);
  return claims.map((claim, i) => minus(claim, losses[i]!));
};

/**
 * The mean over all orders in which claimants may come and be paid in full while there is money:
 * the Shapley value of v(S) = max(0, E − claims of the others). At most 16 claims.
 */
export const randomArrivalAwards: ClaimsRule = (estate, claims) => {
  const sum = assertClaims(estate, claims);
  const game = tableGame(claims.length, (members) => {
    const own = sumFractions(members.map((i) => claims[i]!));
    const left = minus(estate, minus(sum, own));
    return left.n > 0n ? left : zero;
  });
  return shapleyOfTable(game);
};

function assertClaims(estate: Fraction, claims: readonly Fraction[]): Fraction {
  const sum = sumFractions(claims);
  if (estate.n < 0n || claims.some(({ n }) => n < 0n)) {
    throw new RangeError('A claim or what is there to pay it is below zero.');
  }
  if (compareFractions(estate, sum) > 0) {
    throw new RangeError('There is more than is claimed: every claim can be paid.');
  }
  return sum;
}
