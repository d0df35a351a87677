/** An exact number n ÷ d in lowest terms, d > 0. Shares are exact until pennies are made of them. */
export interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

/** n ÷ d in lowest terms. Throws RangeError when d is nothing. */
export function fraction(n: bigint, d = 1n): Fraction {
  if (d === 0n) throw new RangeError('Nothing can be divided by nothing.');
  const divisor = gcd(n < 0n ? -n : n, d < 0n ? -d : d) * (d < 0n ? -1n : 1n);
  return { n: n / divisor, d: d / divisor };
}

/** Nothing. */
export const zero: Fraction = { n: 0n, d: 1n };

/**
 * The number that was written: 17437.5 is 34875/2 and 0.1 is 1/10, not the double next to it.
 * Throws RangeError for what is not finite.
 */
export function fractionOf(value: number): Fraction {
  const [, sign, whole, part = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? refuseNumber(value);
  const n = BigInt(`${sign}${whole}${part}`);
  const exponent = Number(power) - part.length;
  if (exponent < 0) return fraction(n, 10n ** BigInt(-exponent));
  return fraction(n * 10n ** BigInt(exponent));
}

/** a + b. */
export function plus(a: Fraction, b: Fraction): Fraction {
  if (a.d === b.d) return a.d === 1n ? { n: a.n + b.n, d: 1n } : fraction(a.n + b.n, a.d);
  return fraction(a.n * b.d + b.n * a.d, a.d * b.d);
}

/** a − b. */
export function minus(a: Fraction, b: Fraction): Fraction {
  return plus(a, { n: -b.n, d: b.d });
}

/** a · b. */
export function times(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.n, a.d * b.d);
}

/** a ÷ b. Throws RangeError when b is nothing. */
export function over(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.d, a.d * b.n);
}

/** Below 0 when a < b, 0 when equal, above 0 when a > b. */
export function compareFractions(a: Fraction, b: Fraction): number {
  const [left, right] = [a.n * b.d, b.n * a.d];
  return left < right ? -1 : Number(left > right);
}

/** The larger of two. */
export function most(a: Fraction, b: Fraction): Fraction {
  return compareFractions(a, b) >= 0 ? a : b;
}

/** All added up over one common denominator, so that the lowest terms are found once. */
export function sumFractions(fractions: readonly Fraction[]): Fraction {
  const d = commonDenominator(fractions);
  return fraction(
    fractions.reduce((total, one) => total + one.n * (d / one.d), 0n),
    d,
  );
}

/** The least common multiple of the denominators. */
export function commonDenominator(fractions: readonly Fraction[]): bigint {
  return fractions.reduce((all, { d }) => (all / gcd(all, d)) * d, 1n);
}

/** The whole number at or below it. */
export function floorOf({ n, d }: Fraction): bigint {
  const quotient = n / d;
  return n < 0n && quotient * d !== n ? quotient - 1n : quotient;
}

/** The double next to it, within one unit in the last place or 2⁻⁶⁴. */
export function toNumber({ n, d }: Fraction): number {
  if (n < 0n) return -toNumber({ n: -n, d });
  const rest = n % d;
  return Number(n / d) + (rest === 0n ? 0 : Number((rest << 64n) / d) / 2 ** 64);
}

/** `2600/3`, or `800` when it is whole. */
export function formatFraction({ n, d }: Fraction): string {
  return d === 1n ? String(n) : `${n}/${d}`;
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

function refuseNumber(value: number): never {
  throw new RangeError(`${value} is not a number that can be shared.`);
}
