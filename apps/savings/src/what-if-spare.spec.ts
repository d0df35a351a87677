import { describe, expect, it } from '@jest/globals';
import type { AwardedLot } from '#messages/tenders';
import { awardOf, demand, inputs, lot } from './shares.fixture.js';
import { awardedTruth } from './what-if-round.js';
import { truthOf, whatIf } from './what-if.js';

const ruleIds = ['equal_price', 'contribution', 'proportional_to_baseline', 'serial'] as const;

describe('A lot that was bought with spare units', () => {
  // £2.00 a tray, £1.00 from thirty on: ten each, and ten more because thirty cost less.
  const prices = [
    { fromQuantity: 1, unitPricePence: 200 },
    { fromQuantity: 30, unitPricePence: 100 },
  ];
  const [whole] = inputs.award.lots as [AwardedLot];
  const share = (schoolUrn: string, quantity: number, spareQuantity: number) => {
    const who = { schoolUrn, partyId: schoolUrn, vatRecovered: true };
    return { ...who, quantity, spareQuantity, paysPence: quantity * 100, sharePence: 1500 };
  };
  const shares = [share('1', 20, 10), share('2', 10, 0)];
  const bought = awardOf([{ ...whole, tiers: prices, quantity: 30, totalPence: 3000, shares }]);
  const line = { lotId: 'lot', meetsSpecification: true, basis: 'all-units' as const };
  const truth = awardedTruth({
    ...bought,
    lots: [{ ...lot, demand: [demand('1', 10, null), demand('2', 10, null)] }],
    quotes: [{ quoteId: 'q1', lines: [{ ...line, tiers: prices }] }],
  });

  it('is shared by what each school asked for, by any rule: equal demands, equal shares', () => {
    for (const id of ruleIds) {
      const [would] = whatIf(truth, { rule: { id, version: 1 } });
      expect({ id, pays: would!.rows.map(({ paysPence }) => paysPence) }).toEqual({
        id,
        pays: [1500, 1500],
      });
      expect(would).toMatchObject({ quantity: 20, spareQuantity: 10, totalPence: 3000 });
    }
    expect(truthOf(truth)[0]).toMatchObject({ quantity: 20, spareQuantity: 10 });
  });

  it('is bought by what is asked for when a school leaves', () => {
    const [would] = whatIf(truth, { withoutSchoolUrn: '1' });
    expect(would).toMatchObject({ quantity: 10, spareQuantity: 0, totalPence: 2000 });
  });
});
