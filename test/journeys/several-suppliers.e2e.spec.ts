import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sumPence } from '#libs/money';
import type { Payable, TransferView, TrialBalance } from '#messages/ledger';
import { orderIdOf, RecordReceipt, type OrderView } from '#messages/orders';
import type {
  BestAwardAnswer,
  BestAwardView,
  ContractView,
  LotFeedback,
  TenderView,
} from '#messages/tenders';
import type { ShareRow } from '#messages/savings';
import { shapes } from './installation.js';
import {
  ashdownQuote,
  becksideQuote,
  contributionOf,
  invoiceOf,
  openSharedTender,
  partySums,
  refundOf,
  pens,
  wanted,
} from './several-suppliers.js';
import {
  alder,
  ashdown,
  beckside,
  birch,
  cedar,
  consortiumId,
  fundId,
  governors,
  SmallCluster,
  trust,
  type Who,
} from './small-cluster.js';
import { buyers, closeAndOpen, paper, suppliers, type Supplier, type Urn } from './small-round.js';

const answers: unknown[] = [];

describe.each(shapes)('A lot that two suppliers share, in %s', (shape) => {
  const quotes = { ashdown: randomUUID(), beckside: randomUUID() };
  const nameOf = (quoteId: string) => (quoteId === quotes.ashdown ? 'ashdown' : 'beckside');
  let cluster: SmallCluster;
  let tenderId: string;
  let best: BestAwardView;

  beforeAll(async () => {
    cluster = await SmallCluster.open(undefined, shape);
    tenderId = await openSharedTender(cluster);
  }, 300_000);
  afterAll(() => cluster.close(), 60_000);

  const find = <Found>(who: Who, path: string) => cluster.wire.find<Found>(who, path);
  const until = <Found>(who: Who, path: string, holds: (found: Found) => boolean) =>
    cluster.wire.until(who, path, holds, `${path} is as it should be`);
  const send = async (who: Who, path: string, body: object = {}) => {
    const answer = await cluster.wire.post(who, path, body);
    expect([path, answer.status, answer.text]).toEqual([path, 201, answer.text]);
  };
  const tenderAs = (who: Who, status: TenderView['status']) =>
    until<TenderView>(who, `/tenders/${tenderId}`, (tender) => tender.status === status);

  it('takes quotes with limits, charges, a bundle and rebates, and opens them', async () => {
    for (const [supplier, quote] of [
      ['ashdown', ashdownQuote],
      ['beckside', becksideQuote],
    ] as const) {
      const path = `/tenders/${tenderId}/submissions/${suppliers[supplier]}/quotes`;
      await send(supplier, path, { ...quote, quoteId: quotes[supplier] });
    }
    await closeAndOpen(cluster, tenderId);
    await tenderAs('lead', 'opened');
    const opened = await find<object[]>('auditor', `/tenders/${tenderId}/quotes`);
    expect(opened).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ lines: ashdownQuote.lines, bundles: ashdownQuote.bundles }),
        expect.objectContaining({ lines: becksideQuote.lines }),
      ]),
    );
  }, 60_000);

  it('is worked out as a whole: the cheaper one as far as it can, the other for the rest', async () => {
    const found = await until<BestAwardAnswer>(
      'lead',
      `/tenders/${tenderId}/best-award`,
      ({ state }) => state === 'done',
    );
    if (found.state !== 'done') throw new Error('It is worked out.');
    ({ best } = found);
    const wins = best.wins.map(({ lotId, quoteId, quantity }) => {
      return [lotId === paper ? 'paper' : 'pens', nameOf(quoteId), quantity];
    });
    expect(wins.toSorted()).toEqual([
      ['paper', 'ashdown', 24],
      ['paper', 'beckside', 12],
      ['pens', 'ashdown', 24],
    ]);
    // Ashdown 24 × £7.80 + 24 × £3.00 = £259.20 of goods: 5 % and 2 % of that, £18.14, come off.
    // Beckside 12 × £8.20 = £98.40, counted with delivery to all three schools.
    expect(best).toMatchObject({ proved: true, gapPence: 0, optimalSolutions: 1 });
    expect(best.moneyPence).toBe(259_20 + 5_00 - 18_14 + 98_40 + 3_00);
    answers.push(wins.toSorted(), best.moneyPence);
  }, 60_000);

  it('is awarded so, and every figure adds up', async () => {
    const choices = best.wins.map(({ lotId, quoteId, quantity }) => ({ lotId, quoteId, quantity }));
    const reason = 'Two suppliers quoted in all.';
    await send('lead', `/tenders/${tenderId}/recommendation`, { choices, reason });
    await tenderAs('approver', 'recommended');
    await send('approver', `/tenders/${tenderId}/award`);
    const { lots } = await tenderAs('auditor', 'awarded');
    const lot = (id: string) => lots.find(({ lotId }) => lotId === id)!;
    const won = (id: string) =>
      lot(id).winners?.map((one) => [one.supplierName, one.quantity, one.totalPence]);
    // Of the discount £13.10 is paper's and £5.04 pens'. Beckside delivers to Cedar alone.
    expect(won(paper)).toEqual([
      ['Ashdown Supplies', 24, 187_20 + 5_00 - 13_10],
      ['Beckside Trading', 12, 98_40 + 1_00],
    ]);
    expect(won(pens)).toEqual([['Ashdown Supplies', 24, 72_00 - 5_04]]);
    const shares = [paper, pens].map((id) => lot(id).shares ?? []);
    for (const [n, id] of [paper, pens].entries()) {
      const total = sumPence(lot(id).winners!.map(({ totalPence }) => totalPence));
      expect(sumPence(shares[n]!.map((share) => share.paysPence))).toBe(total);
      const inTheEnd = shares[n]!.map((share) => share.sharePence ?? share.paysPence);
      expect(sumPence(inTheEnd)).toBe(total);
    }
    const got = (urn: string, of: number) =>
      sumPence(shares[of]!.filter((one) => one.schoolUrn === urn).map((one) => one.quantity));
    for (const [urn, units] of Object.entries(wanted)) {
      expect([urn, got(urn, 0), got(urn, 1)]).toEqual([urn, ...units]);
    }
    const inTheEnd = (urn: string) =>
      sumPence(
        shares[0]!
          .filter((one) => one.schoolUrn === urn)
          .map((one) => one.sharePence ?? one.paysPence),
      );
    // £277.50 of paper without delivery, over 36 boxes; Cedar's delivery is its own.
    expect([alder, birch, cedar].map(inTheEnd)).toEqual([77_08, 46_25, 154_17 + 1_00]);
    answers.push(shares.map((all) => all.map(({ supplierName: _, ...share }) => share)));
  }, 60_000);

  it('tells each supplier its own part, and not what the other asked', async () => {
    const path = (who: Supplier) => `/tenders/${tenderId}/feedback/${suppliers[who]}`;
    const own = await until<LotFeedback[]>('beckside', path('beckside'), (all) => all.length === 2);
    expect(own.find(({ lotId }) => lotId === paper)).toMatchObject({
      ownQuantity: 12,
      winnerTotalPence: 99_40,
    });
    expect((await cluster.wire.get('beckside', path('ashdown'))).status).toBe(404);
  }, 30_000);

  it('leads to contracts and orders that add up to the award', async () => {
    const path = `/contracts?tenderId=${tenderId}`;
    const issued = await until<ContractView[]>('auditor', path, (found) => found.length === 3);
    const net = (partyId: string, supplierId: string) =>
      issued.find((one) => one.partyId === partyId && one.supplierId === supplierId)?.netPence ?? 0;
    expect(net(governors, beckside)).toBe(99_40);
    expect(net(trust, ashdown) + net(governors, ashdown)).toBe(179_10 + 66_96);
    for (const { contractId, partyId } of issued) {
      const head = partyId === trust ? 'trustHead' : 'governorsHead';
      await send(head, `/contracts/${contractId}/signature`);
    }
    for (const supplierId of [ashdown, beckside]) {
      await send('lead', '/orders', { tenderId, supplierId, consortiumId });
      const order = await until<OrderView>(
        'lead',
        `/orders/${orderIdOf(tenderId, supplierId)}`,
        ({ lines }) => lines.length > 0,
      );
      const all = issued.filter((one) => one.supplierId === supplierId);
      const ordered = sumPence(order.lines.map(({ paysPence }) => paysPence));
      expect(ordered).toBe(sumPence(all.map(({ netPence }) => netPence)));
    }
  }, 60_000);

  it('is delivered and billed to the penny by both', async () => {
    for (const supplier of ['ashdown', 'beckside'] as const) {
      const orderId = orderIdOf(tenderId, suppliers[supplier]);
      const { lines } = await find<OrderView>('lead', `/orders/${orderId}`);
      for (const schoolUrn of new Set(lines.map((line) => line.schoolUrn))) {
        const came = lines.filter((line) => line.schoolUrn === schoolUrn);
        const received = came.map(({ lotId, quantity }) => ({ lotId, quantity }));
        const receipt = { orderId, receiptId: randomUUID(), consortiumId, schoolUrn };
        await cluster.ask(buyers[schoolUrn as Urn], RecordReceipt, { ...receipt, lines: received });
      }
      for (const partyId of new Set(lines.map((line) => line.partyId))) {
        const own = lines.filter((line) => line.partyId === partyId);
        await send(supplier, `/orders/${orderId}/invoices`, invoiceOf(partyId, own));
      }
      const isBilled = (order: OrderView) =>
        order.lines.every((line) => line.invoicedPence === line.paysPence);
      const order = await until<OrderView>('lead', `/orders/${orderId}`, isBilled);
      expect(order.invoices.every(({ status }) => status === 'matched')).toBe(true);
    }
  }, 60_000);

  it('is settled: what one price for all moves between the parties sums to zero', async () => {
    const [day, contributions] = ['2026-11-20', `/funds/${fundId}/contributions`];
    const payables = await until<Payable[]>(
      'finance',
      `/funds/${fundId}/payables`,
      (posted) => posted.length === 3,
    );
    for (const { invoiceId, partyId, leftPence } of payables) {
      await send('finance', contributions, contributionOf(partyId, leftPence, day));
      const payment = { paymentId: randomUUID(), invoiceId, paidDay: day };
      await send('finance', `/funds/${fundId}/payments`, {
        ...payment,
        bankReference: `PAY ${invoiceId}`,
      });
    }
    const { roundId } = await find<TenderView>('lead', `/tenders/${tenderId}`);
    await send('lead', `/rounds/${roundId}/closure`);
    const [posted] = await until<TransferView[]>(
      'finance',
      `/funds/${fundId}/transfers`,
      ({ length }) => length > 0,
    );
    // The trust is billed £119.40 of paper by the cheaper one, and bears £123.33 of all the paper.
    expect(partySums(posted?.transfers ?? [])).toEqual({ [trust]: 3_93, [governors]: -3_93 });
    const rows = await find<ShareRow[]>('auditor', `/rounds/${roundId}/shares`);
    const [pays, billed] = [
      sumPence(rows.map((row) => row.paysPence)),
      sumPence(rows.map((row) => row.invoicedPence ?? row.paysPence)),
    ];
    expect([pays, billed]).toEqual([278_50 + 66_96, 278_50 + 66_96]);

    await send('finance', contributions, contributionOf(trust, 3_93, day));
    await send('finance', `/funds/${fundId}/refunds`, refundOf(governors, 3_93, day));
    const path = `/funds/${fundId}/trial-balance`;
    const isZero = ({ lines }: TrialBalance) =>
      lines.every(({ debitPence, creditPence }) => debitPence === creditPence);
    expect((await until('finance', path, isZero)).lines.length).toBeGreaterThan(5);
  }, 60_000);
});

describe('Both shapes', () => {
  it('give equal answers', () => {
    expect(answers).toHaveLength(6);
    expect(JSON.stringify(answers.slice(0, 3))).toBe(JSON.stringify(answers.slice(3)));
  });
});
