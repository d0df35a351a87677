import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ShareRow } from '#messages/savings';
import { computeShares } from './compute-shares.js';
import { differencesOf, transferChangesOf } from './restatement.js';
import type { ShareInputs } from './share-inputs.js';
import { awardOf, billed, delivery, inputs, shared } from './shares.fixture.js';

const rowsOf = (some: ShareInputs) => computeShares(some).rows;
const sum = (list: readonly number[]) => list.reduce((all, one) => all + one, 0);
const [first, second] = ['990001', '990002'];
/** The first school pays £30.00 more than it is billed, the second gets it. */
const byRule = shared({ 990001: 149_400, 990002: 94_600 });

describe('What a school pays in the end', () => {
  it('is its share by the rule: what it is billed, and a transfer; transfers sum to zero', () => {
    const { rows, transfers } = computeShares(byRule);
    expect(rows.map(({ paysPence }) => paysPence)).toEqual([149_400, 94_600]);
    expect(rows.map(({ invoicedPence }) => invoicedPence)).toEqual([146_400, 97_600]);
    expect(transfers).toEqual([
      { schoolUrn: first, partyId: 'p1', amountPence: 3000 },
      { schoolUrn: second, partyId: 'p2', amountPence: -3000 },
    ]);
    expect(computeShares(inputs).transfers).toBeUndefined();
  });

  it('leaves out what never came, at the unit price of what was ordered', () => {
    const deliveries = [delivery(first, { short: 6 })];
    const [row] = rowsOf({ ...inputs, deliveries });
    expect(row).toMatchObject({
      quantity: 54,
      paysPence: 54 * 2440,
      baselinePence: 54 * 2600,
      status: 'committed',
      unrealised: { quantity: 6, savingPence: 6 * (2600 - 2440) },
    });
  });

  it('is what was billed less what was given back, and realised when all that came is billed', () => {
    const deliveries = [
      delivery(first, { ...billed(60), credited: 6, creditedPence: 6 * 2440 }),
      delivery(second, { ...billed(40), creditedPence: 500 }),
    ];
    const rows = rowsOf({ ...inputs, deliveries });
    expect(rows.map(({ quantity, paysPence, status }) => [quantity, paysPence, status])).toEqual([
      [54, 54 * 2440, 'realised'],
      [40, 40 * 2440 - 500, 'realised'],
    ]);
  });

  it('takes back what was billed and never came once, however it is told', () => {
    const credited = { credited: 6, creditedPence: 6 * 2440 };
    const both = delivery(first, { ...billed(60), short: 6, ...credited });
    expect(rowsOf({ ...inputs, deliveries: [both] })[0]).toMatchObject({
      quantity: 54,
      paysPence: 54 * 2440,
      status: 'realised',
    });
    const waiting = delivery(first, { ...billed(60), short: 6 });
    expect(rowsOf({ ...inputs, deliveries: [waiting] })[0]).toMatchObject({
      quantity: 54,
      paysPence: 54 * 2440,
      status: 'committed',
    });
  });

  it('is nothing where nothing came, and then it takes part in no transfer', () => {
    const deliveries = [delivery(first, { short: 60 })];
    const { rows, transfers } = computeShares({ ...byRule, deliveries });
    expect(rows[0]).toMatchObject({ paysPence: 0, baselinePence: 0, status: 'unrealised' });
    expect(rows[1]).toMatchObject({ paysPence: 97_600 });
    expect(transfers).toBeUndefined();
    const ended = rowsOf({ ...inputs, ended: true, deliveries: [delivery(first, billed(60))] });
    expect(ended.map(({ status }) => status)).toEqual(['realised', 'unrealised']);
  });

  it('comes from all the suppliers of a lot together, at its one price', () => {
    const [whole] = inputs.award.lots;
    const part = (supplierId: string, of: number, totalPence: number) => ({
      ...whole!,
      supplierId,
      supplierName: supplierId,
      quantity: 100 / of,
      totalPence,
      shares: whole!.shares.map((share) => ({
        ...share,
        quantity: share.quantity / of,
        paysPence: (totalPence * share.quantity) / 100,
      })),
    });
    const several = awardOf([part('Alder', 2, 122_000), part('Birch', 2, 120_000)]);
    const rows = rowsOf(several);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ quantity: 60, supplier: 'Alder and Birch', pricePence: 2420 });
    expect(sum(rows.map(({ paysPence }) => paysPence))).toBe(242_000);
  });

  it('is beside the VAT that its party does not get back', () => {
    const [whole] = inputs.award.lots;
    const shares = whole!.shares.map((share) => ({ ...share, vatRecovered: false }));
    const rows = rowsOf(awardOf([{ ...whole!, shares }]));
    expect(rows[0]!.irrecoverableVatPence).toEqual({ baseline: 31_200, pays: 29_280 });
    expect(rowsOf(inputs)[0]!.irrecoverableVatPence).toBeUndefined();
  });

  it('says both figures of units that were bought only because more cost less', () => {
    const [whole] = inputs.award.lots;
    const shares = whole!.shares.map((share) => ({ ...share, spareQuantity: 3 }));
    const [row] = rowsOf(awardOf([{ ...whole!, shares }]));
    expect(row!.spare).toEqual({ quantity: 3, savingPence: 57 * 2600 - 60 * 2440 });
  });
});

describe('The cost of running a round', () => {
  it('is borne by every school alike, and who spent it gets it back', () => {
    const cost = { costId: 'c1', description: 'Lead', amountPence: 3361, paidToPartyId: 'lead' };
    const notional = { costId: 'c2', description: 'Hours', hours: 2, amountPence: 100 };
    const { rows, transfers, runningCostPence } = computeShares({
      ...inputs,
      runningCosts: [cost, notional],
    });
    expect(runningCostPence).toBe(3461);
    expect(rows.map((row) => row.runningCostPence)).toEqual([1681 + 50, 1680 + 50]);
    expect(transfers!.map(({ amountPence }) => amountPence)).toEqual([1681, 1680, -3361]);
    expect(transfers!.at(-1)).toEqual({ partyId: 'lead', amountPence: -3361 });
  });
});

const anyDeliveries = fc
  .tuple(...[60, 40].map((ordered) => fc.tuple(fc.nat(ordered), fc.nat(ordered), fc.nat(9000))))
  .map((parts) =>
    parts.map(([short, invoiced, allowed], i) =>
      delivery([first, second][i]!, {
        ...billed(Math.min(invoiced!, [60, 40][i]! - short!)),
        short: short!,
        creditedPence: allowed!,
      }),
    ),
  );

describe('Two computations', () => {
  it('differ by what ties: row for row, in the saving and in the transfers', () => {
    fc.assert(
      fc.property(anyDeliveries, anyDeliveries, (one, other) => {
        const [before, after] = [one, other].map((deliveries) =>
          computeShares({ ...byRule, deliveries }),
        ) as [ReturnType<typeof computeShares>, ReturnType<typeof computeShares>];
        const total = (rows: readonly ShareRow[]) => sum(rows.map((row) => row.savingPence));
        const differences = differencesOf(before, after);
        for (const row of differences) {
          expect(row.savingPence).toBe(row.baselinePence - row.paysPence);
        }
        expect(total(before.rows) + sum(differences.map((row) => row.savingPence))).toBe(
          total(after.rows),
        );
        expect(sum(transferChangesOf(before, after).map((one) => one.amountPence))).toBe(0);
        for (const { rows, transfers = [] } of [before, after]) {
          expect(sum(transfers.map(({ amountPence }) => amountPence))).toBe(0);
          for (const row of rows) {
            expect(row.competitionPence + row.aggregationPence).toBe(row.savingPence);
            expect(row.invoicedPence ?? row.paysPence).toBe(
              row.paysPence - (row.transferPence ?? 0),
            );
          }
        }
      }),
    );
  });
});
