import { sumPence, vatPence } from '#libs/money';
import { FindPayables, PaySupplier, RecordContribution, type Payable } from '#messages/ledger';
import {
  FindOrder,
  RecordInvoice,
  RecordReceipt,
  type OrderLineView,
  type OrderView,
} from '#messages/orders';
import { CloseRound } from '#messages/rounds';
import { roundIdOf } from './buying.js';
import type { Cast } from './cast.js';
import { consortiumId, fundId } from './people.js';
import { demoId, type Stage } from './stage.js';

/** When goods come, invoices are sent, money arrives and suppliers are paid. */
export interface DemoSettlement {
  readonly receivedAt: string;
  readonly invoicedAt: string;
  readonly contributedAt: string;
  readonly paidAt: string;
  readonly closedAt: string;
}

/** Everything after the order, up to the closed round. */
export async function settle(
  stage: Stage,
  cast: Cast,
  round: string,
  orderIds: readonly string[],
  when: DemoSettlement,
): Promise<void> {
  let invoices = 0;
  for (const orderId of orderIds) {
    const order = await stage.find<OrderView, FindOrder>(FindOrder, { orderId });
    for (const [schoolUrn, lines] of grouped(order.lines, (line) => line.schoolUrn)) {
      await receive(stage, cast, order, schoolUrn, lines, when.receivedAt);
    }
    for (const [partyId, lines] of grouped(order.lines, (line) => line.partyId)) {
      invoices++;
      await invoice(stage, cast, order, partyId, lines, when.invoicedAt);
    }
  }
  await stage.until('the invoices are posted', async () => {
    const posted = await payablesOf(stage);
    return posted.filter(({ roundId }) => roundId === roundIdOf(round)).length === invoices;
  });
  const posted = (await payablesOf(stage)).filter(({ roundId }) => roundId === roundIdOf(round));
  for (const payable of posted) await pay(stage, cast, payable, when);
  const closing = { as: cast.lead, at: when.closedAt };
  await stage.ask(CloseRound, { roundId: roundIdOf(round) }, closing);
}

async function receive(
  stage: Stage,
  cast: Cast,
  { orderId }: OrderView,
  schoolUrn: string,
  lines: readonly OrderLineView[],
  at: string,
): Promise<void> {
  const received = lines.map(({ lotId, quantity }) => ({ lotId, quantity }));
  const receiptId = demoId(`receipt ${orderId} ${schoolUrn}`);
  await stage.ask(
    RecordReceipt,
    { orderId, receiptId, consortiumId, schoolUrn, lines: received },
    { as: cast.buyerOf(schoolUrn), at },
  );
}

/** One VAT invoice for one party: VAT once for each lot. */
async function invoice(
  stage: Stage,
  cast: Cast,
  { orderId, supplierName }: OrderView,
  partyId: string,
  lines: readonly OrderLineView[],
  at: string,
): Promise<void> {
  const netPence = sumPence(lines.map(({ paysPence }) => paysPence));
  const vats = [...grouped(lines, ({ lotId }) => lotId).values()].map((ofLot) => {
    const net = sumPence(ofLot.map(({ paysPence }) => paysPence));
    return vatPence(net, ofLot[0]?.vatRateBasisPoints ?? 0);
  });
  const vat = sumPence(vats);
  const invoiceId = demoId(`invoice ${orderId} ${partyId}`);
  await stage.ask(
    RecordInvoice,
    {
      orderId,
      invoiceId,
      consortiumId,
      partyId,
      invoiceNumber: `${supplierName.slice(0, 3).toUpperCase()}-${invoiceId.slice(0, 6)}`,
      invoiceDay: at.slice(0, 10),
      lines: lines.map(({ lotId, schoolUrn, quantity, paysPence }) => ({
        lotId,
        schoolUrn,
        quantity,
        netPence: paysPence,
      })),
      netPence,
      vatPence: vat,
      grossPence: netPence + vat,
    },
    { as: cast.supplier(supplierName), at },
  );
}

async function pay(
  stage: Stage,
  { finance }: Cast,
  { invoiceId, invoiceNumber, partyId, grossPence }: Payable,
  { contributedAt, paidAt }: DemoSettlement,
): Promise<void> {
  await stage.ask(
    RecordContribution,
    {
      fundId,
      contributionId: demoId(`contribution ${invoiceId}`),
      partyId,
      amountPence: grossPence,
      bankReference: `CALL ${invoiceNumber}`,
      receivedDay: contributedAt.slice(0, 10),
    },
    { as: finance, at: contributedAt },
  );
  await stage.ask(
    PaySupplier,
    {
      fundId,
      paymentId: demoId(`payment ${invoiceId}`),
      invoiceId,
      bankReference: `PAY ${invoiceNumber}`,
      paidDay: paidAt.slice(0, 10),
    },
    { as: finance, at: paidAt },
  );
}

function payablesOf(stage: Stage): Promise<Payable[]> {
  return stage.find<Payable[], FindPayables>(FindPayables, { fundId });
}

function grouped<Item>(items: readonly Item[], by: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(by(item), [...(groups.get(by(item)) ?? []), item]);
  return groups;
}
