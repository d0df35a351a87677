import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  alonePence,
  aloneTogetherPence,
  baselinePence,
  costPence,
  equalPriceShares,
  findSharingRule,
  savingRow,
  savingRows,
  savingTotals,
  type SavingRow,
} from './index.js';
import { anyLot } from './schedules.fixture.js';
import { lotOfRound, penceOf, winners } from './tarnbury-round.fixture.js';

const items = Object.keys(winners);

function rowsOf(item: string, spareUnits: boolean): SavingRow[] {
  const { quotes, winner, demands } = lotOfRound(item);
  return savingRows({
    demands,
    quotes: quotes.map(({ schedule }) => schedule),
    awarded: quotes.find(({ supplier }) => supplier === winner)!.schedule,
    spareUnits,
  });
}

describe('The first round of Tarnbury', () => {
  it.each(items)('saves on %s, to the penny, what each school was told', (item) => {
    expect(rowsOf(item, true)).toEqual(lotOfRound(item).expected);
    expect(rowsOf(item, false)).toEqual(lotOfRound(item).expected);
  });

  it('adds up to its published figures', () => {
    const all = items.flatMap((item) => rowsOf(item, true));
    expect(savingTotals(all)).toEqual({
      quantity: 804 + 560 + 100,
      paysPence: 2_376_540,
      baselinePence: 2_675_208,
      savingPence: 298_668,
      competitionPence: 38_975,
      aggregationPence: 259_693,
      worthwhile: true,
    });
    const nether = all.filter(({ id }) => id === '990008');
    expect(savingTotals(nether)).toMatchObject({ savingPence: 9235 });
  });

  it('shows one saving below zero, and one without evidence', () => {
    const paper = rowsOf('copier-paper', true);
    const ofSchool = (id: string) => paper.find((row) => row.id === id)!;
    expect(ofSchool('990020')).toMatchObject({ savingPence: -1500, competitionPence: 0 });
    expect(ofSchool('990017')).toMatchObject({ baselinePence: 8850, evidenceGrade: 'none' });
  });

  it('sets a trust as one buyer beside its schools, each alone', () => {
    const { demands, quotes } = lotOfRound('copier-paper');
    const trust = demands.filter(({ id }) => id <= '990005');
    const schedules = quotes.map(({ schedule }) => schedule);
    const each = trust.reduce((sum, demand) => sum + alonePence(demand, schedules), 0);
    expect(each).toBe(411_340);
    expect(aloneTogetherPence(trust, schedules)).toBe(411_340);
    const unproved = trust.map(({ id, quantity }) => ({ id, quantity }));
    expect(aloneTogetherPence(unproved, schedules)).toBe(314 * 1340);
  });

  it('equals the shared table of expected figures, where that is at hand', () => {
    const file = '../shared/data/demo/round1-expected.csv';
    if (!existsSync(file)) return console.log('The shared demonstration data are not here.');
    const lines = readFileSync(file, 'utf8').trim().split('\n').slice(1);
    expect(lines).toHaveLength(items.flatMap((item) => rowsOf(item, true)).length);
    for (const line of lines) {
      const [urn, , item, supplier, quantity, , ...money] = line.split(',');
      const row = rowsOf(item!, true).find(({ id }) => id === urn)!;
      expect(winners[item!]).toBe(supplier);
      expect([
        row.quantity,
        row.paysPence,
        row.baselinePence,
        row.savingPence,
        row.competitionPence,
        row.aggregationPence,
      ]).toEqual([Number(quantity), ...money.slice(0, 5).map(penceOf)]);
    }
  });
});

describe('A saving', () => {
  it('is competition plus aggregation, and competition never costs anyone', () => {
    fc.assert(
      fc.property(anyLot, fc.boolean(), (lot, spareUnits) => {
        for (const row of savingRows({ ...lot, spareUnits })) {
          expect(row.savingPence).toBe(row.baselinePence - row.paysPence);
          expect(row.savingPence).toBe(row.competitionPence + row.aggregationPence);
          expect(row.competitionPence).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('never flatters grouping: where spare units are allowed, alone may use them too', () => {
    fc.assert(
      fc.property(anyLot, ({ demands, quotes }) => {
        for (const demand of demands) {
          const spare = alonePence(demand, quotes, true);
          expect(spare).toBeLessThanOrEqual(alonePence(demand, quotes, false));
        }
      }),
    );
  });

  it('is the same for each school in whatever order they are listed', () => {
    fc.assert(
      fc.property(anyLot, (lot) => {
        const reversed = savingRows({ ...lot, demands: lot.demands.toReversed() });
        expect(reversed.toReversed()).toEqual(savingRows(lot));
      }),
    );
  });

  it('of a school that wants nothing is nothing', () => {
    const { quotes } = lotOfRound('meal-trays');
    const nothing = { id: 'a', quantity: 0, lastPrice: { pricePence: 2750, grade: 'A' as const } };
    const row = savingRow(
      nothing,
      0,
      quotes.map(({ schedule }) => schedule),
    );
    expect(row).toMatchObject({ baselinePence: 0, savingPence: 0, competitionPence: 0 });
  });

  it('is not worthwhile when the round costs more than the schools paid before', () => {
    const rows = rowsOf('copier-paper', true).filter(({ id }) => id === '990020');
    expect(savingTotals(rows).worthwhile).toBe(false);
    expect(savingTotals([]).savingPence).toBe(0);
  });

  it('needs a quote to compare with', () => {
    expect(() => baselinePence({ id: 'a', quantity: 1 }, [])).toThrow('Without a quote');
  });
});

describe('Equal price', () => {
  it('is found by its id and version, and no other version is', () => {
    expect(findSharingRule('equal_price', 1)?.name).toBe('Equal price');
    expect(findSharingRule('equal_price', 2)).toBeUndefined();
  });

  it('shares the whole cost, in proportion to quantity within a penny', () => {
    fc.assert(
      fc.property(anyLot, ({ demands, awarded }) => {
        const all = demands.reduce((sum, { quantity }) => sum + quantity, 0);
        const total = costPence(awarded, all);
        const parts = equalPriceShares(total, demands);
        expect(parts.reduce((sum, { pence }) => sum + pence, 0)).toBe(total);
        parts.forEach(({ pence }, i) => {
          const off = BigInt(pence) * BigInt(all) - BigInt(total) * BigInt(demands[i]!.quantity);
          expect(off > -BigInt(all) && off < BigInt(all)).toBe(true);
        });
      }),
    );
  });

  it('shares nothing among schools that want nothing', () => {
    expect(equalPriceShares(0, [{ id: 'a', quantity: 0 }])).toEqual([{ id: 'a', pence: 0 }]);
  });
});
