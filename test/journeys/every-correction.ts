import { randomUUID } from 'node:crypto';
import {
  PaySupplier,
  RecordContribution,
  RecordSupplierRefund,
  RefundMember,
  type FundView,
  type Payable,
  type SupplierRefundView,
  type TransferView,
} from '#messages/ledger';
import { DeclareShortage, RecordCreditNote, RecordInvoice } from '#messages/orders';
import {
  AcceptSharingRule,
  CloseRound,
  LockRound,
  ProposeSharingRule,
  type RoundView,
} from '#messages/rounds';
import { ConfirmRunningCost, CorrectBaseline, RecordRunningCost } from '#messages/savings';
import {
  DraftTender,
  PublishTender,
  RecordQualityScores,
  type TenderView,
} from '#messages/tenders';
import { day, line, totals } from './corrections.js';
import {
  alder,
  birch,
  cedar,
  consortiumId,
  fundId,
  governors,
  trust,
  type SmallCluster,
} from './small-cluster.js';
import {
  closeAndOpen,
  commit,
  inDays,
  openRound,
  openTender,
  order,
  paper,
  receive,
  seal,
  tier,
} from './small-round.js';

/** Every school agrees on another rule. */
export async function ruleThatAllChose(cluster: SmallCluster): Promise<void> {
  const roundId = await openRound(cluster);
  await commit(cluster, roundId, { [alder]: 4, [cedar]: 6 });
  const proposal = { roundId, proposalId: randomUUID() };
  const reason = 'The large orders bring the price down.';
  await cluster.ask('lead', ProposeSharingRule, {
    ...proposal,
    sharingRule: 'contribution',
    reason,
  });
  await cluster.ask('trustHead', AcceptSharingRule, { ...proposal, schoolUrn: alder });
  await cluster.ask('governorsHead', AcceptSharingRule, { ...proposal, schoolUrn: cedar });
}

/** The evaluators score what was offered. */
export async function tenderThatIsScored(cluster: SmallCluster): Promise<void> {
  const [roundId, tenderId] = [await openRound(cluster), randomUUID()];
  await commit(cluster, roundId, { [alder]: 5 });
  await cluster.ask('system', LockRound, { roundId }, inDays(15));
  const scoring = { kind: 'monetised-quality', pencePerPoint: 2 } as const;
  const terms = { paymentDays: 30, deliveryTerms: 'Weekdays.', closesAt: inDays(20), scoring };
  await cluster.ask('lead', DraftTender, { tenderId, roundId, consortiumId, ...terms });
  await cluster.ask('approver', PublishTender, { tenderId });
  await cluster.quiet();
  const quoteId = await seal(cluster, tenderId, 'ashdown', 9_00);
  await closeAndOpen(cluster, tenderId);
  await cluster.quiet();
  const scores = [{ quoteId, quality: 80 }];
  const scored = { tenderId, lotId: paper, scores, reason: 'Two samples were tried.' };
  await cluster.ask('lead', RecordQualityScores, scored);
}

/** £9.00 a box and £7.00 from 100 on, by contribution: settled, corrected and restated. */
export async function roundThatIsCorrected(cluster: SmallCluster): Promise<void> {
  const rule = { sharingRule: 'contribution' } as const;
  const wanted = { [alder]: 60, [birch]: 10, [cedar]: 40 };
  const tenderId = await openTender(cluster, wanted, () => inDays(50), rule);
  const { roundId } = await cluster.wire.find<TenderView>('lead', `/tenders/${tenderId}`);
  const quoteId = await seal(cluster, tenderId, 'ashdown', 9_00, [tier(100, 7_00)]);
  const orderId = await order(cluster, tenderId, quoteId, ['trustHead', 'governorsHead']);
  await receive(cluster, orderId, alder, 60);
  await receive(cluster, orderId, birch, 10);
  await receive(cluster, orderId, cedar, 38);
  const short = { orderId, shortageId: randomUUID(), consortiumId, schoolUrn: cedar };
  const reason = 'The mill has closed.';
  await cluster.ask('ashdown', DeclareShortage, { ...short, lotId: paper, quantity: 2, reason });
  await invoice(cluster, orderId, trust, [line(alder, 60, 420_00), line(birch, 10, 70_00)]);
  await invoice(cluster, orderId, governors, [line(cedar, 38, 266_00)]);
  await payInvoices(cluster, roundId);
  await cluster.ask('lead', CloseRound, { roundId });
  await moneyMoved(cluster, roundId, 1);
  await correct(cluster, roundId, orderId);
}

async function correct(cluster: SmallCluster, roundId: string, orderId: string): Promise<void> {
  const lines = [line(alder, 5, 35_00)];
  const note = { creditNoteNumber: 'ASH-C1', creditDay: day, reason: 'Five boxes were wet.' };
  const which = { orderId, creditNoteId: randomUUID(), consortiumId, partyId: trust, lines };
  await cluster.ask('ashdown', RecordCreditNote, { ...which, ...note, ...totals(lines) });
  const isOwed = (found: SupplierRefundView[]) => found.length > 0;
  const path = `/funds/${fundId}/supplier-refunds`;
  const [owed] = await cluster.wire.until('finance', path, isOwed, 'the supplier owes it back');
  const { creditNoteId, refundPence: amountPence } = owed as SupplierRefundView;
  const refund = { fundId, supplierRefundId: randomUUID(), creditNoteId, amountPence };
  const back = { ...refund, bankReference: 'REFUND ASH-C1', receivedDay: day };
  await cluster.ask('finance', RecordSupplierRefund, back);
  await moneyMoved(cluster, roundId, 2);
  const baseline = { roundId, consortiumId, schoolUrn: alder, lotId: paper, lastPricePence: 9_50 };
  const proof = {
    evidenceGrade: 'A',
    evidenceReference: 'INV 77',
    reason: 'It was found.',
  } as const;
  await cluster.ask('finance', CorrectBaseline, { ...baseline, ...proof });
  const advice = {
    costId: randomUUID(),
    description: 'Legal advice',
    amountPence: 30_00,
    hours: 2,
  };
  const cost = { ...advice, paidToPartyId: trust, evidenceReference: 'LAW 9' };
  await cluster.ask('lead', RecordRunningCost, { roundId, consortiumId, ...cost });
  await cluster.ask('approver', ConfirmRunningCost, { roundId, costId: cost.costId });
  await moneyMoved(cluster, roundId, 3);
  await cluster.quiet();
}

async function invoice(
  cluster: SmallCluster,
  orderId: string,
  partyId: string,
  lines: ReturnType<typeof line>[],
): Promise<void> {
  const which = { orderId, invoiceId: randomUUID(), consortiumId, partyId, lines };
  const paperOf = { invoiceNumber: `ASH-${partyId.slice(0, 4)}`, invoiceDay: day };
  await cluster.ask('ashdown', RecordInvoice, { ...which, ...paperOf, ...totals(lines) });
}

async function payInvoices(cluster: SmallCluster, roundId: string): Promise<void> {
  const own = (found: Payable[]) => found.filter((one) => one.roundId === roundId);
  const arePosted = (found: Payable[]) => own(found).length === 2;
  const path = `/funds/${fundId}/payables`;
  const posted = own(await cluster.wire.until('finance', path, arePosted, 'invoices are posted'));
  await payIn(cluster);
  for (const { invoiceId, invoiceNumber } of posted) {
    const payment = { fundId, paymentId: randomUUID(), invoiceId, paidDay: day };
    const bankReference = `PAY ${invoiceNumber}`;
    await cluster.ask('finance', PaySupplier, { ...payment, bankReference });
  }
  await cluster.quiet();
}

/** Whoever pays into the others' shares has paid in, and the others have got it back. */
async function moneyMoved(cluster: SmallCluster, roundId: string, count: number): Promise<void> {
  const isClosed = ({ status }: RoundView) => status === 'closed';
  await cluster.wire.until('lead', `/rounds/${roundId}`, isClosed, 'the round is closed');
  const arePosted = (found: TransferView[]) => found.length === count;
  const path = `/funds/${fundId}/transfers`;
  await cluster.wire.until('finance', path, arePosted, 'the transfers are posted');
  await payIn(cluster);
  for (const { partyId, creditPence: amountPence } of await parties(cluster)) {
    if (amountPence === 0) continue;
    const refund = { fundId, refundId: randomUUID(), partyId, amountPence, paidDay: day };
    await cluster.ask('finance', RefundMember, {
      ...refund,
      bankReference: `BACK ${randomUUID()}`,
    });
  }
}

async function payIn(cluster: SmallCluster): Promise<void> {
  for (const { partyId, owesPence: amountPence } of await parties(cluster)) {
    if (amountPence === 0) continue;
    const came = { fundId, contributionId: randomUUID(), partyId, amountPence, receivedDay: day };
    const bankReference = `IN ${randomUUID()}`;
    await cluster.ask('finance', RecordContribution, { ...came, bankReference });
  }
}

async function parties(cluster: SmallCluster): Promise<FundView['parties']> {
  await cluster.quiet();
  return (await cluster.wire.find<FundView>('finance', `/funds/${fundId}`)).parties;
}
