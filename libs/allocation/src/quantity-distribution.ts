import { passesOf, weightsOf, type Pass } from './quantity-passes.js';
import { vectorPasses } from './vector-passes.js';

/** At `at` the cost jumps, and from there on a unit costs that much more than before. */
export interface Bend {
  readonly at: number;
  readonly jump: number;
  readonly slope: number;
}

/** Σ q·Bernoulli(x) over the schools: how much is bought when each takes part with chance x. */
export interface QuantityDistribution {
  /** Sets the chance x, at most ½, and works everything out; answers the mass that was dropped. */
  setChance(chance: number): number;
  /**
   * E[F(X + q) − F(X)] for each of the quantities, X the sum without one school of that quantity, and
   * F(t) = Σ jump·[t ≥ at] + slope·(t − at)⁺ over the bends. Hands each to `found`, by its place.
   */
  expected(
    bends: readonly Bend[],
    quantities: readonly number[],
    found: (place: number, gain: number) => void,
  ): void;
}

/** Less likely than this at either end is dropped, and counted. */
const negligible = 1e-21;

/**
 * The distribution by in-place passes for two schools, or for three of one quantity, the smallest
 * first, so that the support stays narrow for long: O(n · width), the width some 18 standard
 * deviations. Sums of products of positive numbers only: nothing cancels.
 *
 * One school is removed only where it is asked for: A(t) = (1−x)·Aᵢ(t) + x·Aᵢ(t−q) is solved for
 * Aᵢ in steps of q upwards, each of which weighs what came before by x/(1−x) ≤ 1. Steps so far back
 * that they no longer count are not made. That is linear in A and the same at every bend, so that
 * one walk over the sum of what all bends see will do for a quantity.
 */
export function quantityDistribution(quantities: readonly number[]): QuantityDistribution {
  const passes = passesOf(quantities);
  const total = quantities.reduce((sum, quantity) => sum + quantity, 0);
  const largest = quantities.reduce((most, quantity) => Math.max(most, quantity), 0);
  const origin = 3 * largest + 1;
  const below = new Float64Array(total + largest + 2);
  const shortBy = new Float64Array(total + largest + 2);
  const seen = new Float64Array(total + 2 * largest + 2);
  let [from, to, memory] = [0, 0, 0];
  let [scale, ratio] = [1, 0];

  /** What all bends see `back` units before them: Σ jump·P(X < at − back) − slope·E(at − back − X)⁺. */
  function see(bends: readonly Bend[]): number {
    const furthest = bends.reduce((most, { at }) => Math.max(most, at - from), 0);
    seen.fill(0, 0, furthest + largest + 1);
    for (const { at, jump, slope } of bends) {
      if (jump !== 0) addTimes(seen, below, jump, at, from);
      if (slope !== 0) addTimes(seen, shortBy, -slope, at, from);
    }
    return furthest;
  }

  return {
    setChance(chance) {
      const mass = vectorPasses.numbers(origin + total + 1);
      const filled = fill(mass, passes, origin, chance);
      [from, to] = [filled.from - origin, filled.to - origin];
      [scale, ratio] = [1 / (1 - chance), chance / (1 - chance)];
      memory = chance < 0.5 ? Math.ceil(Math.log(negligible) / Math.log(ratio)) : Infinity;
      addUp(mass.subarray(origin), below, shortBy, from, to, largest);
      return filled.dropped;
    },

    expected(bends, of, found) {
      const reached = bends.filter(({ at }) => at <= to + largest);
      const furthest = see(reached.filter(({ at }) => at > from));
      const slopes = reached.reduce((sum, { slope }) => sum + slope, 0);
      of.forEach((quantity, place) => {
        const steps = Math.min(Math.ceil(furthest / quantity), memory);
        let without = 0;
        let last = seen[steps * quantity]!;
        for (let back = (steps - 1) * quantity; back >= 0; back -= quantity) {
          const next = seen[back]!;
          without = scale * (next - last) - ratio * without;
          last = next;
        }
        found(place, slopes * quantity + without);
      });
    },
  };
}

function addTimes(
  sums: Float64Array,
  of: Float64Array,
  times: number,
  at: number,
  from: number,
): void {
  for (let back = 0; back < at - from; back++) sums[back]! += times * of[at - back]!;
}

/** `origin` is where nothing is bought: below it there are zeros, so that no pass needs an end. */
function fill(mass: Float64Array, passes: readonly Pass[], origin: number, chance: number) {
  let [from, to, dropped] = [origin, origin, 0];
  mass.fill(0);
  mass[origin] = 1;
  for (const pass of passes) {
    to += pass.widens;
    vectorPasses.mix([from, to], pass.offsets, weightsOf(pass, chance));
    for (; mass[from]! < negligible; from++) dropped += drop(mass, from);
    for (; mass[to]! < negligible; to--) dropped += drop(mass, to);
  }
  return { from, to, dropped };
}

function drop(mass: Float64Array, t: number): number {
  const lost = mass[t]!;
  mass[t] = 0;
  return lost;
}

/** P(X < t), and E(t − X)⁺ = Σ over s ≤ t of P(X < s), as far as a bend may lie behind the end. */
function addUp(
  mass: Float64Array,
  below: Float64Array,
  shortBy: Float64Array,
  from: number,
  to: number,
  beyond: number,
): void {
  below[from] = 0;
  shortBy[from] = 0;
  for (let t = from; t < to + beyond; t++) {
    below[t + 1] = below[t]! + (t > to ? 0 : mass[t]!);
    shortBy[t + 1] = shortBy[t]! + below[t + 1]!;
  }
}
