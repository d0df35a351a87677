import { randomUUID } from 'node:crypto';
import { sumPence, vatPence } from '#libs/money';
import type { OrderView } from '#messages/orders';
import type { Transfer } from '#messages/savings';
import { LockRound, CommitDemand, DraftRound, OpenRound, type RoundView } from '#messages/rounds';
import { DraftTender, PublishTender } from '#messages/tenders';
import type { OwnSubmission } from '#messages/quotes';
import { alder, ashdown, birch, cedar, consortiumId, type SmallCluster } from './small-cluster.js';
import { boxes, buyers, draftOf, inDays, paper, paperLot, type Urn } from './small-round.js';

export const pens = randomUUID();

/** Boxes of pens at £5.00 at most, beside the boxes of paper. */
const pensLot = {
  ...paperLot,
  lotId: pens,
  item: 'fibre-tip-pens',
  description: 'Fibre-tip pens, box of 12',
  specification: 'Black, 0.5 mm.',
  ceilingPence: 5_00,
};

/** Boxes of paper and of pens that each school wants. */
export const wanted: Readonly<Record<Urn, readonly [number, number]>> = {
  [alder]: [10, 10],
  [birch]: [6, 10],
  [cedar]: [20, 4],
};

/** A tender for both lots that takes quotes; two suppliers may share the paper. */
export async function openSharedTender(cluster: SmallCluster): Promise<string> {
  const [roundId, tenderId] = [randomUUID(), randomUUID()];
  const lots = [paperLot, pensLot];
  await cluster.ask('lead', DraftRound, { ...draftOf(roundId), lots }, inDays(-1));
  await cluster.ask('lead', OpenRound, { roundId }, inDays(-1));
  for (const [schoolUrn, [reams, pencils]] of Object.entries(wanted)) {
    const lines = [boxes(reams), { ...boxes(pencils), lotId: pens }];
    const request = { roundId, requestId: randomUUID(), schoolUrn, lines };
    await cluster.ask(buyers[schoolUrn as Urn], CommitDemand, request);
  }
  const isCommitted = ({ demand }: RoundView) =>
    demand.filter(({ status }) => status === 'committed').length === 3;
  await cluster.wire.until('lead', `/rounds/${roundId}`, isCommitted, 'demand is committed');
  await cluster.ask('system', LockRound, { roundId }, inDays(15));
  await cluster.ask('lead', DraftTender, {
    tenderId,
    roundId,
    consortiumId,
    closesAt: inDays(7),
    paymentDays: 30,
    deliveryTerms: 'Weekdays from 9am to 3pm, to each school.',
    lotTerms: [{ lotId: paper, maxSuppliers: 2 }],
  });
  await cluster.ask('approver', PublishTender, { tenderId });
  const path = `/tenders/${tenderId}/submissions/${ashdown}`;
  const isOpen = ({ status }: OwnSubmission) => status === 'open';
  await cluster.wire.until('ashdown', path, isOpen, 'quotes are taken');
  return tenderId;
}

const line = (lotId: string, tiers: readonly [number, number][], terms: object = {}) => ({
  lotId,
  meetsSpecification: true,
  basis: 'all-units',
  tiers: tiers.map(([fromQuantity, unitPricePence]) => ({ fromQuantity, unitPricePence })),
  ...terms,
});

/** Cheaper, but with no more than 24 boxes of paper; 5 % off both lots, and 2 % back from £250. */
export const ashdownQuote = {
  consortiumId,
  lines: [
    line(paper, [[1, 800], [20, 780]], { capacity: 24, fixedFeePence: 5_00 }), // prettier-ignore
    line(pens, [[1, 300]]),
  ],
  bundles: [{ lotIds: [paper, pens], offBasisPoints: 500 }],
  rebates: [
    { fromSpendPence: 100_00, rateBasisPoints: 100 },
    { fromSpendPence: 250_00, rateBasisPoints: 200 },
  ],
};

/** Dearer, at least five boxes of paper, and £1.00 for each school that it delivers to. */
export const becksideQuote = {
  consortiumId,
  lines: [
    line(paper, [[1, 820]], { minimumAward: 5, deliveryPencePerSchool: 1_00 }),
    line(pens, [[1, 310]]),
  ],
};

/** Schools' transfers added up for their parties. */
export function partySums(transfers: readonly Transfer[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { partyId, amountPence } of transfers) {
    sums[partyId] = (sums[partyId] ?? 0) + amountPence;
  }
  return sums;
}

/** One party's right invoice for these lines of an order, at 20 % VAT. */
export function invoiceOf(partyId: string, lines: OrderView['lines']) {
  const net = (lotId: string) =>
    sumPence(lines.filter((line) => line.lotId === lotId).map(({ paysPence }) => paysPence));
  const lots = [...new Set(lines.map(({ lotId }) => lotId))];
  const netPence = sumPence(lots.map(net));
  const vat = sumPence(lots.map((lotId) => vatPence(net(lotId), 2000)));
  return {
    invoiceId: randomUUID(),
    consortiumId,
    partyId,
    invoiceNumber: `INV-${randomUUID().slice(0, 8)}`,
    invoiceDay: '2026-11-02',
    lines: lines.map(({ lotId, schoolUrn, quantity, paysPence }) => {
      return { lotId, schoolUrn, quantity, netPence: paysPence };
    }),
    netPence,
    vatPence: vat,
    grossPence: netPence + vat,
  };
}

/** Money that came from a party, for what it was called for. */
export function contributionOf(partyId: string, amountPence: number, receivedDay: string) {
  const contributionId = randomUUID();
  const bankReference = `CALL ${contributionId}`;
  return { contributionId, partyId, amountPence, bankReference, receivedDay };
}

/** What goes back to a party. */
export function refundOf(partyId: string, amountPence: number, paidDay: string) {
  const refundId = randomUUID();
  return { refundId, partyId, amountPence, bankReference: `BACK ${refundId}`, paidDay };
}
