import { commonDenominator, fraction, sumFractions, type Fraction } from './fraction.js';

/**
 * A game of a few members as a table: `values[mask]` is what the group costs (or gains) whose
 * members are the bits set in `mask`; the group of nobody has 0.
 */
export interface TableGame {
  readonly players: number;
  readonly values: readonly Fraction[];
}

/** The most members of a table: 2¹⁶ groups. */
export const mostTablePlayers = 16;

/** The table of a function of groups. Throws RangeError above 16 members. */
export function tableGame(
  players: number,
  valueOf: (members: readonly number[]) => Fraction,
): TableGame {
  if (players > mostTablePlayers) {
    throw new RangeError(`A table has room for ${mostTablePlayers} members, not for ${players}.`);
  }
  const values = Array.from({ length: 2 ** players }, (_, mask) => valueOf(membersOf(mask)));
  return { players, values };
}

/** The members of a group, ascending. */
export function membersOf(mask: number): number[] {
  const members = [];
  for (let i = 0; mask >> i > 0; i++) if ((mask >> i) & 1) members.push(i);
  return members;
}

/** The group of everyone. */
export function everyone({ players }: TableGame): number {
  return 2 ** players - 1;
}

/**
 * The Shapley value, exactly: φ_i = Σ over S without i of s!(n−s−1)!/n! · (v(S ∪ i) − v(S)), by
 * trying all 2ⁿ groups (L. S. Shapley, A value for n-person games, 1953). O(n·2ⁿ).
 */
export function shapleyOfTable({ players, values }: TableGame): Fraction[] {
  const unit = commonDenominator(values);
  const scaled = values.map(({ n, d }) => n * (unit / d));
  const factorial = factorials(players);
  return Array.from({ length: players }, (_, i) => {
    const bySize = Array.from({ length: players }, () => 0n);
    scaled.forEach((value, mask) => {
      if ((mask >> i) & 1) bySize[sizeOf(mask) - 1]! += value - scaled[mask ^ (1 << i)]!;
    });
    const weighed = bySize.reduce(
      (sum, gain, size) => sum + gain * factorial[size]! * factorial[players - 1 - size]!,
      0n,
    );
    return fraction(weighed, unit * factorial[players]!);
  });
}

/**
 * What each one adds to all the others, v(N) − v(N \ i): the separable part of its cost, or the
 * most that it can claim of a gain.
 */
export function marginalsOfTable(game: TableGame): Fraction[] {
  const all = everyone(game);
  return Array.from({ length: game.players }, (_, i) => {
    const without = game.values[all ^ (1 << i)]!;
    return sumFractions([game.values[all]!, { n: -without.n, d: without.d }]);
  });
}

/** What each one costs (or gains) alone. */
export function aloneOfTable({ players, values }: TableGame): Fraction[] {
  return Array.from({ length: players }, (_, i) => values[1 << i]!);
}

function sizeOf(mask: number): number {
  let size = 0;
  for (let rest = mask; rest > 0; rest &= rest - 1) size++;
  return size;
}

function factorials(most: number): bigint[] {
  const list = [1n];
  for (let n = 1; n <= most; n++) list.push(list[n - 1]! * BigInt(n));
  return list;
}
