import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { equalPriceShares } from '#libs/allocation';
import { splitByLargestRemainder, sumPence } from '#libs/money';
import type { ShareRow } from '#messages/savings';
import type { AwardedLot, AwardedShare } from '#messages/tenders';
import { computeShares } from './compute-shares.js';
import type { Delivered, ShareInputs } from './share-inputs.js';
import { awardOf, delivery, inputs, lot } from './shares.fixture.js';

const [whole] = inputs.award.lots as [AwardedLot];
const paysOf = (some: ShareInputs) =>
  computeShares(some).rows.map(({ urn, quantity, paysPence }) => [urn, quantity, paysPence]);
const short = (schoolUrn: string, supplierId: string, units: number): Delivered => ({
  ...delivery(schoolUrn, { short: units }),
  supplierId,
});

type Units = Pick<AwardedShare, 'schoolUrn' | 'quantity' | 'paysPence' | 'sharePence'> &
  Pick<AwardedShare, 'spareQuantity' | 'deliveryPence'>;

function part(supplierId: string, shares: readonly Units[]): AwardedLot {
  const totals = { quantity: sumPence(shares.map(({ quantity }) => quantity)) };
  const totalPence = sumPence(shares.map(({ paysPence }) => paysPence));
  const who = { supplierId, quoteId: supplierId, supplierName: supplierId };
  const known = shares.map((one) => ({ ...one, partyId: one.schoolUrn, vatRecovered: true }));
  return { ...whole, ...who, ...totals, totalPence, shares: known };
}

describe('A lot of one price', () => {
  it('keeps one price for all when one supplier’s units never come', () => {
    const share = (schoolUrn: string, paysPence: number) => ({
      schoolUrn,
      quantity: 10,
      paysPence,
      sharePence: 1500,
    });
    const alder = part('alder', [share('1', 1000), share('2', 1000)]);
    const birch = part('birch', [share('2', 2000), share('3', 2000)]);
    const shared = awardOf([alder, birch]);
    expect(paysOf(shared)).toEqual([
      ['1', 10, 1500],
      ['2', 20, 3000],
      ['3', 10, 1500],
    ]);
    // 30 units came for £40.00: £13.33 for each ten.
    const pays = paysOf({ ...shared, deliveries: [short('2', 'birch', 10)] });
    expect(pays.map(([, quantity]) => quantity)).toEqual([10, 10, 10]);
    expect(pays.map(([, , pence]) => pence).sort()).toEqual([1333, 1333, 1334]);
  });

  it('keeps it where nobody owed anybody before', () => {
    const share = (schoolUrn: string, paysPence: number) => ({
      schoolUrn,
      quantity: 10,
      paysPence,
      sharePence: 1500,
    });
    const parts = [
      part('alder', [share('1', 1000), share('2', 1000)]),
      part('birch', [share('1', 2000), share('2', 2000)]),
    ];
    const came = { ...awardOf(parts), deliveries: [short('2', 'birch', 10)] };
    expect(paysOf(came)).toEqual([
      ['1', 20, 2667],
      ['2', 10, 1333],
    ]);
  });

  it('takes what never comes off spare units first: nobody makes money by having had them', () => {
    const one = { schoolUrn: '1', quantity: 20, spareQuantity: 10, paysPence: 2000 };
    const two = { schoolUrn: '2', quantity: 10, paysPence: 1000 };
    const shares = [one, two].map((units) => ({ ...units, sharePence: 1500 }));
    const spare = awardOf([part('s1', shares)]);
    expect(paysOf(spare)).toEqual([
      ['1', 20, 1500],
      ['2', 10, 1500],
    ]);
    const { rows, transfers } = computeShares({ ...spare, deliveries: [short('1', 's1', 10)] });
    expect(rows.map(({ paysPence }) => paysPence)).toEqual([1000, 1000]);
    expect(rows.map((row) => row.spare)).toEqual([undefined, undefined]);
    expect(transfers).toBeUndefined();
  });

  it('leaves each school its own delivery', () => {
    const share = (schoolUrn: string, sharePence: number) => ({
      schoolUrn,
      quantity: 10,
      paysPence: 1000 + sharePence,
      sharePence: 1000 + sharePence,
    });
    const far = { ...share('1', 500), deliveryPence: 500 };
    const shared = awardOf([part('s1', [far, share('2', 0)])]);
    expect(paysOf({ ...shared, deliveries: [short('2', 's1', 5)] })).toEqual([
      ['1', 10, 1500],
      ['2', 5, 500],
    ]);
  });
});

const anyLot = fc
  .array(
    fc.array(fc.record({ firm: fc.nat(30), spare: fc.nat(4), short: fc.nat(40) }), {
      minLength: 4,
      maxLength: 4,
    }),
    { minLength: 1, maxLength: 3 },
  )
  .chain((suppliers) =>
    fc.tuple(
      fc.constant(suppliers.map((all) => all.filter(({ firm }) => firm > 0))),
      fc.array(fc.integer({ min: 40, max: 900 }), { minLength: 3, maxLength: 3 }),
    ),
  )
  .map(([suppliers, prices]) => suppliers.map((all, n) => ({ all, price: prices[n]! })))
  .filter((suppliers) => suppliers.every(({ all }) => all.length > 0));

type Invented = typeof anyLot extends fc.Arbitrary<infer Lot> ? Lot : never;

/** As it is awarded: within a supplier one price for all units, in the end one for those asked for. */
function awarded(suppliers: Invented): { award: ShareInputs; deliveries: Delivered[] } {
  const lines = suppliers.flatMap(({ all, price }, n) =>
    all.map(({ firm, spare, short: missing }, i) => {
      const quantity = firm + spare;
      return { n, urn: `99000${i}`, firm, spare, quantity, missing, pays: quantity * price };
    }),
  );
  const urns = [...new Set(lines.map(({ urn }) => urn))].sort();
  const firmOf = (urn: string) =>
    sumPence(lines.filter((line) => line.urn === urn).map(({ firm }) => firm));
  const total = sumPence(lines.map(({ pays }) => pays));
  const shares = equalPriceShares(
    total,
    urns.map((id) => ({ id, quantity: firmOf(id) })),
  );
  const ruled = new Map(
    shares.flatMap(({ id, pence }) => {
      const own = lines.filter(({ urn }) => urn === id);
      const weights = own.map(({ quantity }, k) => ({ id: String(k), weight: quantity }));
      return splitByLargestRemainder(pence, weights).map((one, k) => [own[k]!, one.pence] as const);
    }),
  );
  const parts = suppliers.map((_, n) =>
    part(
      `s${n}`,
      lines
        .filter((line) => line.n === n)
        .map((line) => ({
          schoolUrn: line.urn,
          quantity: line.quantity,
          ...(line.spare > 0 && { spareQuantity: line.spare }),
          paysPence: line.pays,
          sharePence: ruled.get(line)!,
        })),
    ),
  );
  const deliveries = lines
    .filter(({ missing }) => missing > 20)
    .map(({ n, urn, missing, quantity }) => short(urn, `s${n}`, Math.min(missing - 20, quantity)));
  return { award: { ...awardOf(parts), lots: [{ ...lot, demand: [] }] }, deliveries };
}

describe('Whatever of a lot never comes', () => {
  const sum = (rows: readonly ShareRow[], of: (row: ShareRow) => number) => sumPence(rows.map(of));

  it('every school pays one price for the units it asked for and got, to within rounding', () => {
    fc.assert(
      fc.property(anyLot, (suppliers) => {
        const { award, deliveries } = awarded(suppliers);
        const { rows, transfers = [] } = computeShares({ ...award, deliveries });
        expect(sumPence(transfers.map(({ amountPence }) => amountPence))).toBe(0);
        const units = rows.map(({ urn, quantity }) => {
          const shares = award.award.lots.flatMap((one) => one.shares);
          const own = shares.filter((share) => share.schoolUrn === urn);
          const firm = own.map((share) => share.quantity - (share.spareQuantity ?? 0));
          return Math.min(sumPence(firm), quantity);
        });
        const all = sumPence(units);
        const total = sum(rows, (row) => row.paysPence);
        // A penny for each amount that was rounded.
        const rounding = rows.length + 2 * suppliers.length;
        const off = rows.map(({ paysPence }, i) =>
          Math.abs(paysPence - (total * units[i]!) / Math.max(1, all)),
        );
        expect(Math.max(...off)).toBeLessThan(rounding);
        const without = rows.filter(({ quantity }) => quantity === 0);
        expect(without.map(({ paysPence }) => paysPence)).toEqual(without.map(() => 0));
      }),
      { numRuns: 400 },
    );
  });

  it('is what was billed together, and realised and unrealised are the saving of the award', () => {
    fc.assert(
      fc.property(anyLot, (suppliers) => {
        const { award, deliveries } = awarded(suppliers);
        const before = computeShares(award).rows;
        const after = computeShares({ ...award, deliveries }).rows;
        expect(sum(after, (row) => row.paysPence)).toBe(
          sum(after, (row) => row.invoicedPence ?? row.paysPence),
        );
        after.forEach((row, i) => {
          const { savingPence = 0 } = row.unrealised ?? {};
          expect(row.savingPence + savingPence).toBe(before[i]!.savingPence);
        });
      }),
    );
  });
});
