import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  costAt,
  costFunction,
  fraction,
  fractionOf,
  formatFraction,
  nucleolusOfGains,
  nucleolusOfTable,
  shapleyOfTable,
  sumFractions,
  tableGame,
  toNumber,
  zero,
  type Fraction,
  type TableGame,
} from './index.js';
import { anySchedule } from './schedules.fixture.js';

const numbers = (fractions: readonly Fraction[]) => fractions.map(toNumber);
const gains = (values: Record<string, number>, players = 3): TableGame =>
  tableGame(players, (members) => fractionOf(values[members.map((i) => i + 1).join('')] ?? 0));

/** Lemaire’s three treasurers (1984): a bank pays a better rate from two thresholds on. */
const treasurers = gains({
  '1': 46125,
  '2': 17437.5,
  '3': 5812.5,
  '12': 69187.5,
  '13': 53812.5,
  '23': 30750,
  '123': 90000,
});

describe('A table of gains', () => {
  it('is shared among Lemaire’s treasurers as published', () => {
    expect(numbers(shapleyOfTable(treasurers))).toEqual([51750, 25875, 12375]);
    expect(numbers(nucleolusOfGains(treasurers))).toEqual([52687.5, 24468.75, 12843.75]);
    expect(numbers(nucleolusOfGains(treasurers, 'per-cost'))).toEqual([54000, 27000, 9000]);
  });

  it('is given equally to those who are the same in it', () => {
    const unanimous = gains({ '123': 1 });
    expect(shapleyOfTable(unanimous).map(formatFraction)).toEqual(['1/3', '1/3', '1/3']);
    expect(nucleolusOfGains(unanimous).map(formatFraction)).toEqual(['1/3', '1/3', '1/3']);
  });
});

const anyCosts = fc
  .record({
    schedule: anySchedule,
    quantities: fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 5 }),
  })
  .map(({ schedule, quantities }) => {
    const cost = costFunction({ ...schedule, perUnits: 1 });
    return tableGame(quantities.length, (members) =>
      fractionOf(
        costAt(
          cost,
          members.reduce((sum, i) => sum + quantities[i]!, 0),
        ),
      ),
    );
  });

describe('The nucleolus', () => {
  it('sums to the whole, asks nobody for more than alone, and no other leaves a lesser excess', () => {
    fc.assert(
      fc.property(anyCosts, fc.array(fc.integer({ min: -99, max: 99 })), (game, moves) => {
        const alone = game.values.filter((_, mask) => (mask & (mask - 1)) === 0).slice(1);
        const whole = game.values.at(-1)!;
        fc.pre(toNumber(sumFractions(alone)) >= toNumber(whole));
        const payments = nucleolusOfTable(game);
        expect(sumFractions(payments)).toEqual(whole);
        payments.forEach((payment, i) =>
          expect(toNumber(payment)).toBeLessThanOrEqual(toNumber(alone[i]!)),
        );
        const other = moved(payments, moves);
        if (other.some((payment, i) => toNumber(payment) > toNumber(alone[i]!))) return;
        expect(excesses(game, payments) <= excesses(game, other)).toBe(true);
      }),
    );
  });

  it('is found for ten, in fractions', () => {
    const quantities = [58, 42, 32, 11, 12, 53, 36, 6, 19, 27];
    const cost = costFunction({
      basis: 'all-units',
      tiers: [
        { fromQuantity: 1, unitPricePence: 2509 },
        { fromQuantity: 49, unitPricePence: 2219 },
        { fromQuantity: 190, unitPricePence: 1969 },
      ],
    });
    const game = tableGame(10, (members) =>
      fractionOf(
        costAt(
          cost,
          members.reduce((sum, i) => sum + quantities[i]!, 0),
        ),
      ),
    );
    expect(sumFractions(nucleolusOfTable(game))).toEqual(game.values.at(-1));
  });

  it('is for ten at most, and for costs worth sharing', () => {
    const zeros = { players: 11, values: Array.from({ length: 2 ** 11 }, () => zero) };
    expect(() => nucleolusOfTable(zeros)).toThrow('at most 10 members, not for 11');
    const dear = { players: 2, values: [zero, zero, zero, fraction(1n)] };
    expect(() => nucleolusOfTable(dear)).toThrow('Together they pay more than each one alone');
  });
});

/** A comparable text of all excesses, the greatest first. */
function excesses({ values, players }: TableGame, payments: readonly Fraction[]): string {
  const all = values.slice(1, -1).map((value, at) => {
    const members = Array.from({ length: players }, (_, i) => i).filter((i) => ((at + 1) >> i) & 1);
    const paid = sumFractions(members.map((i) => payments[i]!));
    // Texts compare as numbers while all have 13 digits, also what is below zero.
    return Math.round((toNumber(paid) - toNumber(value)) * 1000) + 5e12;
  });
  return all.sort((a, b) => b - a).join();
}

function moved(payments: readonly Fraction[], moves: readonly number[]): Fraction[] {
  return payments.map((payment, i) => {
    const next = moves[(i + 1) % payments.length] ?? 0;
    return sumFractions([
      payment,
      fractionOf((moves[i] ?? 0) - (payments.length > 1 ? next : (moves[i] ?? 0))),
    ]);
  });
}
