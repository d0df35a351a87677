import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { costPence, equalPriceShares } from '#libs/allocation';
import { sumPence } from '#libs/money';
import type { QuoteLine } from '#messages/quotes';
import { answerTo } from './what-if-answer.js';
import { truthOf, whatIf, type CountedQuote, type LotTruth, type RoundTruth } from './what-if.js';

const ruleIds = ['equal_price', 'contribution', 'proportional_to_baseline', 'serial'] as const;
const equalPrice = { id: 'equal_price', version: 1 } as const;

function quote(
  quoteId: string,
  tiers: [number, number][],
  basis: QuoteLine['basis'] = 'all-units',
) {
  const line: QuoteLine = {
    lotId: 'lot',
    meetsSpecification: true,
    basis,
    tiers: tiers.map(([fromQuantity, unitPricePence]) => ({ fromQuantity, unitPricePence })),
  };
  return { quoteId, supplierName: quoteId, line };
}

/** An award as it is made: the whole lot to the cheapest quote, one price for everybody. */
function lotOf(
  quantities: readonly (readonly [string, number, number?])[],
  quotes: CountedQuote[],
) {
  const demands = quantities.map(([id, quantity, pricePence]) => ({
    id,
    partyId: `party of ${id}`,
    quantity,
    ...(pricePence !== undefined && { lastPrice: { pricePence, grade: 'A' as const } }),
  }));
  const total = sumPence(demands.map(({ quantity }) => quantity));
  const costs = quotes.map(({ line }) => costPence(line, total));
  const totalPence = Math.min(...costs);
  const winner = quotes[costs.indexOf(totalPence)]!;
  const lot: LotTruth = {
    lotId: 'lot',
    item: 'exercise-books',
    unit: 'pack',
    ceilingPence: 1_000_000,
    minimumQuantity: 0,
    demands,
    quotes,
    winnerId: winner.quoteId,
    supplierName: winner.supplierName,
    totalPence,
    paysPence: equalPriceShares(totalPence, demands).map(({ pence }) => pence),
  };
  return lot;
}

const round = (...lots: LotTruth[]): RoundTruth => ({ rule: equalPrice, spareUnits: true, lots });

const brackenfold = quote('Brackenfold', [
  [1, 2420],
  [200, 2170],
  [400, 2035],
  [600, 1995],
]);
const nethermere = quote('Nethermere', [
  [1, 2360],
  [300, 2070],
]);
/** The demonstration's exercise books before a school left: 616 packs, 56 of them Signal Row's. */
const books = lotOf(
  [
    ['990001', 400, 2465],
    ['990012', 56, 2465],
    ['990019', 160, 2100],
  ],
  [brackenfold, nethermere],
);

describe('What if', () => {
  it('a school leaves: 616 packs become 560, and the others pay 40p more for each', () => {
    const answer = answerTo(round(books), { withoutSchoolUrn: '990012' });
    expect(answer.leaving).toEqual({
      schoolUrn: '990012',
      othersPence: 22_400,
      harmPence: 22_400,
      capPence: 56 * (2465 - 1995),
      chargePence: 22_400,
    });
    expect(answer.lots[0]!.truth).toMatchObject({ quantity: 616, totalPence: 616 * 1995 });
    expect(answer.lots[0]!.whatIf).toMatchObject({ quantity: 560, totalPence: 560 * 2035 });
    expect(answer.schools[1]).toMatchObject({ schoolUrn: '990012', whatIf: null });
  });

  it('a charge is never more than the leaver’s own saving', () => {
    const dear = lotOf(
      [
        ['990001', 560, 2465],
        ['990012', 56, 2000],
      ],
      [brackenfold],
    );
    const { leaving } = answerTo(round(dear), { withoutSchoolUrn: '990012' });
    expect(leaving).toMatchObject({ harmPence: 22_400, capPence: 280, chargePence: 280 });
  });

  it('spare units up to the tier are the cheaper remedy just below it, and are said', () => {
    const near = lotOf(
      [
        ['990001', 599, 2465],
        ['990012', 10, 2465],
      ],
      [brackenfold],
    );
    const answer = answerTo(round(near), { withoutSchoolUrn: '990012' });
    expect(answer.lots[0]!.whatIf).toMatchObject({ spareQuantity: 1, totalPence: 600 * 1995 });
    expect(answer.lots[0]!.notes).toEqual([
      '600 packs would be bought, 1 of them spare: that costs less, £11,970.00.',
    ]);
    expect(answer.leaving!.harmPence).toBe(1995);
  });

  it('another quote wins only where it is cheaper, and keeps every penny where it is not', () => {
    const change = (unitPricePence: number) => ({
      quote: { lotId: 'lot', ...quote('Newcomer', [[1, unitPricePence]]) },
    });
    expect(answerTo(round(books), change(1994)).lots[0]!.whatIf).toMatchObject({
      supplierName: 'Newcomer',
      totalPence: 616 * 1994,
    });
    const [kept] = whatIf(round(books), change(1996));
    expect(kept).toMatchObject({ supplierName: 'Brackenfold', totalPence: 616 * 1995 });
    expect(kept!.rows.map(({ paysPence }) => paysPence)).toEqual(books.paysPence);
  });

  it('nobody wins above the ceiling, and it is said', () => {
    const strict = { ...books, ceilingPence: 2000 };
    const [lot] = whatIf(round(strict), { withoutSchoolUrn: '990012' });
    expect(lot).toMatchObject({ supplierName: null, totalPence: 0, rows: [] });
    expect(lot!.notes.join()).toContain('above the ceiling of £20.00');
  });

  it('a lot that cannot be tried out stays as it was awarded, and says why', () => {
    const fixed = { ...books, fixed: 'Several suppliers share this lot.' };
    const [lot] = whatIf(round(fixed), { withoutSchoolUrn: '990012' });
    expect(lot!.rows).toEqual(truthOf(round(fixed))[0]!.rows);
    expect(lot!.notes).toEqual(['Several suppliers share this lot.']);
  });
});

const tiers = fc
  .tuple(
    fc.integer({ min: 500, max: 3000 }),
    fc.array(fc.integer({ min: 2, max: 120 }), { maxLength: 3 }),
  )
  .map(([price, starts]): [number, number][] => [
    [1, price],
    ...[...new Set(starts)]
      .sort((a, b) => a - b)
      .map((from, i): [number, number] => [from, price - 40 * (i + 1)]),
  ]);
const basis = fc.constantFrom('all-units' as const, 'incremental' as const);
const anyLot = fc
  .record({
    quantities: fc.array(
      fc.tuple(fc.integer({ min: 1, max: 40 }), fc.option(fc.integer({ min: 600, max: 3500 }))),
      { minLength: 2, maxLength: 6 },
    ),
    quotes: fc.array(fc.tuple(tiers, basis), { minLength: 1, maxLength: 3 }),
  })
  .map(({ quantities, quotes }) =>
    lotOf(
      quantities.map(([quantity, last], i) => [`99000${i}`, quantity, last ?? undefined] as const),
      quotes.map(([one, how], i) => quote(`q${i}`, one, how)),
    ),
  );
describe('What would be', () => {
  it('is the truth when nothing changes', () => {
    fc.assert(
      fc.property(anyLot, (lot) => {
        const { schools, total } = answerTo(round(lot), { rule: equalPrice });
        expect(total.whatIf).toEqual(total.truth);
        for (const school of schools) expect(school.whatIf).toEqual(school.truth);
      }),
    );
  });

  it('is the truth when a losing quote takes its own place', () => {
    fc.assert(
      fc.property(anyLot, (lot) => {
        const loser = lot.quotes.find(({ quoteId }) => quoteId !== lot.winnerId);
        fc.pre(loser !== undefined);
        const [would] = whatIf(
          { ...round(lot), spareUnits: false },
          {
            quote: { ...loser, lotId: 'lot', replaces: loser.quoteId },
          },
        );
        expect(would!.rows).toEqual(truthOf({ ...round(lot), spareUnits: false })[0]!.rows);
      }),
    );
  });

  it('adds up: schools to lots, competition and aggregation to the saving, by any rule', () => {
    fc.assert(
      fc.property(anyLot, fc.constantFrom(...ruleIds), fc.boolean(), (lot, id, leaves) => {
        const change = { rule: { id, version: 1 }, ...(leaves && { withoutSchoolUrn: '990000' }) };
        const { lots, schools, total } = answerTo(round(lot), change);
        const pays = sumPence(schools.map((school) => school.whatIf?.paysPence ?? 0));
        expect(pays).toBe(total.whatIf.paysPence);
        expect(pays).toBe(lots[0]!.whatIf.totalPence);
        const { savingPence, competitionPence, aggregationPence, baselinePence } = total.whatIf;
        expect(competitionPence + aggregationPence).toBe(savingPence);
        expect(baselinePence - pays).toBe(savingPence);
        for (const { lots: parts, whatIf: would } of schools) {
          const own = sumPence(parts.map(({ whatIfPence }) => whatIfPence ?? 0));
          expect(own).toBe(would?.paysPence ?? 0);
        }
      }),
    );
  });

  it('without a school: the harm is what the others pay more after the cheapest remedy', () => {
    fc.assert(
      fc.property(anyLot, fc.boolean(), (lot, spareUnits) => {
        const one = { ...round(lot), spareUnits, lots: [{ ...lot, quotes: [winner(lot)] }] };
        const { leaving, total, schools } = answerTo(one, { withoutSchoolUrn: '990000' });
        const before = total.truth.paysPence - schools[0]!.truth!.paysPence;
        expect(total.whatIf.paysPence).toBe(before + leaving!.othersPence);
        expect(leaving!.harmPence).toBe(Math.max(0, leaving!.othersPence));
        expect(leaving!.chargePence).toBe(Math.min(leaving!.harmPence, leaving!.capPence));
        expect(leaving!.chargePence).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

function winner({ quotes, winnerId }: LotTruth): CountedQuote {
  return quotes.find(({ quoteId }) => quoteId === winnerId)!;
}
