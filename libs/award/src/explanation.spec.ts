import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Highs } from 'highs';
import { flatQuote, oneLot, rebateInReach } from './award.fixture.js';
import { bestAward, solverOfThread } from './best-award.js';
import { explainAward } from './explanation.js';
import type { TenderModel } from './tender-model.js';

let highs: Highs;
beforeAll(async () => {
  highs = await solverOfThread();
});

describe('The explanation of an award', () => {
  it('names the runner-up and how much dearer the tender would be with it', () => {
    const { lots } = explained(oneLot(10, { A: 100, B: 103, C: 120 }));
    expect(lots[0]).toMatchObject({
      wins: [
        {
          quoteId: 'A/L',
          goodsPence: 1000,
          without: { dearerByPence: 30, atLeastDearerByPence: 30, proved: true },
          runnersUp: [{ quoteId: 'B/L', quantity: 10 }],
        },
      ],
      alone: [{ quoteId: 'A/L', quantity: 10 }],
      unfilledQuantity: 0,
    });
  });

  it('says when nobody else could supply a lot', () => {
    const { lots } = explained(oneLot(10, { A: 100 }));
    const { without, runnersUp } = lots[0]!.wins[0]!;
    expect(without).toMatchObject({ atLeastDearerByPence: Infinity, proved: true });
    expect(without.award).toBeUndefined();
    expect(runnersUp).toEqual([]);
  });

  it('says what each limit costs', () => {
    const { limits } = explained(limited);
    expect(limits.map(({ limit, of, without }) => [limit, of, without.dearerByPence])).toEqual([
      ['max-winners', undefined, -20],
      ['max-suppliers', 'X', 0],
      ['supplier-capacity', 'B', 0],
    ]);
  });

  it('compares with an award lot by lot', () => {
    const { lotByLot, lots } = explained(rebateInReach);
    expect(lotByLot).toMatchObject({ costPence: 2095, violations: [] });
    expect(lotByLot!.dearerByPence).toBeCloseTo(58.6, 9);
    expect(lots[1]!.alone).toEqual([{ quoteId: 'B/Y', quantity: 5 }]);
    expect(explained(limited).lotByLot?.violations).toEqual(['There are 2 winning suppliers.']);
  });
});

/** B is cheaper for Y, and one winner is all there may be. */
const limited: TenderModel = {
  lots: [
    { lotId: 'X', quantity: 5, maxSuppliers: 1 },
    { lotId: 'Y', quantity: 5 },
  ],
  quotes: [
    flatQuote('A', 'X', 100),
    flatQuote('A', 'Y', 104),
    flatQuote('B', 'X', 130),
    flatQuote('B', 'Y', 100),
  ],
  supplierCapacity: { B: 9 },
  maxWinners: 1,
};

function explained(model: TenderModel) {
  return explainAward(highs, model, bestAward(highs, model).award!);
}
