import { costAt, costTable } from '#libs/allocation';
import { seeded } from '../../libs/award/src/random-tender.fixture.js';
import { peerModule } from './peers.js';
import type { Sharing } from './savings-lots.js';

/** The npm package `shapley`: every group of the others tried for each one, in sets. */
export async function byPackage({ cost, quantities }: Sharing): Promise<number[]> {
  const { shapley } = await peerModule<{
    shapley: (
      players: Iterable<number>,
      value: (group: Iterable<number>) => number,
    ) => (player: number) => number;
  }>('shapley');
  const value = (group: Iterable<number>) =>
    costAt(
      cost,
      [...group].reduce((sum, player) => sum + quantities[player]!, 0),
    );
  const of = shapley(quantities.keys(), value);
  return quantities.map((_, player) => of(player));
}

/**
 * As textbooks have it, in doubles: count the groups by size and sum, take a school out of the counts
 * again, weigh by s!(n−s−1)!/n!. Counts of 10⁴⁰ lose the small differences that taking out needs.
 */
export function byTextbook({ cost, quantities }: Sharing, player: number): number {
  const n = quantities.length;
  const total = quantities.reduce((sum, quantity) => sum + quantity, 0);
  const table = costTable(cost, total);
  const counts = Array.from({ length: n + 1 }, () => new Float64Array(total + 1));
  counts[0]![0] = 1;
  for (const quantity of quantities) {
    for (let size = n; size > 0; size--) {
      const [to, of] = [counts[size]!, counts[size - 1]!];
      for (let t = total; t >= quantity; t--) to[t]! += of[t - quantity]!;
    }
  }
  const quantity = quantities[player]!;
  let share = 0;
  let without = new Float64Array(total + 1);
  let weight = 1 / n;
  for (let size = 0; size < n; size++) {
    const before = without;
    without = counts[size]!.map((count, t) => count - (t < quantity ? 0 : before[t - quantity]!));
    for (let t = 0; t + quantity <= total; t++) {
      share += weight * without[t]! * (table[t + quantity]! - table[t]!);
    }
    weight *= (size + 1) / (n - 1 - size);
  }
  return share;
}

/** Means over so many orders drawn by lot, and how long drawing them took. */
export function bySampling({ cost, quantities }: Sharing, orders: number) {
  const total = quantities.reduce((sum, quantity) => sum + quantity, 0);
  const table = costTable(cost, total);
  const chance = seeded(orders);
  const order = Uint32Array.from(quantities.keys());
  const sums = new Float64Array(quantities.length);
  const began = performance.now();
  for (let drawn = 0; drawn < orders; drawn++) {
    let sum = 0;
    for (let i = order.length - 1; i >= 0; i--) {
      const at = Math.floor(chance() * (i + 1));
      const player = order[at]!;
      order[at] = order[i]!;
      order[i] = player;
      const next = sum + quantities[player]!;
      sums[player]! += table[next]! - table[sum]!;
      sum = next;
    }
  }
  const seconds = (performance.now() - began) / 1000;
  return { means: sums.map((all) => all / orders), seconds };
}
