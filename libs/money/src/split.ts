import { assertPence } from './pence.js';

/** Someone who bears a part, and how much of it: any whole number from 0, in any unit. */
export interface Weight {
  readonly id: string;
  readonly weight: number | bigint;
}

/** A part of a total, in pence. */
export interface Part {
  readonly id: string;
  readonly pence: number;
}

/**
 * Splits a total so that not a penny is lost: everyone gets total × weight ÷ Σ weights rounded
 * down, and the pennies left over go to the largest remainders (Hamilton's method), a tie to the id
 * that sorts first. The order of the list never matters; the answer keeps it. A negative total
 * gives the mirror image of the positive one.
 * Throws RangeError for ids that repeat, weights that are no whole numbers from 0, and a total that
 * nobody has a weight to bear.
 */
export function splitByLargestRemainder(totalPence: number, weights: readonly Weight[]): Part[] {
  const whole = BigInt(Math.abs(assertPence(totalPence)));
  const parts = exactWeights(weights);
  const sum = parts.reduce((total, { weight }) => total + weight, 0n);
  if (sum === 0n) return nothingEach(totalPence, weights);
  const shares = parts.map(({ id, weight }) => ({
    id,
    floor: (whole * weight) / sum,
    remainder: (whole * weight) % sum,
  }));
  const left = whole - shares.reduce((total, { floor }) => total + floor, 0n);
  const lucky = new Set(
    shares
      .toSorted((a, b) => compare(b.remainder, a.remainder) || compare(a.id, b.id))
      .slice(0, Number(left))
      .map(({ id }) => id),
  );
  const sign = totalPence < 0 ? -1n : 1n;
  return shares.map(({ id, floor }) => ({
    id,
    pence: Number(sign * (lucky.has(id) ? floor + 1n : floor)),
  }));
}

function exactWeights(weights: readonly Weight[]): { id: string; weight: bigint }[] {
  const ids = new Set(weights.map(({ id }) => id));
  if (ids.size !== weights.length) throw new RangeError('An id has two weights in one split.');
  return weights.map(({ id, weight }) => {
    if (typeof weight === 'number' && !Number.isSafeInteger(weight)) {
      throw new RangeError(`The weight ${weight} of ${id} is not a whole number.`);
    }
    if (weight < 0) throw new RangeError(`The weight ${weight} of ${id} is below zero.`);
    return { id, weight: BigInt(weight) };
  });
}

function nothingEach(totalPence: number, weights: readonly Weight[]): Part[] {
  if (totalPence !== 0) throw new RangeError(`Nobody has a weight to bear ${totalPence} pence.`);
  return weights.map(({ id }) => ({ id, pence: 0 }));
}

/** By code unit, never by a locale: the same on every machine. */
function compare<T extends bigint | string>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
