import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FundView, Payable } from '#messages/ledger';
import {
  expectRefused,
  alder,
  birch,
  consortiumId,
  fundId,
  governors,
  SmallCluster,
  trust,
} from './small-cluster.js';
import { inDays, openTender, order, paper, receive, seal } from './small-round.js';
import { expectRefusal, type Refusal } from './wire.js';

let cluster: SmallCluster;

describe('Invoices and payments', () => {
  const invoiced: string[] = [];
  let orderId: string;

  beforeAll(async () => {
    cluster = await SmallCluster.open();
    const wanted = { [alder]: 20, [birch]: 20 };
    const tenderId = await openTender(cluster, wanted, () => inDays(7));
    const quoteId = await seal(cluster, tenderId, 'ashdown', 900);
    orderId = await order(cluster, tenderId, quoteId);
    await receive(cluster, orderId, alder, 15);
    await receive(cluster, orderId, birch, 20);
    await cluster.quiet();
  }, 60_000);
  afterAll(() => cluster.close());

  /** A right invoice for so many boxes of one school, at £9.00 and 20 % VAT. */
  const invoiceOf = (schoolUrn: string, quantity: number) => {
    const netPence = quantity * 900;
    return {
      invoiceId: randomUUID(),
      consortiumId,
      partyId: trust,
      invoiceNumber: `ASH-${randomUUID().slice(0, 8)}`,
      invoiceDay: '2026-11-02',
      lines: [{ lotId: paper, schoolUrn, quantity, netPence }],
      netPence,
      vatPence: netPence / 5,
      grossPence: (netPence * 6) / 5,
    };
  };
  const send = (body: object) => cluster.wire.post('ashdown', `/orders/${orderId}/invoices`, body);

  it.each<[string, (right: ReturnType<typeof invoiceOf>) => object, Refusal]>([
    [
      'more than was received',
      () => invoiceOf(alder, 16),
      [
        409,
        'invoice-exceeds-receipt',
        /copier-paper for school 990001: 16 billed, but 15 .*received. Bill only what has come/,
      ],
    ],
    [
      'a net sum that is none',
      (right) => ({ ...right, netPence: right.netPence + 1 }),
      [409, 'invoice-net-wrong', /states £90\.01 net; it should be £90\.00/],
    ],
    [
      'VAT that is off by a penny',
      (right) => ({ ...right, vatPence: right.vatPence - 1 }),
      [409, 'invoice-vat-wrong', /£17\.99 of VAT; it should be £18\.00/],
    ],
    [
      'another party',
      (right) => ({ ...right, partyId: governors }),
      [409, 'line-not-on-order', /one invoice bills one party/],
    ],
    [
      'an unknown school',
      (right) => ({
        ...right,
        lines: right.lines.map((line) => ({ ...line, schoolUrn: '999999' })),
      }),
      [409, 'line-not-on-order', /999999 is not on this order/],
    ],
    [
      'the 30th of February',
      (right) => ({ ...right, invoiceDay: '2026-02-30' }),
      [400, 'invalid', /invoiceDay must be a real date/],
    ],
    [
      'a day with a time',
      (right) => ({ ...right, invoiceDay: '2026-02-03T10:00:00Z' }),
      [400, 'invalid', /invoiceDay must be a real date/],
    ],
    [
      'a price of 12.345',
      (right) => ({ ...right, netPence: 12.345 }),
      [400, 'invalid', /netPence must be whole pence/],
    ],
    [
      'a blank number',
      (right) => ({ ...right, invoiceNumber: ' ' }),
      [400, 'invalid', /invoiceNumber must be text/],
    ],
  ])('an invoice is not taken with %s', async (_, wrong, refusal) => {
    await expectRefused(cluster, () => send(wrong(invoiceOf(alder, 10))), refusal);
  });

  it('a receipt is not taken for more than was ordered, nor for another school', async () => {
    const receipt =
      (quantity: number, urn = alder as string) =>
      () =>
        cluster.wire.post('alderBuyer', `/orders/${orderId}/receipts`, {
          receiptId: randomUUID(),
          consortiumId,
          schoolUrn: urn,
          lines: [{ lotId: paper, quantity }],
        });
    const tooMany: Refusal = [409, 'more-than-ordered', /6 now, 15 before, but 20 ordered/];
    await expectRefused(cluster, receipt(6), tooMany);
    await expectRefused(cluster, receipt(1, birch), [404, 'not-found', /nothing here/]);
  });

  it('two payments on cash for one: one is paid, the other is told what is missing', async () => {
    for (const urn of [alder, birch]) {
      const invoice = invoiceOf(urn, 10);
      expect((await send(invoice)).status).toBe(201);
      invoiced.push(invoice.invoiceId);
    }
    const twice = { ...invoiceOf(alder, 1), invoiceId: invoiced[0] ?? '' };
    const path = `/funds/${fundId}/payables`;
    const isPosted = (found: Payable[]) => found.length === 2;
    await cluster.wire.until('finance', path, isPosted, 'both invoices are posted');
    await cluster.quiet();
    await expectRefused(cluster, () => send(twice), [409, 'invoice-exists', /recorded already/]);
    const pay = (invoiceId: string) =>
      cluster.wire.post('finance', `/funds/${fundId}/payments`, {
        paymentId: randomUUID(),
        invoiceId,
        bankReference: 'PAY',
        paidDay: '2026-11-20',
      });
    const contribute = (amountPence: number) =>
      cluster.wire.post('finance', `/funds/${fundId}/contributions`, {
        contributionId: randomUUID(),
        partyId: trust,
        amountPence,
        bankReference: 'CALL 1',
        receivedDay: '2026-11-10',
      });
    const first = invoiced[0] ?? '';
    const noCash: Refusal = [
      409,
      'cash-not-held',
      /is £108\.00, and the fund holds £0\.00 .*record its contribution first/,
    ];
    await expectRefused(cluster, () => pay(first), noCash);
    const tooMuch: Refusal = [
      409,
      'contribution-exceeds-calls',
      /£216\.01 is more than the £216\.00 called/,
    ];
    await expectRefused(cluster, () => contribute(216_01), tooMuch);
    expect((await contribute(108_00)).status).toBe(201);

    const paid = await Promise.all(invoiced.map(pay));
    const [yes, no] = paid.toSorted((a, b) => a.status - b.status);
    expect(yes?.status).toBe(201);
    if (no) expectRefusal(no, [409, 'cash-not-held', /£108\.00, and the fund holds £0\.00/]);
    const seen = `/funds/${fundId}?after=${yes?.json['position']}`;
    const money = await cluster.wire.find<FundView>('finance', seen);
    expect(money.bankPence).toBe(0);
    const done = paid[0]?.status === 201 ? first : (invoiced[1] ?? '');
    await expectRefused(cluster, () => pay(done), [409, 'invoice-paid', /has been paid already/]);
    await expectRefused(cluster, () => pay(randomUUID()), [
      409,
      'unknown-invoice',
      /No matched invoice/,
    ]);
  });
});
