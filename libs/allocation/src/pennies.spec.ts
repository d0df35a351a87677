import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fraction, onGrid, penniesOf, twoWayPennies, type ShareTable } from './index.js';

const add = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0);
const thirds = (pence: bigint) => ['a', 'b', 'c'].map((id) => ({ id, share: fraction(pence, 3n) }));

describe('Whole pence of exact shares', () => {
  it('go to the largest remainders, ties to the id that sorts first', () => {
    const pence = (total: number) =>
      penniesOf(total, thirds(BigInt(total))).map((part) => part.pence);
    expect(pence(100)).toEqual([34, 33, 33]);
    expect(pence(-100)).toEqual([-34, -33, -33]);
    expect(penniesOf(100, thirds(100n).reverse()).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });

  it('tie when doubles differ by their rounding only', () => {
    const shares = [866.666_666_666_666_6, 1566.666_666_666_666_7, 2366.666_666_666_667];
    const named = shares.map((pence, i) => ({ id: String(i), share: onGrid(pence) }));
    expect(penniesOf(4800, named).map(({ pence }) => pence)).toEqual([867, 1567, 2366]);
    expect(onGrid(-0.25)).toEqual(fraction(-1n, 4n));
  });

  it('are refused for shares of something else', () => {
    expect(() => penniesOf(99, thirds(100n).slice(1))).toThrow('do not sum to 99 pence');
    expect(() => penniesOf(98, thirds(100n))).toThrow(RangeError);
  });
});

const anyTable: fc.Arbitrary<ShareTable> = fc
  .array(fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 20 })), { minLength: 4, maxLength: 4 }), {
    minLength: 1,
    maxLength: 9,
  })
  .chain((weights) =>
    fc.tuple(fc.constant(weights), fc.array(fc.nat({ max: 9999 }), { minLength: 4, maxLength: 4 })),
  )
  .map(([weights, totals]) => {
    const sums = totals.map((_, j) => add(weights.map((row) => row[j]!)));
    return {
      rows: weights.map((_, i) => `school ${i}`),
      columns: totals.map((total, j) => ({
        id: `lot ${j}`,
        totalPence: sums[j] === 0 ? 0 : total,
      })),
      cells: weights.map((row) =>
        row.map((weight, j) => (weight === 0 ? 0 : (totals[j]! * weight) / sums[j]!)),
      ),
    };
  });

describe('A table of schools and lots in whole pence', () => {
  it('ties: each cell the penny below or above, each row too, each lot exactly', () => {
    fc.assert(
      fc.property(anyTable, (table) => {
        const pence = twoWayPennies(table);
        table.columns.forEach(({ totalPence }, j) =>
          expect(add(pence.map((row) => row[j]!))).toBe(totalPence),
        );
        table.cells.forEach((row, i) => {
          expect(Math.abs(add(pence[i]!) - add(row))).toBeLessThan(1 + 1e-4);
          row.forEach((cell, j) => expect(Math.abs(pence[i]![j]! - cell)).toBeLessThan(1 + 1e-4));
          row.forEach((cell, j) => expect(cell !== 0 || pence[i]![j] === 0).toBe(true));
        });
      }),
    );
  });

  it('is the same in whatever order schools and lots are listed', () => {
    fc.assert(
      fc.property(anyTable, (table) => {
        const turned = twoWayPennies({
          rows: table.rows.toReversed(),
          columns: table.columns.toReversed(),
          cells: table.cells.toReversed().map((row) => row.toReversed()),
        });
        const back = turned.reverse().map((row) => row.reverse());
        expect(back).toEqual(twoWayPennies(table));
      }),
    );
  });

  it('is refused when the shares of a lot are not its total', () => {
    const columns = [{ id: 'paper', totalPence: 3 }];
    expect(() => twoWayPennies({ rows: ['a'], columns, cells: [[2]] })).toThrow(
      'The shares of a lot do not sum to its 3 pence.',
    );
    expect(twoWayPennies({ rows: [], columns: [], cells: [] })).toEqual([]);
  });
});
