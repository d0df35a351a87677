/**
 * The amount itself, in whole pence, when a `number` holds it exactly.
 * Throws RangeError otherwise: by then a penny may already be lost, so it is a bug and not input.
 */
export function assertPence(pence: number): number {
  if (!Number.isSafeInteger(pence)) {
    throw new RangeError(`${pence} is not a whole number of pence that can be held exactly.`);
  }
  return pence === 0 ? 0 : pence;
}

/** The sum in pence, asserted after every addition. Nothing adds up to 0. */
export function sumPence(amounts: Iterable<number>): number {
  let total = 0;
  for (const pence of amounts) total = assertPence(total + assertPence(pence));
  return total;
}

/**
 * `quantity` units at `pricePence` each, in pence.
 * Throws RangeError when the quantity is not whole or the product is too large to be exact.
 */
export function timesPence(pricePence: number, quantity: number): number {
  if (!Number.isSafeInteger(quantity)) {
    throw new RangeError(`${quantity} is not a whole number of units.`);
  }
  return assertPence(assertPence(pricePence) * quantity);
}

/**
 * amount × numerator ÷ denominator in whole pence, a half away from zero, so that a credit is the
 * exact mirror of its charge. Throws RangeError unless numerator ≥ 0 and denominator ≥ 1 are whole.
 */
export function ratioPence(pence: number, numerator: number, denominator: number): number {
  if (!Number.isSafeInteger(numerator) || numerator < 0) {
    throw new RangeError(`${numerator} cannot be the upper part of a ratio.`);
  }
  if (!Number.isSafeInteger(denominator) || denominator < 1) {
    throw new RangeError(`${denominator} cannot be the lower part of a ratio.`);
  }
  const product = BigInt(Math.abs(assertPence(pence))) * BigInt(numerator);
  const rounded = (2n * product + BigInt(denominator)) / (2n * BigInt(denominator));
  return assertPence(pence < 0 ? -Number(rounded) : Number(rounded));
}
