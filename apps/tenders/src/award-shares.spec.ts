import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { costPence, sharingRules } from '#libs/allocation';
import { sumPence } from '#libs/money';
import type { LockedDemand } from '#messages/rounds';
import type { RecommendedPart, TenderLot } from '#messages/tenders';
import { partLots } from './award-shares.js';
import type { LotToPart, WinToPart } from './invoiced-lot.js';
import { servedSchools } from './part-schools.js';
import { overCeiling, standingsOf } from './share-standing.js';
import { tenderLots } from './tender.fixture.js';

const wanted = (n: number, quantity: number, room = 0): LockedDemand => ({
  schoolUrn: String(990_001 + n),
  partyId: 'p',
  quantity,
  max: quantity + room,
  lastPricePence: 2_000,
  evidenceGrade: 'A',
  vatRecovered: true,
});

const schedule = {
  basis: 'all-units' as const,
  tiers: [
    { fromQuantity: 1, unitPricePence: 1_000 },
    { fromQuantity: 50, unitPricePence: 900 },
  ],
};

function lotOf(lotId: string, demand: readonly LockedDemand[]): TenderLot {
  const quantity = sumPence(demand.map((one) => one.quantity));
  return { ...tenderLots[0]!, lotId, item: lotId, quantity, demand };
}

function winOf(quoteId: string, quantity: number, more: Partial<WinToPart> = {}): WinToPart {
  const goodsPence = costPence(schedule, quantity);
  const plain = { discountPence: 0, fixedFeePence: 0, deliveryPence: 0 };
  return { quoteId, quantity, goodsPence, schedule, ...plain, ...more };
}

function parted(lots: readonly LotToPart[], id: string, spareUnits = true) {
  const made = partLots(lots, { rule: { id, version: 1 }, spareUnits });
  if ('cannotShare' in made) throw new Error(made.cannotShare);
  return made.parts;
}

const sharesIn = (parts: readonly RecommendedPart[]) => parts.flatMap(({ shares }) => shares);
const paysOf = (parts: readonly RecommendedPart[]) =>
  sumPence(sharesIn(parts).map(({ paysPence }) => paysPence));
const shareOf = (parts: readonly RecommendedPart[]) =>
  sumPence(sharesIn(parts).map(({ sharePence, paysPence }) => sharePence ?? paysPence));

describe('An awarded lot', () => {
  it('is invoiced at one price, and its own delivery to each school', () => {
    const lot = lotOf('L', [wanted(0, 30), wanted(1, 10)]);
    const win = winOf('A', 40, { fixedFeePence: 400, deliveryPence: 250 });
    const [[part]] = parted([{ lot, wins: [win], schedules: [schedule] }], 'equal_price') as [
      [RecommendedPart],
    ];
    expect(part).toMatchObject({ goodsPence: 40_000, feesPence: 900, totalPence: 40_900 });
    expect(part.shares).toEqual([
      expect.objectContaining({ quantity: 30, paysPence: 30_550, deliveryPence: 250 }),
      expect.objectContaining({ quantity: 10, paysPence: 10_350, deliveryPence: 250 }),
    ]);
    expect(part.shares.every((share) => !('sharePence' in share))).toBe(true);
  });

  it('gives spare units to who takes more, and lets everybody pay for what it asked for', () => {
    const lot = lotOf('L', [wanted(0, 30, 6), wanted(1, 18, 2)]);
    const made = parted([{ lot, wins: [winOf('A', 50)], schedules: [schedule] }], 'equal_price');
    expect(sharesIn(made[0]!)).toEqual([
      expect.objectContaining({
        quantity: 32,
        spareQuantity: 2,
        paysPence: 28_800,
        sharePence: 28_125,
      }),
      expect.objectContaining({ quantity: 18, paysPence: 16_200, sharePence: 16_875 }),
    ]);
  });

  it('puts the charges of a small part on invoices of schools that can bear them', () => {
    const at = (unitPricePence: number) => ({
      basis: 'all-units' as const,
      tiers: [{ fromQuantity: 1, unitPricePence }],
    });
    const [cheap, dear] = [at(100), at(200)];
    const invoiced = (firm: readonly number[], rest: number, fixedFeePence: number) => {
      const lot = {
        ...lotOf(
          'L',
          firm.map((units, n) => wanted(n, units)),
        ),
        ceilingPence: 270,
      };
      const first = lot.quantity - rest;
      const wins = [
        winOf('A', first, { goodsPence: first * 100, schedule: cheap }),
        winOf('B', rest, { goodsPence: rest * 200, schedule: dear, fixedFeePence }),
      ];
      const [parts] = parted([{ lot, wins, schedules: [cheap, dear] }], 'equal_price');
      const standings = standingsOf(lot, parts!);
      const over = overCeiling(standings, (urn) => urn);
      return over ?? standings.map(({ invoicedPence }) => invoicedPence);
    };
    expect(invoiced([990, 10], 10, 50_000)).toEqual([98_000 + 52_000, 1_000]);
    expect(invoiced([10, 12], 10, 2_300)).toEqual([2_650, 2_850]);
    expect(invoiced([2, 2], 1, 500)).toBe(
      '990002 would be invoiced £8.00 for 2 of L, and its ceiling is £5.40',
    );
  });

  it('takes from all by their demand what nobody supplies', () => {
    const served = servedSchools([wanted(0, 30), wanted(1, 10)], 20);
    expect(served.map(({ quantity }) => quantity)).toEqual([15, 5]);
  });

  it('has the same pennies in any order of lots, also of lots with one name', () => {
    const school = fc.integer({ min: 1, max: 40 });
    const lotArb = fc.array(school, { minLength: 3, maxLength: 3 });
    const shares = (lots: readonly LotToPart[]) =>
      parted(lots, 'contribution').map((parts) => sharesIn(parts).map((one) => one.sharePence));
    fc.assert(
      fc.property(fc.array(lotArb, { minLength: 3, maxLength: 5 }), (quantities) => {
        const lots = quantities.map((own, n): LotToPart => {
          const demand = own.map((quantity, i) => wanted(i, quantity));
          const lot = { ...lotOf(`L${n}`, demand), item: 'Paper' };
          return { lot, wins: [winOf('A', lot.quantity)], schedules: [schedule] };
        });
        expect(shares(lots.toReversed()).toReversed()).toEqual(shares(lots));
      }),
    );
  });

  it('is refused by a rule that has no answer for it, in the rule’s words', () => {
    const many = Array.from({ length: 11 }, (_, n) => wanted(n, 5));
    const lots = [{ lot: lotOf('L', many), wins: [winOf('A', 55)], schedules: [schedule] }];
    const made = partLots(lots, { rule: { id: 'nucleolus', version: 1 }, spareUnits: true });
    expect(made).toEqual({ cannotShare: expect.stringContaining('10') });
  });

  it('holds together to the penny, whatever the rule, the winners, fees and discounts', () => {
    const school = fc.record({
      quantity: fc.integer({ min: 1, max: 40 }),
      room: fc.integer({ min: 0, max: 9 }),
    });
    const fee = fc.integer({ min: 0, max: 999 });
    const ceiling = fc.constantFrom(1_350, 1_000_000);
    const rules = sharingRules.map(({ id }) => id);
    const rule = fc.constantFrom(...rules.filter((id) => id !== 'nucleolus'));
    const lotArb = fc.record({
      schools: fc.array(school, { minLength: 1, maxLength: 7 }),
      cut: fc.double({ min: 0, max: 1, noNaN: true }),
      spare: fc.double({ min: 0, max: 1, noNaN: true }),
      fixed: fee,
      delivery: fee,
      discount: fc.integer({ min: 0, max: 900 }),
      ceiling,
    });
    let several = 0;
    let ruled = 0;
    fc.assert(
      fc.property(rule, fc.array(lotArb, { minLength: 1, maxLength: 3 }), (id, made) => {
        const lots = made.map((of, n): LotToPart => {
          const demand = of.schools.map(({ quantity, room }, i) => wanted(i, quantity, room));
          const lot = { ...lotOf(`L${n}`, demand), ceilingPence: of.ceiling };
          const room = sumPence(demand.map(({ max, quantity }) => max - quantity));
          const bought = lot.quantity + Math.floor(room * of.spare);
          const first = Math.max(1, Math.round(bought * of.cut));
          const terms = { fixedFeePence: of.fixed, deliveryPence: of.delivery };
          const one = winOf('A', first, { ...terms, discountPence: of.discount });
          const rest = bought - first;
          const wins = rest > 0 ? [one, winOf('B', rest, terms)] : [one];
          return { lot, wins, schedules: [schedule] };
        });
        const answer = partLots(lots, { rule: { id, version: 1 }, spareUnits: true });
        if ('cannotShare' in answer) return;
        answer.parts.forEach((parts, n) => {
          const { wins, lot } = lots[n]!;
          const total = sumPence(parts.map(({ totalPence }) => totalPence));
          expect(paysOf(parts)).toBe(total);
          expect(shareOf(parts)).toBe(total);
          for (const part of parts) expect(paysOf([part])).toBe(part.totalPence);
          expect(parts.map((part) => sumPence(part.shares.map((one) => one.quantity)))).toEqual(
            wins.map(({ quantity }) => quantity),
          );
          const served = sharesIn(parts).map(({ schoolUrn }) => schoolUrn);
          const most = lot.ceilingPence > 1_350 ? wins.length - 1 : Infinity;
          expect(served.length - new Set(served).size).toBeLessThanOrEqual(most);
          for (const { schoolUrn, quantity, max } of lot.demand) {
            const own = sharesIn(parts).filter((share) => share.schoolUrn === schoolUrn);
            const units = sumPence(own.map((share) => share.quantity));
            const spare = sumPence(own.map((share) => share.spareQuantity ?? 0));
            expect(units - spare).toBe(quantity);
            expect(units).toBeLessThanOrEqual(max);
          }
          several += Number(wins.length > 1);
          ruled += Number(sharesIn(parts).some(({ sharePence }) => sharePence !== undefined));
        });
      }),
      { numRuns: 300 },
    );
    expect(several).toBeGreaterThan(100);
    expect(ruled).toBeGreaterThan(100);
  });
});
