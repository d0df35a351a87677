import { randomUUID } from 'node:crypto';
import type { OwnSubmission } from '#messages/quotes';
import { PaySupplier, RecordContribution, type Payable } from '#messages/ledger';
import { RevokeRole } from '#messages/membership';
import { RecordInvoice } from '#messages/orders';
import { DeclineTender, WithdrawQuote } from '#messages/quotes';
import {
  ApproveDemand,
  CancelRound,
  CloseRound,
  CommitDemand,
  DeclineRound,
  DraftRound,
  LockRound,
  OpenRound,
  RejectDemand,
  ReviseRound,
  WithdrawDemand,
  type RoundView,
} from '#messages/rounds';
import {
  DraftTender,
  PublishTender,
  ReturnRecommendation,
  ReviseTender,
  SetQuoteAside,
} from '#messages/tenders';
import { roundThatIsCorrected, ruleThatAllChose, tenderThatIsScored } from './every-correction.js';
import {
  alder,
  ashdown,
  beckside,
  birch,
  cedar,
  consortiumId,
  fundId,
  trust,
  type SmallCluster,
} from './small-cluster.js';
import {
  boxes,
  closeAndOpen,
  commit,
  draftOf,
  inDays,
  openRound,
  openTender,
  order,
  paper,
  paperLot,
  receive,
  recommend,
  seal,
} from './small-round.js';

/** A small cluster's year in which everything happens that the language has an event for. */
export async function playEveryEvent(cluster: SmallCluster): Promise<void> {
  await roleThatEnds(cluster);
  await ruleThatAllChose(cluster);
  await tenderThatIsScored(cluster);
  await roundThatIsCorrected(cluster);
  await demandOfEveryKind(cluster);
  await roundThatWaited(cluster);
  await tenderThatStopped(cluster);
  await tenderWithDoubts(cluster);
  await roundToItsEnd(cluster);
  await cluster.quiet();
}

async function roleThatEnds(cluster: SmallCluster): Promise<void> {
  const role = { role: 'auditor', consortiumId } as const;
  await cluster.grant('stranger', role);
  await cluster.ask('operator', RevokeRole, { personId: cluster.actor('stranger').id, ...role });
}

async function demandOfEveryKind(cluster: SmallCluster): Promise<void> {
  const limit = { role: 'school-buyer', consortiumId, schoolUrn: cedar, limitPence: 1 } as const;
  await cluster.grant('cedarBuyer', limit);
  const roundId = await openRound(cluster);
  const ofCedar = async (count: number) => {
    const request = { roundId, requestId: randomUUID(), schoolUrn: cedar };
    await cluster.ask('cedarBuyer', CommitDemand, { ...request, lines: [boxes(count)] });
    return request;
  };
  const status = (urn: string, wanted: string) =>
    cluster.wire.until(
      'lead',
      `/rounds/${roundId}`,
      ({ demand }: RoundView) =>
        demand.some((one) => one.schoolUrn === urn && one.status === wanted),
      `the demand of ${urn} is ${wanted}`,
    );
  const rejected = await ofCedar(3);
  const reason = 'Not this term.';
  await cluster.ask('governorsHead', RejectDemand, { ...rejected, reason });
  await cluster.ask('governorsHead', ApproveDemand, await ofCedar(2));
  await status(cedar, 'committed');
  await cluster.ask('cedarBuyer', WithdrawDemand, { roundId, schoolUrn: cedar });
  await cluster.ask('birchBuyer', DeclineRound, { roundId, schoolUrn: birch, reason });
  const tooMuch = { roundId, requestId: randomUUID(), schoolUrn: alder, lines: [boxes(5_000)] };
  await cluster.ask('alderBuyer', CommitDemand, tooMuch);
  await status(alder, 'refused');
  await cluster.ask('system', LockRound, { roundId }, inDays(15));
}

async function roundThatWaited(cluster: SmallCluster): Promise<void> {
  const roundId = randomUUID();
  const card = { ...paperLot, lotId: randomUUID(), item: 'card' };
  const lots = [{ ...paperLot, minimumQuantity: 50 }, card];
  const { consortiumId: _, fundId: __, ...terms } = draftOf(roundId);
  await cluster.ask('lead', DraftRound, { ...draftOf(roundId), lots: [paperLot] }, inDays(-14));
  const revised = { ...terms, minimumRule: 'extend-once', lots } as const;
  await cluster.ask('lead', ReviseRound, revised, inDays(-14));
  await cluster.ask('lead', OpenRound, { roundId }, inDays(-14));
  const lines = [boxes(4), { ...boxes(6), lotId: card.lotId }];
  const request = { roundId, requestId: randomUUID(), schoolUrn: alder, lines };
  await cluster.ask('alderBuyer', CommitDemand, request);
  await cluster.quiet();
  await cluster.ask('system', LockRound, { roundId }, inDays(15));
  await cluster.ask('system', LockRound, { roundId }, inDays(60));
}

/** Its round is cancelled, and so it is too. */
async function tenderThatStopped(cluster: SmallCluster): Promise<void> {
  const [roundId, tenderId] = [await openRound(cluster), randomUUID()];
  await commit(cluster, roundId, { [alder]: 5 });
  await cluster.ask('system', LockRound, { roundId }, inDays(15));
  const deliveryTerms = 'Weekdays from 9am to 3pm.';
  const terms = { tenderId, paymentDays: 30, deliveryTerms, closesAt: inDays(20) };
  await cluster.ask('lead', DraftTender, { ...terms, roundId, consortiumId });
  await cluster.ask('lead', ReviseTender, { ...terms, paymentDays: 14 });
  await cluster.ask('approver', PublishTender, { tenderId });
  const path = `/tenders/${tenderId}/submissions/${ashdown}`;
  const isOpen = ({ status }: OwnSubmission) => status === 'open';
  await cluster.wire.until('ashdown', path, isOpen, 'quotes are taken');
  await seal(cluster, tenderId, 'ashdown', 9_00);
  const withdrawn = { tenderId, consortiumId, supplierId: ashdown };
  await cluster.ask('ashdown', WithdrawQuote, withdrawn);
  const declined = { tenderId, consortiumId, supplierId: beckside };
  await cluster.ask('beckside', DeclineTender, { ...declined, reason: 'Nobody to deliver it.' });
  await cluster.ask('lead', CancelRound, { roundId, reason: 'The specification was wrong.' });
  await cluster.quiet();
}

async function tenderWithDoubts(cluster: SmallCluster): Promise<void> {
  const tenderId = await openTender(cluster, { [alder]: 6 }, () => inDays(20));
  const cheap = await seal(cluster, tenderId, 'beckside', 7_00);
  const dear = await seal(cluster, tenderId, 'ashdown', 8_00);
  await closeAndOpen(cluster, tenderId);
  await recommend(cluster, tenderId, dear);
  await cluster.ask('approver', ReturnRecommendation, { tenderId, reason: 'Why not the other?' });
  const aside = { tenderId, lotId: paper, quoteId: cheap, reason: 'It is not white.' };
  await cluster.ask('lead', SetQuoteAside, aside);
  await recommend(cluster, tenderId, dear);
}

/** From demand to money, so that shares are settled. */
async function roundToItsEnd(cluster: SmallCluster): Promise<void> {
  const tenderId = await openTender(cluster, { [alder]: 20 }, () => inDays(7));
  const quoteId = await seal(cluster, tenderId, 'ashdown', 9_00);
  const orderId = await order(cluster, tenderId, quoteId);
  await receive(cluster, orderId, alder, 20);
  const amounts = { netPence: 180_00, vatPence: 36_00, grossPence: 216_00 };
  await cluster.ask('ashdown', RecordInvoice, {
    orderId,
    invoiceId: randomUUID(),
    consortiumId,
    partyId: trust,
    invoiceNumber: 'ASH-1',
    invoiceDay: inDays(0).slice(0, 10),
    lines: [{ lotId: paper, schoolUrn: alder, quantity: 20, netPence: amounts.netPence }],
    ...amounts,
  });
  const isOurs = ({ invoiceNumber }: Payable) => invoiceNumber === 'ASH-1';
  const isPosted = (found: Payable[]) => found.some(isOurs);
  const path = `/funds/${fundId}/payables`;
  const payables = await cluster.wire.until('finance', path, isPosted, 'the invoice is posted');
  const { invoiceId, roundId } = payables.find(isOurs)!;
  const receivedDay = inDays(0).slice(0, 10);
  const contribution = { fundId, contributionId: randomUUID(), partyId: trust };
  const amountPence = amounts.grossPence;
  const came = { ...contribution, amountPence, bankReference: 'CALL ASH-1', receivedDay };
  await cluster.ask('finance', RecordContribution, came);
  const payment = { fundId, paymentId: randomUUID(), invoiceId, bankReference: 'PAY ASH-1' };
  await cluster.ask('finance', PaySupplier, { ...payment, paidDay: receivedDay });
  await cluster.ask('lead', CloseRound, { roundId });
}
