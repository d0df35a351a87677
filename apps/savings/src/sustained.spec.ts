import { describe, expect, it } from '@jest/globals';
import type { ShareRow } from '#messages/savings';
import { yearEndOf } from './financial-year.js';
import { withSustained, type RoundOfRows } from './sustained.js';

const round = (roundId: string, isSettled: boolean, ...rows: ShareRow[]): RoundOfRows => ({
  roundId,
  consortiumId: 'c',
  title: roundId,
  awardedAt: roundId,
  isSettled,
  rows,
});
const row = (quantity: number, lastPence: number, pricePence: number, item = 'paper') => {
  const [baselinePence, paysPence] = [quantity * lastPence, quantity * pricePence];
  const savingPence = baselinePence - paysPence;
  return { urn: '990001', item, quantity, baselinePence, paysPence, savingPence } as ShareRow;
};
const sustainedOf = (rounds: readonly RoundOfRows[]) =>
  rounds.map(({ rows }) => rows.map(({ sustained }) => sustained));

describe('A saving of the second year', () => {
  const first = round('one', true, row(20, 1795, 1235));

  it('is new against the first year’s price, and what that had saved is sustained', () => {
    const rounds = withSustained([first, round('two', false, row(10, 1235, 1195))]);
    expect(sustainedOf(rounds)[1]).toEqual([
      { sinceRoundId: 'one', newPence: 10 * 40, sustainedPence: 10 * 560 },
    ]);
  });

  it('is no larger against the old price again: both parts are told apart', () => {
    const [, second] = withSustained([first, round('two', false, row(10, 1795, 1195))]);
    const { savingPence, sustained } = second!.rows[0]!;
    expect(sustained).toMatchObject({ newPence: 400, sustainedPence: 5600 });
    expect(sustained!.newPence + sustained!.sustainedPence).toBe(savingPence);
  });

  it('goes back to the first price of all in a third year', () => {
    const second = round('two', true, row(10, 1235, 1195));
    const rounds = withSustained([first, second, round('three', false, row(1, 1195, 1200))]);
    expect(sustainedOf(rounds)[2]).toEqual([
      { sinceRoundId: 'two', newPence: -5, sustainedPence: 600 },
    ]);
  });

  it('needs a settled round before it, and the same item', () => {
    const second = round('two', false, row(10, 1235, 1195));
    expect(sustainedOf(withSustained([{ ...first, isSettled: false }, second]))[1]).toEqual([
      undefined,
    ]);
    const trays = round('two', false, row(10, 1235, 1195, 'trays'));
    expect(sustainedOf(withSustained([first, trays]))[1]).toEqual([undefined]);
  });
});

describe('A financial year', () => {
  it('ends on 31 August for an academy trust, on 31 March for a maintained school', () => {
    const at = '2026-08-31T22:30:00.000Z';
    expect(yearEndOf(at, 'legal-form', 'multi-academy-trust')).toBe('2026-08-31');
    expect(yearEndOf(at, 'legal-form', 'governing-body')).toBe('2027-03-31');
    expect(yearEndOf(at, 'legal-form', undefined)).toBe('2027-03-31');
  });

  it('begins at midnight in London, and is one for all where it is chosen so', () => {
    // Midnight of summer time: 1 September has begun.
    expect(yearEndOf('2026-08-31T23:30:00.000Z', '31-august', 'governing-body')).toBe('2027-08-31');
    expect(yearEndOf('2026-03-31T12:00:00.000Z', '31-march', 'multi-academy-trust')).toBe(
      '2026-03-31',
    );
  });
});
