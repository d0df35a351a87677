/** Σ q·Bernoulli(x) over the schools: how much is bought when each takes part with chance x. */
export interface QuantityDistribution {
  /** Sets the chance x, at most ½, and works everything out; answers the mass that was dropped. */
  setChance(chance: number): number;
  /** P(b − q ≤ X < b) for X the sum without one school of quantity q: it is what reaches b. */
  reaching(bend: number, quantity: number): number;
  /** E[min(q, (X − b + q)⁺)] for the same X: how many of that school's units lie above b. */
  passing(bend: number, quantity: number): number;
}

/** Less likely than this at either end is dropped, and counted. */
const negligible = 1e-21;

/**
 * The distribution by one in-place pass for two schools, the smallest first, so that the support
 * stays narrow for long: O(n · width), the width some 18 standard deviations. Sums of products of
 * positive numbers only: nothing cancels.
 *
 * One school is removed only where it is asked for: A(t) = (1−x)·Aᵢ(t) + x·Aᵢ(t−q) is solved for
 * Aᵢ in steps of q upwards, each of which weighs what came before by x/(1−x) ≤ 1. Steps so far back
 * that they no longer count are not made.
 */
export function quantityDistribution(quantities: readonly number[]): QuantityDistribution {
  const ascending = inPairs(quantities);
  const total = ascending.reduce((sum, quantity) => sum + quantity, 0);
  const origin = 2 * (ascending.at(-1) ?? 0);
  const mass = new Float64Array(origin + total + 1);
  const below = new Float64Array(total + 2);
  const shortBy = new Float64Array(total + 2);
  let [from, to, memory] = [0, 0, 0];
  let [scale, ratio] = [1, 0];

  /** P(X < t). */
  function belowAt(t: number): number {
    if (t <= from) return 0;
    return below[t > to ? to + 1 : t]!;
  }

  /** E(t − X)⁺ = Σ over s ≤ t of P(X < s). */
  function shortAt(t: number): number {
    if (t <= from) return 0;
    return t > to ? shortBy[to + 1]! + (t - to - 1) * below[to + 1]! : shortBy[t]!;
  }

  /** The last t ≤ from in steps before the bend, where all is certain, or as far as it counts. */
  function firstStep(bend: number, quantity: number): number {
    return bend - quantity * Math.min(Math.ceil((bend - from) / quantity), memory);
  }

  return {
    setChance(chance) {
      const filled = fill(mass, ascending, origin, chance);
      [from, to] = [filled.from - origin, filled.to - origin];
      [scale, ratio] = [1 / (1 - chance), chance / (1 - chance)];
      memory = chance < 0.5 ? Math.ceil(Math.log(negligible) / Math.log(ratio)) : Infinity;
      addUp(mass.subarray(origin), below, shortBy, from, to);
      return filled.dropped;
    },

    reaching(bend, quantity) {
      if (bend <= from || bend - quantity > to) return 0;
      let t = firstStep(bend, quantity);
      let without = 0;
      let last = belowAt(t);
      for (t += quantity; t <= bend; t += quantity) {
        const next = belowAt(t);
        without = scale * (next - last) - ratio * without;
        last = next;
      }
      return without;
    },

    passing(bend, quantity) {
      if (bend <= from) return quantity;
      if (bend - quantity > to) return 0;
      let t = firstStep(bend, quantity);
      let without = t <= from ? quantity : 0;
      let last = shortAt(t);
      for (t += quantity; t <= bend; t += quantity) {
        const next = shortAt(t);
        without = scale * (quantity - (next - last)) - ratio * without;
        last = next;
      }
      return without;
    },
  };
}

/** Ascending; a quantity of nothing, which changes nothing, makes their number even. */
function inPairs(quantities: readonly number[]): number[] {
  const even = quantities.length % 2 === 0 ? quantities : [0, ...quantities];
  return even.toSorted((a, b) => a - b);
}

/** `origin` is where nothing is bought: below it there are zeros, so that no pass needs an end. */
function fill(mass: Float64Array, ascending: readonly number[], origin: number, chance: number) {
  let [from, to, dropped] = [origin, origin, 0];
  mass.fill(0);
  mass[origin] = 1;
  for (let i = 0; i < ascending.length; i += 2) {
    const [small, large] = [ascending[i]!, ascending[i + 1]!];
    to += small + large;
    takePart(mass, from, to, small, large, chance);
    for (; mass[from]! < negligible; from++) dropped += drop(mass, from);
    for (; mass[to]! < negligible; to--) dropped += drop(mass, to);
  }
  return { from, to, dropped };
}

/** Two schools in one pass, from the top down, so that what is read has not yet changed. */
function takePart(
  mass: Float64Array,
  from: number,
  to: number,
  small: number,
  large: number,
  chance: number,
): void {
  const rest = 1 - chance;
  const [none, one, both] = [rest * rest, rest * chance, chance * chance];
  for (let t = to; t >= from; t--) {
    const either = mass[t - small]! + mass[t - large]!;
    mass[t] = none * mass[t]! + one * either + both * mass[t - small - large]!;
  }
}

function drop(mass: Float64Array, t: number): number {
  const lost = mass[t]!;
  mass[t] = 0;
  return lost;
}

function addUp(
  mass: Float64Array,
  below: Float64Array,
  shortBy: Float64Array,
  from: number,
  to: number,
): void {
  below[from] = 0;
  shortBy[from] = 0;
  for (let t = from; t <= to; t++) {
    below[t + 1] = below[t]! + mass[t]!;
    shortBy[t + 1] = shortBy[t]! + below[t + 1]!;
  }
}
