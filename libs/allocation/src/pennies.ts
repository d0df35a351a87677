import { assertPence, type Part } from '#libs/money';
import { compareFractions, floorOf, fraction, minus, type Fraction } from './fraction.js';

/** An exact share in pence that becomes whole pence. */
export interface ExactShare {
  readonly id: string;
  readonly share: Fraction;
}

/**
 * Doubles are compared on this grid, so that what is equal but for their rounding ties. It is 1 to
 * 16's least common multiple: exact Shapley values of up to 16 schools lie on it.
 */
export const gridPerPenny = 720_720;

/** The point of the grid next to an amount of pence. */
export function onGrid(pence: number): Fraction {
  const whole = Math.floor(pence);
  const points = BigInt(Math.round((pence - whole) * gridPerPenny));
  return fraction(BigInt(whole) * BigInt(gridPerPenny) + points, BigInt(gridPerPenny));
}

/**
 * Whole pence of exact shares: each rounded down, and what is left to the largest remainders, a tie
 * to the id that sorts first. A negative total gives the mirror image of the positive one.
 * Throws RangeError when the shares are not within a penny each of summing to the total.
 */
export function penniesOf(totalPence: number, shares: readonly ExactShare[]): Part[] {
  if (assertPence(totalPence) < 0) {
    const mirrored = shares.map(({ id, share }) => ({ id, share: { n: -share.n, d: share.d } }));
    return penniesOf(-totalPence, mirrored).map(({ id, pence }) => ({ id, pence: 0 - pence }));
  }
  const floors = shares.map(({ id, share }) => {
    const floor = floorOf(share);
    return { id, floor, remainder: minus(share, fraction(floor)) };
  });
  const left = Number(floors.reduce((rest, { floor }) => rest - floor, BigInt(totalPence)));
  if (left < 0 || left > shares.length) {
    throw new RangeError(`The shares do not sum to ${totalPence} pence.`);
  }
  const lucky = new Set(
    floors
      .toSorted((a, b) => compareFractions(b.remainder, a.remainder) || (a.id < b.id ? -1 : 1))
      .slice(0, left)
      .map(({ id }) => id),
  );
  return floors.map(({ id, floor }) => ({
    id,
    pence: assertPence(Number(floor) + Number(lucky.has(id))),
  }));
}
