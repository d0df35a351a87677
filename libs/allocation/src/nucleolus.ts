import { commonDenominator, compareFractions, fraction, sumFractions } from './fraction.js';
import { minus, plus, times, type Fraction } from './fraction.js';
import { leastGreatestExcess, type Limit } from './excess-simplex.js';
import { aloneOfTable, everyone, membersOf, type TableGame } from './table-game.js';

/** The most members whose 2ⁿ groups are compared exactly in a reasonable time. */
export const mostNucleolusPlayers = 10;

/** A group's excess is compared as it is, for each member, or for each pound that it costs. */
export type ExcessMeasure = 'whole' | 'per-member' | 'per-cost';

/**
 * The nucleolus of a cost game, exactly: of all payments that sum to v(N) and ask nobody for more
 * than alone, the one whose greatest excess y(S) − v(S) is least, then the second greatest, and so
 * on (D. Schmeidler, The nucleolus of a characteristic function game, 1969). One linear program
 * after another; groups whose excess can no longer change are settled (A. Kopelowitz, 1967).
 * Throws RangeError above 10 members, when Σ alone < v(N), and for `per-cost` where a group is free.
 */
export function nucleolusOfTable(
  game: TableGame,
  measure: ExcessMeasure = 'whole',
): readonly Fraction[] {
  assertSolvable(game);
  const { players, values } = game;
  if (players < 2) return values.slice(1);
  const all = everyone(game);
  const settled = new Settled(players);
  settled.add({ mask: all, value: values[all]!, weight: 0n });
  for (;;) {
    const { payments, tight, excess } = leastGreatestExcess(players, settled.limits, [
      ...groupLimits(game, measure).filter(({ mask }) => !settled.spans(mask)),
      ...aloneOfTable(game).map((value, i) => ({ mask: 1 << i, value, weight: 0n })),
    ]);
    tight.forEach(({ mask, value, weight }) => {
      const at = plus(value, times(excess, fraction(weight)));
      settled.add({ mask, value: at, weight: 0n });
    });
    if (settled.limits.length === players) return payments;
  }
}

function assertSolvable(game: TableGame): void {
  if (game.players > mostNucleolusPlayers) {
    const most = `at most ${mostNucleolusPlayers} members`;
    throw new RangeError(`The nucleolus is for ${most}, not for ${game.players}.`);
  }
  if (compareFractions(sumFractions(aloneOfTable(game)), game.values[everyone(game)]!) < 0) {
    throw new RangeError('Together they pay more than each one alone: there is nothing to share.');
  }
}

function groupLimits({ players, values }: TableGame, measure: ExcessMeasure): Limit[] {
  const unit = commonDenominator(values);
  return values.slice(1, 2 ** players - 1).map((value, at) => {
    const mask = at + 1;
    const cost = value.n * (unit / value.d);
    const weights = {
      whole: 1n,
      'per-member': BigInt(membersOf(mask).length),
      'per-cost': cost < 0n ? -cost : cost,
    };
    if (weights[measure] === 0n)
      throw new RangeError('A group that costs nothing has no per cent.');
    return { mask, value, weight: weights[measure] };
  });
}

/**
 * The groups whose payment is settled, as long as they are linearly independent. Reckoned modulo a
 * prime: no determinant of noughts and ones of order 10 is above 320 (Hadamard), so none of them
 * vanishes by accident.
 */
class Settled {
  readonly limits: Limit[] = [];
  private readonly rows: { readonly pivot: number; readonly row: readonly number[] }[] = [];

  constructor(private readonly players: number) {}

  add(limit: Limit): void {
    const row = this.reduced(limit.mask);
    const pivot = row.findIndex((entry) => entry !== 0);
    if (pivot < 0) return;
    const inverse = power(row[pivot]!, prime - 2);
    this.rows.push({ pivot, row: row.map((entry) => (entry * inverse) % prime) });
    this.limits.push(limit);
  }

  spans(mask: number): boolean {
    return this.reduced(mask).every((entry) => entry === 0);
  }

  private reduced(mask: number): number[] {
    const vector = Array.from({ length: this.players }, (_, i) => (mask >> i) & 1);
    return this.rows.reduce((rest, { pivot, row }) => {
      const factor = prime - rest[pivot]!;
      return rest.map((entry, i) => (entry + factor * row[i]!) % prime);
    }, vector);
  }
}

const prime = 32_749;

function power(number: number, exponent: number): number {
  let [result, square] = [1, number];
  for (let rest = exponent; rest > 0; rest >>= 1) {
    if (rest & 1) result = (result * square) % prime;
    square = (square * square) % prime;
  }
  return result;
}

/** The nucleolus of a game of gains: that of the costs −v, with every sign turned. */
export function nucleolusOfGains(game: TableGame, measure?: ExcessMeasure): readonly Fraction[] {
  const turn = (value: Fraction) => minus(fraction(0n), value);
  const costs = { players: game.players, values: game.values.map(turn) };
  return nucleolusOfTable(costs, measure).map(turn);
}
