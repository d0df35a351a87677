import { randomUUID } from 'node:crypto';
import { orderIdOf, PlaceOrder, RecordReceipt } from '#messages/orders';
import {
  CloseSubmissions,
  OpenQuotes,
  SealQuote,
  type OwnSubmission,
  type PriceTier,
  type SubmissionsEvent,
} from '#messages/quotes';
import {
  CommitDemand,
  DraftRound,
  LockRound,
  OpenRound,
  type DemandLine,
  type Lot,
  type RoundView,
} from '#messages/rounds';
import {
  ApproveAward,
  DraftTender,
  PublishTender,
  RecommendAward,
  SignContract,
  type ContractView,
  type TenderView,
} from '#messages/tenders';
import {
  alder,
  ashdown,
  beckside,
  birch,
  cedar,
  consortiumId,
  fundId,
  type SmallCluster,
  type Who,
} from './small-cluster.js';

const dayMs = 86_400_000;
export const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
export const inDays = (days: number) => inMs(days * dayMs);

export const paper = randomUUID();
export const buyers = {
  [alder]: 'alderBuyer',
  [birch]: 'birchBuyer',
  [cedar]: 'cedarBuyer',
} as const;
export type Urn = keyof typeof buyers;

/** Boxes of paper at £10.00 at most. */
export const paperLot: Lot = {
  lotId: paper,
  item: 'copier-paper',
  description: 'A4 copier paper, box of 5 reams',
  specification: '80 gsm, white.',
  unit: 'box',
  caseSize: 1,
  ceilingPence: 10_00,
  minimumQuantity: 0,
  financeCode: 'E22',
  vatRateBasisPoints: 2000,
  indicativeTiers: [],
};

export const draftOf = (roundId: string, lots: readonly unknown[] = [paperLot]) => ({
  roundId,
  consortiumId,
  fundId,
  title: 'Paper for spring',
  closesAt: inDays(14),
  sharingRule: 'equal_price' as const,
  minimumRule: 'drop' as const,
  lots,
});

/** So many boxes, no more and no less; what was paid before is not known. */
export const boxes = (count: number): DemandLine => ({
  lotId: paper,
  min: 0,
  desired: count,
  max: count,
  lastPricePence: null,
  evidenceGrade: 'none',
});

/** A round that takes demand until a moment; it was drafted long enough before. */
export async function openRound(
  cluster: SmallCluster,
  closesAt = inDays(14),
  change: Partial<Pick<DraftRound, 'sharingRule'>> = {},
): Promise<string> {
  const roundId = randomUUID();
  const then = inDays(-14);
  const draft = { ...draftOf(roundId), closesAt, lots: [paperLot], ...change };
  await cluster.ask('lead', DraftRound, draft, then);
  await cluster.ask('lead', OpenRound, { roundId }, then);
  return roundId;
}

/** Schools commit, and the fund has answered. */
export async function commit(
  cluster: SmallCluster,
  roundId: string,
  wanted: Partial<Record<Urn, number>>,
): Promise<void> {
  for (const [schoolUrn, count] of Object.entries(wanted)) {
    const request = { roundId, requestId: randomUUID(), schoolUrn, lines: [boxes(count)] };
    await cluster.ask(buyers[schoolUrn as Urn], CommitDemand, request);
  }
  const isCommitted = ({ demand }: RoundView) =>
    Object.keys(wanted).every((urn) =>
      demand.some(({ schoolUrn, status }) => schoolUrn === urn && status === 'committed'),
    );
  await cluster.wire.until('lead', `/rounds/${roundId}`, isCommitted, 'demand is committed');
}

/** A tender that takes quotes until a moment. */
export async function openTender(
  cluster: SmallCluster,
  wanted: Partial<Record<Urn, number>>,
  closesAt: () => string,
  change: Partial<Pick<DraftRound, 'sharingRule'>> = {},
): Promise<string> {
  const [roundId, tenderId] = [await openRound(cluster, inDays(14), change), randomUUID()];
  await commit(cluster, roundId, wanted);
  await cluster.ask('system', LockRound, { roundId }, inDays(15));
  const deliveryTerms = 'Weekdays from 9am to 3pm, to each school.';
  const terms = { tenderId, roundId, consortiumId, paymentDays: 30, deliveryTerms };
  await cluster.ask('lead', DraftTender, { ...terms, closesAt: closesAt() });
  await cluster.ask('approver', PublishTender, { tenderId });
  const path = `/tenders/${tenderId}/submissions/${ashdown}`;
  const isOpen = ({ status }: OwnSubmission) => status === 'open';
  await cluster.wire.until('ashdown', path, isOpen, 'quotes are taken');
  return tenderId;
}

export const suppliers = { ashdown, beckside } as const;
export type Supplier = keyof typeof suppliers;

export const tier = (fromQuantity: number, unitPricePence: number): PriceTier => {
  return { fromQuantity, unitPricePence };
};

/** The body of a quote for paper. */
export const quoteOf = (tiers: readonly unknown[], quoteId = randomUUID()) => ({
  consortiumId,
  quoteId,
  lines: [{ lotId: paper, meetsSpecification: true, basis: 'all-units', tiers }],
});

export async function seal(
  cluster: SmallCluster,
  tenderId: string,
  supplier: Supplier,
  pricePence: number,
  more: readonly PriceTier[] = [],
): Promise<string> {
  const quoteId = randomUUID();
  const tiers = [tier(1, pricePence), ...more];
  const lines: SealQuote['lines'] = [
    { lotId: paper, meetsSpecification: true, basis: 'all-units', tiers },
  ];
  const which = { tenderId, consortiumId, supplierId: suppliers[supplier], quoteId };
  await cluster.ask(supplier, SealQuote, { ...which, lines });
  return quoteId;
}

/** Closed ahead of its time by what the due time would have asked, and opened by two. */
export async function closeAndOpen(cluster: SmallCluster, tenderId: string): Promise<void> {
  await close(cluster, tenderId);
  for (const who of ['lead', 'approver'] as const) {
    await cluster.ask(who, OpenQuotes, { tenderId, consortiumId });
  }
}

export async function close(cluster: SmallCluster, tenderId: string): Promise<void> {
  await cluster.ask('system', CloseSubmissions, { tenderId }, inDays(60));
}

/** Recommends the one quote, with a reason for there being no more. */
export async function recommend(
  cluster: SmallCluster,
  tenderId: string,
  quoteId: string,
  as: Who = 'lead',
): Promise<void> {
  const isOpened = ({ status }: TenderView) => status === 'opened';
  await cluster.wire.until('lead', `/tenders/${tenderId}`, isOpened, 'the quotes are opened');
  const choices = [{ lotId: paper, quoteId }];
  await cluster.ask(as, RecommendAward, { tenderId, choices, reason: 'The only quote.' });
}

/** From a tender's quotes to an order with the winner, once these parties have signed. */
export async function order(
  cluster: SmallCluster,
  tenderId: string,
  quoteId: string,
  heads: readonly Who[] = ['trustHead'],
): Promise<string> {
  await closeAndOpen(cluster, tenderId);
  await recommend(cluster, tenderId, quoteId);
  await cluster.ask('approver', ApproveAward, { tenderId });
  for (const head of heads) {
    const path = `/contracts?tenderId=${tenderId}`;
    const isIssued = (found: ContractView[]) => found.length > 0;
    const own = await cluster.wire.until(head, path, isIssued, 'the contract is issued');
    for (const { contractId } of own) await cluster.ask(head, SignContract, { contractId });
  }
  await cluster.ask('lead', PlaceOrder, { tenderId, supplierId: ashdown, consortiumId });
  return orderIdOf(tenderId, ashdown);
}

export async function receive(
  cluster: SmallCluster,
  orderId: string,
  schoolUrn: Urn,
  quantity: number,
): Promise<void> {
  const lines = [{ lotId: paper, quantity }];
  const which = { orderId, receiptId: randomUUID(), consortiumId, schoolUrn };
  await cluster.ask(buyers[schoolUrn], RecordReceipt, { ...which, lines });
}

/** What is recorded in the stream of quotes, in order. */
export async function submissionsOf({ store }: SmallCluster, tenderId: string) {
  const events = await store.readStream(`submissions-${tenderId}`, { limit: 1000 });
  return events.map(({ type, recordedAt, data }) => {
    return { type: type as SubmissionsEvent['type'], recordedAt, data };
  });
}
