import type { Standing } from '#messages/membership';
import type { DemandLine, Lot, RoundEvent, RoundTerms } from '#messages/rounds';
import type { Data } from './round-state.js';

/** An invented round of two lots, for the specifications of this context. */
export const roundId = '10000000-0000-4000-8000-000000000001';
export const consortiumId = '20000000-0000-4000-8000-000000000001';
export const fundId = '30000000-0000-4000-8000-000000000001';
export const closesAt = '2026-06-12T11:00:00.000Z';
export const brook = { schoolUrn: '990006', partyId: '40000000-0000-4000-8000-000000000006' };
export const hill = { schoolUrn: '990007', partyId: '40000000-0000-4000-8000-000000000007' };

export const paper: Lot = {
  lotId: '50000000-0000-4000-8000-000000000001',
  item: 'copier-paper',
  description: 'A4 copier paper, box of 5 reams',
  specification: '80 gsm, white',
  unit: 'box',
  caseSize: 1,
  ceilingPence: 1325,
  minimumQuantity: 100,
  financeCode: 'E22',
  vatRateBasisPoints: 2000,
  indicativeTiers: [
    { fromQuantity: 400, unitPricePence: 1290, source: 'round 1', sourceDay: '2026-03-01' },
    { fromQuantity: 800, unitPricePence: 1235, source: 'round 1', sourceDay: '2026-03-01' },
  ],
};
export const towels: Lot = {
  ...paper,
  lotId: '50000000-0000-4000-8000-000000000002',
  item: 'hand-towels',
  description: 'Centre-feed hand towels, case of 6 rolls',
  unit: 'case',
  caseSize: 24,
  ceilingPence: 1280,
  minimumQuantity: 0,
  financeCode: 'E14',
  indicativeTiers: [],
};

export const terms: RoundTerms & { lots: Lot[] } = {
  roundId,
  consortiumId,
  fundId,
  title: 'Autumn supplies',
  closesAt,
  sharingRule: 'equal_price',
  minimumRule: 'drop',
  lots: [paper, towels],
};
export const drafted = {
  type: 'RoundDrafted',
  data: { ...terms, draftedBy: 'lead' },
} satisfies RoundEvent;
export const opened = { type: 'CommitmentOpened', data: terms } satisfies RoundEvent;

export const standing: Standing = {
  joined: true,
  partyId: brook.partyId,
  vatRecovery: 'section-33b',
  limitPence: 250_000,
};

export function wants(
  lot: Lot,
  desired: number,
  { min = desired, max = desired } = {},
): DemandLine {
  const evidence = { evidenceGrade: 'A', evidenceReference: 'INV 17' } as const;
  return { lotId: lot.lotId, min, desired, max, lastPricePence: 1249, ...evidence };
}

/** A number as the tail of an id that a test can read. */
export function requestId(n: number): string {
  return `60000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

type Asking = typeof brook & { vatRecovered?: boolean; worstCasePence?: number };

export function request(n: number, who: Asking, ...lines: DemandLine[]) {
  const { schoolUrn, partyId, vatRecovered = true, worstCasePence = 0 } = who;
  const whose = { roundId, consortiumId, fundId, schoolUrn, partyId };
  return { ...whose, requestId: requestId(n), lines, worstCasePence, vatRecovered };
}

type Asked = ReturnType<typeof request>;

export function requested(data: Asked, waitsForApproval = false) {
  return {
    type: 'DemandRequested',
    data: { ...data, waitsForApproval, requestedBy: 'buyer' } satisfies Data<'DemandRequested'>,
  } satisfies RoundEvent;
}

/** Asked and answered: what counts. */
export function committed(data: Asked): RoundEvent[] {
  return [requested(data), { type: 'DemandCommitted', data }];
}
