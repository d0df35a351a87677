import { randomUUID } from 'node:crypto';
import type { Event } from '#messages/messages';
import type { SharingRule } from '#messages/rounds';
import { consortiumId } from './testing.js';

/** Numbers that look like chance and are the same for the same seed. */
export function chance(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export const schools = ['990001', '990002', '990003', '990004'];
export const partyOf = (urn: string) =>
  `30000000-0000-4000-8000-00000000000${urn === '990004' ? 2 : 1}`;
const supplierIds = [1, 2].map((n) => `40000000-0000-4000-8000-00000000000${n}`);

/** One invented round from lock to award, and what can come of it. */
export interface InventedRound {
  readonly roundId: string;
  readonly lotIds: readonly string[];
  readonly award: Event;
  readonly begin: readonly { readonly stream: string; readonly events: readonly Event[] }[];
  readonly closed: Event;
}

export function members(): Event[] {
  const register = (partyId: string, legalForm: string) => ({
    type: 'PartyRegistered',
    data: { partyId, name: 'Invented', legalForm, vatRecovery: 'none', schoolUrns: [] },
  });
  return [
    register(partyOf('990001'), 'multi-academy-trust'),
    register(partyOf('990004'), 'governing-body'),
    ...schools.map((schoolUrn) => ({
      type: 'MemberJoined',
      data: { consortiumId, schoolUrn, partyId: partyOf(schoolUrn), agreementVersion: 'v1' },
    })),
  ];
}

const items = ['paper', 'trays'];

/** Prices, quantities and shares by chance; the transfers of a lot sum to zero. */
export function inventRound(below: (most: number) => number): InventedRound {
  const [roundId, tenderId, fundId] = [randomUUID(), randomUUID(), randomUUID()];
  const rule: SharingRule = below(2) === 0 ? 'contribution' : 'equal_price';
  const lots = items.map((item, i) => {
    const demand = schools.map((schoolUrn) => ({
      schoolUrn,
      partyId: partyOf(schoolUrn),
      quantity: 5 + below(40),
      max: 60,
      lastPricePence: below(3) === 0 ? null : 900 + below(400),
      evidenceGrade: 'A',
      evidenceReference: 'INV',
      vatRecovered: below(2) === 0,
    }));
    const known = demand.map((one) => ({
      ...one,
      evidenceGrade: one.lastPricePence === null ? 'none' : 'A',
    }));
    const quantity = known.reduce((sum, one) => sum + one.quantity, 0);
    const tiers = [
      { fromQuantity: 1, unitPricePence: 1100 + below(200) },
      { fromQuantity: 40, unitPricePence: 800 + below(200) },
    ];
    const lotId = randomUUID();
    const terms = { lotId, item, description: item, unit: 'box', financeCode: 'E22' };
    const rest = { caseSize: 1, ceilingPence: 9999, minimumQuantity: 0, indicativeTiers: [] };
    const supplierId = supplierIds[i % 2]!;
    return {
      ...terms,
      ...rest,
      vatRateBasisPoints: 2000,
      quantity,
      demand: known,
      tiers,
      supplierId,
    };
  });
  const quotes = lots.map(({ lotId, tiers, supplierId }) => ({
    quoteId: randomUUID(),
    supplierId,
    supplierName: `Supplier ${supplierId.at(-1)}`,
    lines: [{ lotId, meetsSpecification: true, basis: 'all-units', tiers }],
  }));
  const which = { roundId, tenderId, consortiumId, fundId };
  const award = {
    type: 'TenderAwarded',
    data: {
      ...which,
      title: 'Invented',
      sharingRule: { id: rule, version: 1 },
      paymentDays: 30,
      unsuccessfulLotIds: [],
      withoutAward: [],
      recommendedBy: 'a',
      approvedBy: 'b',
      lots: lots.map(({ tiers, demand, ...lot }, i) => {
        const { lines: _, ...quote } = quotes[i]!;
        const price = tiers.at(-1)!.unitPricePence;
        const moved = rule === 'equal_price' ? 0 : below(300);
        const totalPence = lot.quantity * price;
        return {
          ...lot,
          ...quote,
          basis: 'all-units',
          tiers,
          totalPence,
          ranking: [{ ...quote, totalPence }],
          shares: demand.map(({ schoolUrn, partyId, quantity, vatRecovered }, at) => ({
            schoolUrn,
            partyId,
            quantity,
            vatRecovered,
            paysPence: quantity * price,
            sharePence: quantity * price + ([moved, -moved][at] ?? 0),
          })),
        };
      }),
    },
  };
  const locked = { ...which, title: 'Invented', sharingRule: rule, lots, released: [] };
  return {
    roundId,
    lotIds: lots.map(({ lotId }) => lotId),
    award,
    begin: [
      { stream: `round-${roundId}`, events: [{ type: 'RoundLocked', data: locked }] },
      {
        stream: `submissions-${tenderId}`,
        events: quotes.map((quote) => ({
          type: 'QuoteRevealed',
          data: { tenderId, consortiumId, sealHash: 'x', salt: 'y', ...quote },
        })),
      },
      { stream: `tender-${tenderId}`, events: [award] },
    ],
    closed: { type: 'RoundClosed', data: { roundId, consortiumId, fundId, closedBy: 'a' } },
  };
}

/** An invoice, a credit note or a shortage of some units of one school. */
export function happening(
  { award, roundId }: InventedRound,
  type: 'InvoiceMatched' | 'CreditNoteMatched' | 'ShortageDeclared',
  below: (most: number) => number,
): { readonly stream: string; readonly event: Event } {
  const { lots, tenderId, fundId } = award.data as {
    lots: { lotId: string; supplierId: string; supplierName: string }[];
    tenderId: string;
    fundId: string;
  };
  const { lotId, supplierId, supplierName } = lots[below(lots.length)]!;
  const schoolUrn = schools[below(schools.length)]!;
  const [quantity, netPence] = [1 + below(5), below(3000)];
  const orderId = `${tenderId}.${supplierId}`;
  const which = { orderId, tenderId, roundId, consortiumId, fundId, supplierId, supplierName };
  const whose = { partyId: partyOf(schoolUrn), reason: 'By chance' };
  const data =
    type === 'ShortageDeclared'
      ? { ...which, ...whose, shortageId: randomUUID(), schoolUrn, lotId, quantity }
      : {
          ...which,
          ...whose,
          invoiceId: randomUUID(),
          invoiceNumber: '1',
          creditNoteNumber: '2',
          lines: [{ lotId, schoolUrn, quantity, netPence }],
          schools: [{ schoolUrn, costPence: netPence }],
        };
  return { stream: `order-${orderId}`, event: { type, data } };
}
