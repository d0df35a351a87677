import type { OrderEvent, OrderLine } from '#messages/orders';
import { orderIdOf } from '#messages/orders';
import type { Award, AwardedLot } from '#messages/tenders';
import type { Data } from './order-state.js';
import { brook, consortiumId, fundId, hill, paper, roundId, towels } from './round.fixture.js';

/** An invented award of two lots to one supplier, and its order. */
export const tenderId = '70000000-0000-4000-8000-000000000001';
export const supplierId = '80000000-0000-4000-8000-000000000001';
export const orderId = orderIdOf(tenderId, supplierId);
/** A second school of Hill's party. */
export const dale = { schoolUrn: '990008', partyId: hill.partyId };

function awarded(lot: typeof paper, shares: AwardedLot['shares']): AwardedLot {
  const { lotId, item, description, unit, financeCode, vatRateBasisPoints } = lot;
  return {
    lotId,
    item,
    description,
    unit,
    financeCode,
    vatRateBasisPoints,
    quantity: shares.reduce((sum, { quantity }) => sum + quantity, 0),
    quoteId: '90000000-0000-4000-8000-000000000001',
    supplierId,
    supplierName: 'Example Paper',
    basis: 'all-units',
    tiers: [],
    totalPence: shares.reduce((sum, { paysPence }) => sum + paysPence, 0),
    ranking: [],
    shares,
  };
}

const own = { vatRecovered: true };
export const award: Award = {
  tenderId,
  roundId,
  consortiumId,
  fundId,
  paymentDays: 30,
  lots: [
    awarded(paper, [
      { ...brook, quantity: 38, paysPence: 46_930, ...own },
      { ...hill, quantity: 7, paysPence: 8645, ...own },
      { ...dale, quantity: 9, paysPence: 11_116, ...own },
    ]),
    awarded(towels, [
      { ...brook, quantity: 0, paysPence: 0, ...own },
      { ...hill, quantity: 3, paysPence: 3100, ...own },
    ]),
    { ...awarded({ ...paper, lotId: 'other' }, []), supplierId: 'another' },
  ],
  inForce: [
    { partyId: brook.partyId, supplierId },
    { partyId: hill.partyId, supplierId },
  ],
};

export function line(
  lot: typeof paper,
  who: typeof brook,
  quantity: number,
  paysPence: number,
  vatRecovered = true,
): OrderLine {
  const { lotId, item, description, unit, financeCode, vatRateBasisPoints } = lot;
  const what = { lotId, item, description, unit, financeCode, vatRateBasisPoints };
  return { ...what, ...who, quantity, paysPence, vatRecovered };
}

export const lines = [
  line(paper, brook, 38, 46_930),
  line(paper, hill, 7, 8645),
  line(paper, dale, 9, 11_116),
  line(towels, hill, 3, 3100),
];

const which = { orderId, tenderId, roundId, consortiumId, fundId, supplierId };
const placing: Data<'OrderPlaced'> = {
  ...which,
  supplierName: 'Example Paper',
  paymentDays: 30,
  lines,
  leftOut: [],
  placedBy: 'lead',
};

export function placed(change: Partial<Data<'OrderPlaced'>> = {}) {
  return { type: 'OrderPlaced', data: { ...placing, ...change } } satisfies OrderEvent;
}

/** Everything on some lines has come. */
export function received(ordered: readonly OrderLine[] = lines): OrderEvent[] {
  return ordered.map(({ lotId, schoolUrn, partyId, quantity }, n) => ({
    type: 'GoodsReceived',
    data: {
      orderId,
      receiptId: `receipt ${n}`,
      roundId,
      consortiumId,
      schoolUrn,
      partyId,
      lines: [{ lotId, quantity }],
      receivedBy: 'buyer',
    },
  }));
}
