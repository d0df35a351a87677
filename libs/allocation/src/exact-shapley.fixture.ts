import { costAt, type CostFunction } from './index.js';

/**
 * The Shapley value of each quantity in pence, to a billionth: by counting the groups of each size and
 * sum in big integers, and taking one school of each quantity out again. O(n²·Q).
 */
export function shapleyInWholeNumbers(
  cost: CostFunction,
  list: readonly number[],
): Map<number, number> {
  const [n, total] = [list.length, list.reduce((sum, one) => sum + one, 0)];
  const table = Array.from({ length: total + 1 }, (_, t) => BigInt(costAt(cost, t)));
  const counts = Array.from({ length: n + 1 }, () => nothings(total + 1));
  counts[0]![0] = 1n;
  for (const q of list) {
    for (let size = n; size > 0; size--) {
      for (let t = total; t >= q; t--) counts[size]![t]! += counts[size - 1]![t - q]!;
    }
  }
  const factorial = [1n];
  for (let i = 1; i <= n; i++) factorial.push(factorial[i - 1]! * BigInt(i));
  const shares = new Map<number, number>();
  for (const q of new Set(list)) {
    let without = nothings(total + 1);
    let sum = 0n;
    for (let size = 0; size < n; size++) {
      const before = without;
      without = counts[size]!.map((count, t) => count - (t < q ? 0n : before[t - q]!));
      const weight = factorial[size]! * factorial[n - 1 - size]!;
      for (let t = 0; t + q <= total; t++)
        sum += weight * without[t]! * (table[t + q]! - table[t]!);
    }
    shares.set(q, Number((sum * 1_000_000_000n) / factorial[n]!) / 1e9);
  }
  return shares;
}

function nothings(length: number): bigint[] {
  return Array.from({ length }, () => 0n);
}
