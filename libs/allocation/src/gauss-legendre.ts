/** A point between −1 and 1, and its weight; the weights of a rule sum to 2. */
export interface Node {
  readonly at: number;
  readonly weight: number;
}

/**
 * The Gauss–Legendre rule with n nodes, from −1 upwards, exact for polynomials of degree 2n − 1.
 * Newton's method on Legendre's polynomial by its three-term recurrence, from Tricomi's guess; the
 * nodes below 0 are found and mirrored, so that the rule is symmetric to the last bit. O(n²).
 */
export function gaussLegendre(count: number): Node[] {
  if (!Number.isSafeInteger(count) || count < 1)
    throw new RangeError(`${count} nodes are no rule.`);
  const below = Array.from({ length: count >> 1 }, (_, i) => nodeNear(count, i));
  const middle = count % 2 === 1 ? [nodeAt(count, 0)] : [];
  const above = below.map(({ at, weight }) => ({ at: -at, weight })).reverse();
  return [...below, ...middle, ...above];
}

function nodeNear(count: number, i: number): Node {
  let at = -Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
  for (let step = 0; step < 20; step++) {
    const { value, slope } = legendre(count, at);
    const next = at - value / slope;
    if (Math.abs(next - at) < 1e-15) break;
    at = next;
  }
  return nodeAt(count, at);
}

function nodeAt(count: number, at: number): Node {
  const { slope } = legendre(count, at);
  return { at, weight: 2 / ((1 - at * at) * slope * slope) };
}

function legendre(count: number, at: number): { value: number; slope: number } {
  let [before, value] = [1, at];
  for (let k = 2; k <= count; k++) {
    [before, value] = [value, ((2 * k - 1) * at * value - (k - 1) * before) / k];
  }
  return { value, slope: (count * (before - at * value)) / (1 - at * at) };
}
