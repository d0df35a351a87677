import { describe, expect, it } from '@jest/globals';
import { specify } from '#specification';
import { computeShares, type ShareInputs } from './compute-shares.js';
import { asOneBuyer } from './one-buyer.js';
import { shares } from './shares.decider.js';

const roundId = '0190a000-0000-7000-8000-000000000001';
const demand = (schoolUrn: string, quantity: number, lastPricePence: number | null) => ({
  schoolUrn,
  partyId: `party-${schoolUrn}`,
  quantity,
  max: quantity,
  lastPricePence,
  evidenceGrade: lastPricePence === null ? ('none' as const) : ('A' as const),
  vatRecovered: true,
});
const lot = {
  lotId: 'lot',
  item: 'trays',
  description: 'Trays',
  specification: 'Compostable',
  unit: 'carton',
  caseSize: 1,
  ceilingPence: 2700,
  minimumQuantity: 0,
  financeCode: 'E25',
  vatRateBasisPoints: 2000,
  indicativeTiers: [],
  quantity: 100,
  mostQuantity: 100,
  demand: [demand('990001', 60, 2600), demand('990002', 40, null)],
};
const tiers = [
  { fromQuantity: 1, unitPricePence: 2840 },
  { fromQuantity: 100, unitPricePence: 2440 },
];
const inputs: ShareInputs = {
  lots: [lot],
  quotes: [
    {
      quoteId: 'q1',
      lines: [{ lotId: 'lot', meetsSpecification: true, basis: 'all-units', tiers }],
    },
    {
      quoteId: 'q2',
      lines: [
        {
          lotId: 'lot',
          meetsSpecification: false,
          reason: 'no lids',
          basis: 'all-units',
          tiers: [{ fromQuantity: 1, unitPricePence: 1 }],
        },
      ],
    },
  ],
  award: {
    tenderId: 't',
    roundId,
    consortiumId: 'c',
    fundId: 'f',
    title: 'Trays',
    sharingRule: { id: 'equal_price', version: 1 },
    paymentDays: 30,
    unsuccessfulLotIds: [],
    withoutAward: [],
    recommendedBy: 'a',
    approvedBy: 'b',
    lots: [
      {
        ...lot,
        quoteId: 'q1',
        supplierId: 's1',
        supplierName: 'Platterleaf',
        basis: 'all-units',
        tiers,
        totalPence: 244_000,
        ranking: [
          { quoteId: 'q1', supplierId: 's1', supplierName: 'Platterleaf', totalPence: 244_000 },
          {
            quoteId: 'q2',
            supplierId: 's2',
            supplierName: 'Other',
            totalPence: null,
            setAside: 'no',
          },
        ],
        shares: [
          {
            schoolUrn: '990001',
            partyId: 'p1',
            quantity: 60,
            paysPence: 146_400,
            vatRecovered: true,
          },
          {
            schoolUrn: '990002',
            partyId: 'p2',
            quantity: 40,
            paysPence: 97_600,
            vatRecovered: true,
          },
        ],
      },
    ],
  },
};

describe('The shares of a round', () => {
  const computed = computeShares(inputs);

  it('add up: saving = baseline − pays = competition + aggregation', () => {
    expect(computed.rows.map((row) => row.savingPence)).toEqual([
      60 * 2600 - 146_400,
      40 * 2840 - 97_600,
    ]);
    for (const row of computed.rows) {
      expect(row.competitionPence + row.aggregationPence).toBe(row.savingPence);
      expect(row.baselinePence - row.paysPence).toBe(row.savingPence);
    }
  });

  it('take the best valid quote where there is no evidence, and no quote that was set aside', () => {
    expect(computed.rows[1]).toMatchObject({ baselinePence: 40 * 2840, evidenceGrade: 'none' });
  });

  it('have the same hash for the same events, in whatever order the quotes came', () => {
    const turned = computeShares({ ...inputs, quotes: [...inputs.quotes].reverse() });
    expect(turned).toEqual(computed);
    const other = { ...lot, demand: [demand('990001', 60, 2601), demand('990002', 40, null)] };
    expect(computeShares({ ...inputs, lots: [other] }).inputHash).not.toBe(computed.inputHash);
  });

  it('are settled once', () => {
    const given = specify(shares);
    const settled = { type: 'SharesSettled', data: computed } as const;
    given()
      .when('SettleShares', { roundId }, { facts: { shares: computed } })
      .records(settled);
    given(settled)
      .when('SettleShares', { roundId }, { facts: { shares: computed } })
      .refuses('shares-settled');
    given()
      .when('SettleShares', { roundId }, { facts: { shares: null } })
      .refuses('not-found');
  });
});

describe('A contracting party as one buyer', () => {
  const [awarded] = inputs.award.lots;
  const ofOne = awarded!.shares.map((share) => ({ ...share, partyId: 'p1' }));
  const trust = { ...inputs, award: { ...inputs.award, lots: [{ ...awarded!, shares: ofOne }] } };

  it('stands beside its schools, each alone: together they reach the tier by themselves', () => {
    expect(asOneBuyer(trust, 'p1')).toEqual([
      {
        lotId: 'lot',
        item: 'trays',
        schools: 2,
        quantity: 100,
        baselinePence: 60 * 2600 + 40 * 2840,
        paysPence: 244_000,
        apartPence: 60 * 2600 + 40 * 2840,
        togetherPence: 244_000,
      },
    ]);
  });

  it('has nothing to compare with one school', () => {
    expect(asOneBuyer(inputs, 'p1')).toEqual([]);
  });
});
