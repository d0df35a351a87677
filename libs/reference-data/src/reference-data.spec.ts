import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  buyingBand,
  codeFor,
  financeCodes,
  findFinanceCode,
  procurementThresholds,
  thresholdStanding,
  vatRateBasisPoints,
} from './index.js';

describe('A procurement threshold', () => {
  it('is amber at 95.0 %, with room for one more internet site and not for two', () => {
    const standing = thresholdStanding(19_728_000, 'goods-and-services', '2026-12-01')!;
    expect(standing).toMatchObject({ standing: 'amber', shareBasisPoints: 9497 });
    const sitePence = 3 * 240_000 * 1.2;
    expect(standing.roomPence).toBeGreaterThan(sitePence);
    expect(standing.roomPence).toBeLessThan(2 * sitePence);
  });

  it.each([
    [18_694_799, 'below'],
    [18_694_800, 'amber'],
    [20_771_999, 'amber'],
    [20_772_000, 'above'],
    [0, 'below'],
  ])('puts %d pence %s', (pence, standing) => {
    const found = thresholdStanding(pence, 'goods-and-services', '2026-01-01')!;
    expect(found.standing).toBe(standing);
    expect(found.roomPence).toBe(standing === 'above' ? 0 : 20_771_999 - pence);
  });

  it('is known for its two years only', () => {
    expect(thresholdStanding(1, 'works', '2027-12-31')?.thresholdPence).toBe(519_300_000);
    expect(thresholdStanding(1, 'works', '2028-01-01')).toBeUndefined();
    expect(thresholdStanding(1, 'light-touch', '2025-12-31')).toBeUndefined();
    expect(procurementThresholds).toHaveLength(3);
  });
});

describe('A buying band', () => {
  it.each([
    [999_999, 'low', 1],
    [1_000_000, 'medium', 3],
    [4_000_000, 'medium', 3],
    [4_000_001, 'high', 3],
  ])('of %d pence is %s and wants %d quotes', (pence, band, minimumQuotes) => {
    expect(buyingBand(pence, '2026-12-01')).toMatchObject({ band, minimumQuotes });
  });

  it('is not known for the past', () => {
    expect(buyingBand(1, '2024-12-31')).toBeUndefined();
  });
});

describe('A VAT rate', () => {
  it.each([
    ['standard', 2000],
    ['reduced', 500],
    ['zero', 0],
    ['exempt', 0],
    ['outside-scope', 0],
  ] as const)('of the class %s is %d basis points', (vatClass, rate) => {
    expect(vatRateBasisPoints(vatClass, '2026-12-01')).toBe(rate);
  });

  it('holds from its day on', () => {
    expect(vatRateBasisPoints('standard', '2011-01-04')).toBe(2000);
    expect(vatRateBasisPoints('standard', '2011-01-03')).toBeUndefined();
  });
});

describe('A finance code', () => {
  it.each([
    ['E22', 'BAE280'],
    ['E19', 'BAE200'],
    ['E25', 'BAE250'],
    ['E14', 'BAE130'],
    ['E20A', 'BAE210'],
    ['E26', 'BAE240'],
  ])('%s of a maintained school is %s of an academy', (cfr, aar) => {
    const code = findFinanceCode(cfr)!;
    expect(codeFor('maintained', code)).toBe(cfr);
    expect(codeFor('academy', code)).toBe(aar);
  });

  it('is found by either code, where that names one category', () => {
    expect(findFinanceCode('e28A')?.cfr).toBe('E28a');
    expect(findFinanceCode('BAE200')?.cfr).toBe('E19');
    expect(findFinanceCode('BAE210')).toBeUndefined();
    expect(findFinanceCode('E99')).toBeUndefined();
  });

  it('stands once in the table', () => {
    const codes = financeCodes.map(({ cfr }) => cfr);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codeFor('academy', findFinanceCode('E31')!)).toBeUndefined();
  });

  it('agrees with the shared table but where a doubt is noted, if that is at hand', () => {
    const file = '../shared/data/finance-codes/cfr-aar.csv';
    if (!existsSync(file)) return console.log('The shared finance codes are not here.');
    const lines = readFileSync(file, 'utf8').split('\n');
    const pairs = lines.flatMap((line) => {
      const aar = /BAE\d{3}/.exec(line)?.[0];
      if (!line.startsWith('Spending') || !aar) return [];
      return (line.match(/\bE\d\d[A-Ga-b]?\b/g) ?? []).map((cfr) => [cfr, aar] as const);
    });
    expect(pairs.length).toBeGreaterThan(30);
    const wrong = pairs.filter(([cfr, aar]) => findFinanceCode(cfr)?.aar !== aar);
    expect(wrong).toEqual([['E03', 'BAE240']]);
  });
});
