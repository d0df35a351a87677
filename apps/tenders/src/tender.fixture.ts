import { Refused } from '#libs/decider';
import type { Actor } from '#messages/messages';
import type { PriceTier, QuoteLine, RevealedQuote, TierBasis } from '#messages/quotes';
import type { LockedDemand, LockedLot, LockedRound } from '#messages/rounds';
import type {
  LotChoice,
  SolvedAward,
  TenderEvent,
  TenderLot,
  TenderTerms,
} from '#messages/tenders';
import { chosenLots } from './award-choices.js';
import { partLots } from './award-shares.js';
import type { SetAside } from './lot-ranking.js';
import { lotsToPart } from './part-prices.js';
import type { WorkedAward } from './work-out-award.query.js';

const id = (end: string) => `00000000-0000-7000-8000-0000000000${end}`;
export const tenderId = id('a1');
export const roundId = id('b1');
export const consortiumId = id('c1');
export const which = { tenderId, roundId, consortiumId };
export const paper = id('11');
export const trays = id('12');
export const trust = id('e1');
export const governors = id('e2');
export const suppliers = { Quillstone: id('51'), Nethermere: id('52'), Brackenfold: id('53') };
export type SupplierName = keyof typeof suppliers;
export const quoteIds = { Quillstone: id('f3'), Nethermere: id('f2'), Brackenfold: id('f1') };

export const closesAt = '2026-12-01T12:00:00.000Z';

export const ada: Actor = personWith('ada', 'lead');
export const ben: Actor = personWith('ben', 'award-approver');

export function personWith(name: string, role: Actor['grants'][number]['role']): Actor {
  return { id: name, kind: 'person', grants: [{ role, consortiumId }] };
}

const wanted = (schoolUrn: string, partyId: string, quantity: number): LockedDemand => ({
  schoolUrn,
  partyId,
  quantity,
  max: quantity + 5,
  lastPricePence: null,
  evidenceGrade: 'none',
  vatRecovered: true,
});

/** 804 boxes of paper for three schools of two parties; 91 cartons of trays for one of them. */
export const lots: readonly LockedLot[] = [
  lot(paper, 'copier-paper', 1350, [
    wanted('990001', trust, 400),
    wanted('990002', trust, 300),
    wanted('990007', governors, 104),
  ]),
  lot(trays, 'meal-trays', 2700, [wanted('990008', governors, 91)]),
];

function lot(lotId: string, item: string, ceilingPence: number, demand: LockedDemand[]): LockedLot {
  return {
    lotId,
    item,
    description: `Some ${item}`,
    specification: 'As described.',
    unit: 'box',
    caseSize: 1,
    ceilingPence,
    minimumQuantity: 0,
    financeCode: 'E22',
    vatRateBasisPoints: 2000,
    indicativeTiers: [],
    quantity: demand.reduce((sum, { quantity }) => sum + quantity, 0),
    mostQuantity: demand.reduce((sum, { max }) => sum + max, 0),
    demand,
  };
}

export const locked: LockedRound = {
  roundId,
  consortiumId,
  fundId: id('d1'),
  title: 'Paper and trays',
  closesAt: '2026-11-01T12:00:00.000Z',
  sharingRule: 'equal_price',
  minimumRule: 'drop',
  lots: [...lots],
  demandHash: 'ab'.repeat(32),
  estimatedValuePence: 1_602_432,
};

export const tenderLots: readonly TenderLot[] = lots.map(
  ({ minimumQuantity: _minimum, indicativeTiers: _tiers, ...rest }) => rest,
);

export const terms: TenderTerms = {
  ...which,
  fundId: locked.fundId,
  title: locked.title,
  closesAt,
  paymentDays: 30,
  deliveryTerms: 'To every door, by half past nine.',
  sharingRule: 'equal_price',
  lots: tenderLots,
};

export const drafted: TenderEvent = {
  type: 'TenderDrafted',
  data: { ...terms, draftedBy: 'ada' },
};
export const published: TenderEvent = {
  type: 'TenderPublished',
  data: { ...terms, sharingRuleVersion: 1, publishedBy: 'ben' },
};

const tier = (fromQuantity: number, unitPricePence: number): PriceTier => ({
  fromQuantity,
  unitPricePence,
});

export function offer(
  lotId: string,
  tiers: (readonly [number, number])[],
  basis: TierBasis = 'all-units',
): QuoteLine {
  return {
    lotId,
    meetsSpecification: true,
    basis,
    tiers: tiers.map(([from, pence]) => tier(from, pence)),
  };
}

export function quoteOf(supplierName: SupplierName, ...lines: QuoteLine[]): RevealedQuote {
  const supplierId = suppliers[supplierName];
  return { quoteId: quoteIds[supplierName], supplierId, supplierName, lines };
}

/** Three for paper: £9,929.40, £10,436.40 (Brackenfold's tiers are incremental), £10,492.20. */
export const paperQuotes: readonly RevealedQuote[] = [
  quoteOf(
    'Brackenfold',
    offer(
      paper,
      [
        [1, 1475],
        [201, 1280],
        [601, 1160],
      ],
      'incremental',
    ),
  ),
  quoteOf(
    'Nethermere',
    offer(paper, [
      [1, 1490],
      [200, 1340],
      [500, 1305],
    ]),
  ),
  quoteOf(
    'Quillstone',
    offer(paper, [
      [1, 1540],
      [100, 1395],
      [400, 1290],
      [800, 1235],
    ]),
  ),
];

/** What a recommendation would be, without a solver: as the query tells it. */
export function workedFor(
  opened: readonly RevealedQuote[] | null,
  choices: readonly LotChoice[],
  { setAside = [], of = terms, solved }: WorkedOptions = {},
): WorkedAward {
  const inputs = { terms: of, quotes: opened ?? [], setAside, qualities: [] };
  try {
    const chosen = chosenLots(inputs, choices);
    const rule = { id: of.sharingRule, version: 1 };
    const sharing = { rule, spareUnits: of.spareUnits ?? true };
    const parted = partLots(lotsToPart(inputs.quotes, chosen), sharing);
    if ('cannotShare' in parted) return { lots: null, cannotShare: parted.cannotShare };
    const lots = chosen.map(({ lot: { lotId } }, i) => ({ lotId, parts: parted.parts[i]! }));
    return { lots, ...(solved && { solved }) };
  } catch (failure) {
    if (failure instanceof Refused) return { lots: null };
    throw failure;
  }
}

interface WorkedOptions {
  readonly setAside?: readonly SetAside[];
  readonly of?: TenderTerms;
  readonly solved?: SolvedAward;
}
