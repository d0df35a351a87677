import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { costAt, leastCostPence } from '#libs/allocation';
import { anySchedule } from '../../libs/allocation/src/schedules.fixture.js';
import { awardLots } from './award.js';
import { leastSplit } from './least-split.js';
import { boughtFor, offerCost, offerPence } from './offer-cost.js';
import type { Offer } from './quotes-file.js';
import type { Lot } from './round.js';
import { Desk, rowsOf, run } from './testing.js';

const desk = new Desk();
afterEach(() => desk.clear());

const anyOffers = fc.array(
  fc.record({
    schedule: anySchedule.map((schedule) => ({ ...schedule, perUnits: 1 as const })),
    capacity: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
    minAward: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
    fixedFeePence: fc.option(fc.integer({ min: 1, max: 5000 }), { nil: undefined }),
  }),
  { minLength: 2, maxLength: 3 },
);

function lotOf(terms: readonly Partial<Offer>[], quantity: number, maxSuppliers: number): Lot {
  const offers = terms.map((own, i) => {
    const capacity = own.capacity && Math.max(own.capacity, own.minAward ?? 1);
    return { ...own, row: 2, supplier: 'abc'[i]!, item: 'x', capacity } as Offer;
  });
  const item = { row: 2, item: 'x', description: 'x', unit: 'unit', maxSuppliers };
  return { item, wanted: [], offers, quantity };
}

describe('What a supplier asks with its terms', () => {
  it('is the least that at least so many units cost', () => {
    fc.assert(
      fc.property(anyOffers, fc.integer({ min: 1, max: 60 }), (terms, quantity) => {
        for (const offer of lotOf(terms, quantity, 1).offers) {
          const { capacity = Infinity, minAward = 1, fixedFeePence = 0, schedule } = offer;
          const starts = schedule.tiers.map(({ fromQuantity }) => fromQuantity);
          const possible = [quantity, minAward, ...starts].filter(
            (units) => units >= quantity && units >= minAward && units <= capacity,
          );
          const least = Math.min(
            ...possible.map((units) => leastCostPence(schedule, units, false)),
          );
          expect(offerPence(offer, quantity)).toBe(least + fixedFeePence);
          if (possible.length === 0) continue;
          expect(possible).toContain(boughtFor(offer, quantity));
          expect(costAt(offerCost(offer), 0)).toBe(0);
        }
      }),
    );
  });
});

describe('An item that several suppliers may share', () => {
  it('costs no more than any way to divide it, spare units among them', async () => {
    await fc.assert(
      fc.asyncProperty(anyOffers, fc.integer({ min: 1, max: 25 }), async (terms, quantity) => {
        const lot = lotOf(terms, quantity, 2);
        const [award] = await awardLots([lot], () => undefined).catch(() => [undefined]);
        const exact = (offer: Offer, units: number) =>
          units > 0 && units < (offer.minAward ?? 1) ? Infinity : pence(offer, units);
        const pairs = lot.offers.flatMap((a) =>
          lot.offers.flatMap((b) =>
            Array.from({ length: quantity + 1 }, (_, units) =>
              a === b ? offerPence(a, quantity) : exact(a, units) + exact(b, quantity - units),
            ),
          ),
        );
        const least = Math.min(...pairs);
        expect(award?.costPence ?? Infinity).toBeLessThanOrEqual(least);
        if (!award) return;
        const paid = award.wins.map(({ supplier, quantity: units, costPence }) => {
          const offer = lot.offers.find((one) => one.supplier === supplier)!;
          expect(costPence).toBe(pence(offer, units));
          return costPence;
        });
        expect(paid.reduce((sum, one) => sum + one, 0)).toBe(award.costPence);
        expect(award.costOfPence(quantity)).toBe(award.costPence);
      }),
      { numRuns: 60 },
    );
  });

  it('is shared at one price, and every group is checked on the same suppliers', async () => {
    const folder = desk.lay({
      'demand.csv':
        'urn,school,item,quantity,last_price_paid\n1,A,pens,40,3.00\n2,B,pens,60,3.10\n',
      'quotes.csv':
        'supplier,item,from_quantity,unit_price,capacity,fixed_fee\n' +
        'Larch,pens,1,2.00,70,\nMaple,pens,1,2.10,50,5.00\nRowan,pens,1,2.40,,\n',
      'items.csv': 'item,description,max_suppliers\npens,Pens,2\n',
    });
    const ran = await run(folder, '--items', `${folder}/in/items.csv`);
    expect({ code: ran.code, faults: ran.faults }).toEqual({ code: 0, faults: [] });
    expect(rowsOf(ran.read('award.csv'))).toMatchObject([
      { supplier: 'Larch', result: 'won', bought: '70', cost: '140.00' },
      { supplier: 'Maple', result: 'won', bought: '30', cost: '68.00' },
      { supplier: 'Rowan', result: 'lost', cost: '240.00' },
    ]);
    expect(rowsOf(ran.read('shares.csv'))).toMatchObject([
      { supplier: 'Larch + Maple', unit_price: '2.08', pays: '83.20', baseline: '120.00' },
      { pays: '124.80', competition_effect: '66.00', aggregation_effect: '-4.80' },
    ]);
    expect(ran.read('audit.txt')).toMatch(/Next: Rowan, £32\.00 dearer\.[^]*could have paid/);
    expect(ran.read('audit.txt')).toContain('Award proved to the penny by HiGHS');
    const alone = await run(folder, '--rule', 'contribution');
    expect(rowsOf(alone.read('award.csv'))).toMatchObject([
      { supplier: 'Rowan', result: 'won', bought: '100', cost: '240.00' },
      { supplier: 'Larch', result: 'could not win' },
      {
        supplier: 'Maple',
        note: 'Maple could not win alone: its capacity of 50 is less than 100.',
      },
    ]);
  });

  it('may be of very many units', async () => {
    const folder = desk.lay({
      'demand.csv':
        'urn,school,item,quantity\n1,A,sheets,140000\n2,B,sheets,210000\n3,C,sheets,50000\n',
      'quotes.csv':
        'supplier,item,from_quantity,unit_price,capacity\n' +
        'Larch,sheets,1,0.05,300000\nLarch,sheets,100000,0.03,\nMaple,sheets,1,0.04,\n',
      'items.csv': 'item,description,max_suppliers\nsheets,Sheets,2\n',
    });
    const ran = await run(folder, '--items', `${folder}/in/items.csv`, '--rule', 'serial');
    expect({ code: ran.code, faults: ran.faults }).toEqual({ code: 0, faults: [] });
    expect(rowsOf(ran.read('award.csv'))).toMatchObject([
      { supplier: 'Larch', bought: '300000', cost: '9000.00' },
      { supplier: 'Maple', bought: '100000', cost: '4000.00' },
    ]);
  });

  it('is divided as trying every part for every supplier would', () => {
    fc.assert(
      fc.property(anyOffers, fc.integer({ min: 1, max: 60 }), (terms, quantity) => {
        const { offers } = lotOf(terms, quantity, 3);
        const { costs, units } = leastSplit(offers, quantity);
        let tried = [0, ...Array<number>(quantity).fill(Infinity)];
        for (const offer of offers) {
          const before = tried;
          tried = before.map((_, t) =>
            Math.min(...before.slice(0, t + 1).map((cost, u) => cost + offerPence(offer, t - u))),
          );
        }
        expect([...costs]).toEqual(tried);
        if (tried[quantity] === Infinity) return;
        expect(units.reduce((sum, one) => sum + one, 0)).toBe(quantity);
        const paid = units.reduce((sum, own, i) => sum + offerPence(offers[i]!, own), 0);
        expect(paid).toBe(tried[quantity]);
      }),
    );
  });

  it('is refused where the capacities are too small', async () => {
    const folder = desk.lay({
      'demand.csv': 'urn,school,item,quantity\n1,A,pens,40\n2,B,pens,60\n',
      'quotes.csv':
        'supplier,item,from_quantity,unit_price,capacity\nL,pens,1,2.00,30\nM,pens,1,2.10,50\n',
      'items.csv': 'item,description,max_suppliers\npens,Pens,2\n',
    });
    expect((await run(folder)).faults).toEqual([
      'Nothing can be awarded of “pens”: no supplier alone has the capacity for 100 units.',
    ]);
    expect((await run(folder, '--items', `${folder}/in/items.csv`)).faults[0]).toMatch(
      /of “pens” can be awarded within the capacities and least awards of the quotes\.$/,
    );
  });
});

function pence(offer: Offer, units: number): number {
  if (units === 0) return 0;
  if (units > (offer.capacity ?? Infinity)) return Infinity;
  return leastCostPence(offer.schedule, units, false) + (offer.fixedFeePence ?? 0);
}
