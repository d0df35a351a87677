import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bestAward, enumerateAwards, exactCost, solverOfThread } from '#libs/award';
import { sumPence } from '#libs/money';
import type { QuoteLine, RevealedQuote } from '#messages/quotes';
import type { TenderLot } from '#messages/tenders';
import { chosenLots } from './award-choices.js';
import { awardModel, seedOf, validOffers, type AwardInputs } from './award-model.js';
import { choicesOf } from './award-solving.js';
import { partLots } from './award-shares.js';
import { lotsToPart } from './part-prices.js';
import { offer, paper, paperQuotes, quoteIds, suppliers, terms, trays } from './tender.fixture.js';

const plain: AwardInputs = { terms, quotes: paperQuotes, setAside: [], qualities: [] };

describe('What decides an award', () => {
  it('is every valid quote, for one supplier a lot unless the terms say otherwise', () => {
    const model = awardModel(plain);
    expect(model.lots).toEqual([{ lotId: paper, quantity: 804, maxSuppliers: 1, schools: 3 }]);
    expect(model.quotes.map(({ supplierId }) => supplierId)).toEqual([
      suppliers.Quillstone,
      suppliers.Brackenfold,
      suppliers.Nethermere,
    ]);
    const aside = { lotId: paper, quoteId: quoteIds.Quillstone, reason: 'A typing error.' };
    expect(awardModel({ ...plain, setAside: [aside] }).quotes).toHaveLength(2);
  });

  it('holds the terms of the tender and of the quotes', () => {
    const [second, third, first] = paperQuotes;
    const line = { ...first!.lines[0]!, capacity: 600, minimumAward: 20, fixedFeePence: 500 };
    const quotes: RevealedQuote[] = [
      {
        ...first!,
        lines: [line],
        capacity: 500,
        rebates: [{ fromSpendPence: 9, rateBasisPoints: 1 }],
      },
      second!,
      third!,
    ];
    const lots = terms.lots.map((lot) => ({ ...lot, maxSuppliers: 2, reserveUnitPence: 1_340 }));
    const model = awardModel({
      ...plain,
      quotes,
      terms: { lots, maxWinners: 2, spareUnits: true },
    });
    expect(model.maxWinners).toBe(2);
    expect(model.lots[0]).toMatchObject({
      maxSuppliers: 2,
      spareUnits: 15,
      reserveUnitPence: 1_340,
    });
    expect(model.supplierCapacity).toEqual({ [first!.supplierId]: 500 });
    expect(model.quotes.find(({ supplierId }) => supplierId === first!.supplierId)).toMatchObject({
      capacity: 500,
      minimumAward: 20,
      fixedFeePence: 500,
    });
    expect(model.rebates).toHaveLength(1);
  });

  it('forgets a bundle that nobody can earn', () => {
    const [first, ...others] = paperQuotes;
    const bundles = [{ lotIds: [paper, trays], offBasisPoints: 100 }];
    const quotes = [{ ...first!, bundles }, ...others];
    expect(awardModel({ ...plain, quotes }).bundles).toEqual([]);
  });

  it('takes quality at its price', () => {
    const scoring = { kind: 'monetised-quality', pencePerPoint: 3 } as const;
    const qualities = [{ lotId: paper, quoteId: quoteIds.Nethermere, quality: 62.5 }];
    const model = awardModel({ ...plain, terms: { ...terms, scoring }, qualities });
    const scored = model.quotes.find(({ supplierId }) => supplierId === suppliers.Nethermere);
    expect(scored).toMatchObject({ qualityPencePerUnit: 188, qualityScore: 62.5 });
  });

  it('draws the lot from all seals, in no order', () => {
    expect(seedOf(['b', 'a'])).toBe(seedOf(['a', 'b']));
    expect(seedOf(['a', 'b'])).not.toBe(seedOf(['a', 'c']));
  });
});

const names = ['Quillstone', 'Nethermere', 'Brackenfold'] as const;
const price = fc.integer({ min: 50, max: 120 });
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 2 });
const lineArb = fc.record({
  low: price,
  step: fc.integer({ min: 2, max: 6 }),
  high: price,
  capacity: maybe(fc.integer({ min: 2, max: 9 })),
  minimumAward: maybe(fc.integer({ min: 1, max: 4 })),
  fixedFeePence: maybe(fc.integer({ min: 0, max: 90 })),
});
const tenderArb = fc.record({
  quantities: fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 6 })),
  spare: fc.integer({ min: 0, max: 2 }),
  maxSuppliers: fc.integer({ min: 1, max: 2 }),
  reserve: maybe(fc.constant(130)),
  maxWinners: maybe(fc.integer({ min: 1, max: 2 })),
  lines: fc.array(fc.tuple(lineArb, lineArb), { minLength: 2, maxLength: 3 }),
  off: maybe(fc.integer({ min: 100, max: 2_500 })),
  rebate: maybe(fc.integer({ min: 200, max: 900 })),
});
type Made = typeof tenderArb extends fc.Arbitrary<infer T> ? T : never;

/** A small tender as it would be published and opened. */
function inputsOf(made: Made): AwardInputs {
  const lots = terms.lots.map((lot, n): TenderLot => {
    const quantity = made.quantities[n]!;
    const [first, second] = [Math.ceil(quantity / 2), Math.floor(quantity / 2)];
    const whose = { ...lot.demand[0]!, lastPricePence: null };
    const demand = [
      { ...whose, schoolUrn: '990001', quantity: first, max: first + made.spare },
      { ...whose, schoolUrn: '990002', quantity: second, max: second },
    ].filter((one) => one.quantity > 0);
    const most = quantity + made.spare;
    const { maxSuppliers, reserve: reserveUnitPence } = made;
    const own = { maxSuppliers, ...(reserveUnitPence !== undefined && { reserveUnitPence }) };
    return { ...lot, quantity, mostQuantity: most, ceilingPence: 1_000, demand, ...own };
  });
  const quotes = made.lines.map((pair, s): RevealedQuote => {
    const lines = pair.map(({ low, step, high, ...more }, n): QuoteLine => {
      const line = offer(lots[n]!.lotId, [
        [1, low],
        [step, high],
      ]);
      const given = Object.entries(more).filter(([, value]) => value !== undefined);
      return { ...line, ...Object.fromEntries(given) };
    });
    const lotIds = lots.map(({ lotId }) => lotId);
    const bundles = s === 0 && made.off !== undefined && [{ lotIds, offBasisPoints: made.off }];
    const rebates = s === 1 &&
      made.rebate !== undefined && [{ fromSpendPence: made.rebate, rateBasisPoints: 1_000 }];
    const name = names[s]!;
    const which = { quoteId: quoteIds[name], supplierId: suppliers[name], supplierName: name };
    return { ...which, lines, ...(bundles && { bundles }), ...(rebates && { rebates }) };
  });
  const { maxWinners } = made;
  const limits = { ...(maxWinners !== undefined && { maxWinners }), spareUnits: made.spare > 0 };
  return { terms: { lots, ...limits }, quotes, setAside: [], qualities: [] };
}

describe('The award of a small tender', () => {
  it('is the one that trying every award finds, and can be recommended and shared', async () => {
    const highs = await solverOfThread();
    const seen = { awarded: 0, several: 0, discounted: 0 };
    fc.assert(
      fc.property(tenderArb, (made) => {
        const inputs = inputsOf(made);
        const offers = validOffers(inputs);
        const model = awardModel(inputs, offers);
        const all = enumerateAwards(model);
        if (!all) return;
        const best = bestAward(highs, model, { seed: 's' });
        expect(best.award === undefined).toBe(all.optimal.length === 0);
        if (!best.award) return;
        const cost = exactCost(model, best.award);
        expect(cost.total).toBe(all.cost);
        expect(best.optimalSolutions).toBe(all.optimal.length === 1 ? 1 : '>1');
        const modelled = { tender: inputs as never, offers, model, seed: 's', key: '' };
        const chosen = chosenLots(inputs, choicesOf(best.award, modelled));
        const rule = { id: 'equal_price', version: 1 };
        const parted = partLots(lotsToPart(inputs.quotes, chosen), { rule, spareUnits: true });
        if ('cannotShare' in parted) throw new Error(parted.cannotShare);
        const money = sumPence(parted.parts.flat().map(({ totalPence }) => totalPence));
        const exact = Number(cost.goods + cost.fees - cost.bundles - cost.rebates) / 1e7;
        expect(Math.abs(money - exact)).toBeLessThanOrEqual(1.5);
        seen.awarded += 1;
        seen.several += Number(chosen.some(({ wins }) => wins.length > 1));
        seen.discounted += Number(cost.bundles + cost.rebates > 0n);
      }),
      { numRuns: 80, seed: 20_261_124 },
    );
    expect(seen.awarded).toBeGreaterThan(30);
    expect(seen.several).toBeGreaterThan(3);
    expect(seen.discounted).toBeGreaterThan(5);
  }, 60_000);
});
