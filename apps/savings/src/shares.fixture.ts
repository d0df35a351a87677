import type { AwardedLot } from '#messages/tenders';
import type { Delivered, ShareInputs } from './share-inputs.js';

export const roundId = '0190a000-0000-7000-8000-000000000001';
export const demand = (schoolUrn: string, quantity: number, lastPricePence: number | null) => ({
  schoolUrn,
  partyId: `party-${schoolUrn}`,
  quantity,
  max: quantity,
  lastPricePence,
  evidenceGrade: lastPricePence === null ? ('none' as const) : ('A' as const),
  vatRecovered: true,
});
export const lot = {
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
/** A hundred cartons of trays for two schools, the first with an invoice for its last price. */
export const inputs: ShareInputs = {
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

/** The same round with other lots awarded. */
export function awardOf(lots: readonly AwardedLot[]): ShareInputs {
  return { ...inputs, award: { ...inputs.award, lots } };
}

/** The same round, where the rule makes each school pay this in the end. */
export function shared(pence: Readonly<Record<string, number>>): ShareInputs {
  const [whole] = inputs.award.lots;
  const shares = whole!.shares.map((share) => {
    const sharePence = pence[share.schoolUrn];
    return { ...share, ...(sharePence !== undefined && { sharePence }) };
  });
  return awardOf([{ ...whole!, shares }]);
}

const nothing = { short: 0, invoiced: 0, invoicedPence: 0, credited: 0, creditedPence: 0 };

/** What became of one school's trays. */
export function delivery(schoolUrn: string, what: Partial<Delivered>): Delivered {
  return { lotId: 'lot', supplierId: 's1', schoolUrn, ...nothing, ...what };
}

export function billed(units: number): Pick<Delivered, 'invoiced' | 'invoicedPence'> {
  return { invoiced: units, invoicedPence: units * 2440 };
}
