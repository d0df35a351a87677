import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sumPence } from '#libs/money';
import type {
  FundView,
  Payable,
  SupplierRefundView,
  TransferView,
  TrialBalance,
} from '#messages/ledger';
import type { OrderView } from '#messages/orders';
import type { RoundView } from '#messages/rounds';
import type { RefusedAskView } from '#messages/operations';
import type { ShareRow } from '#messages/savings';
import type { TenderView } from '#messages/tenders';
import { shapes } from './installation.js';
import {
  alder,
  birch,
  cedar,
  consortiumId,
  fundId,
  governors,
  SmallCluster,
  trust,
  trustBudgetPence,
  type Who,
} from './small-cluster.js';
import { costByTwo, day, dayFields, line, netOf, totals, visit } from './corrections.js';
import { inDays, openTender, order, paper, receive, seal, tier } from './small-round.js';

/** £9.00 a box, £7.00 from 100 on: whose demand brings the group there pays for less of it. */
describe.each(shapes)('A round that is shared by contribution and corrected, in %s', (shape) => {
  let cluster: SmallCluster;
  let roundId: string;
  let orderId: string;

  beforeAll(async () => {
    cluster = await SmallCluster.open(undefined, shape);
    const rule = { sharingRule: 'contribution' } as const;
    const wanted = { [alder]: 60, [birch]: 10, [cedar]: 40 };
    const tenderId = await openTender(cluster, wanted, () => inDays(50), rule);
    ({ roundId } = await cluster.wire.find<TenderView>('lead', `/tenders/${tenderId}`));
    const quoteId = await seal(cluster, tenderId, 'ashdown', 9_00, [tier(100, 7_00)]);
    orderId = await order(cluster, tenderId, quoteId, ['trustHead', 'governorsHead']);
  }, 300_000);
  afterAll(() => cluster.close(), 60_000);

  const post = async (who: Who, path: string, body: object) => {
    const { status, text } = await cluster.wire.post(who, path, body);
    expect({ path, status, text: status < 300 ? '' : text }).toEqual({ path, status, text: '' });
  };
  const fund = () => cluster.wire.find<FundView>('finance', `/funds/${fundId}`);
  const page = (who: Who, path: string, typed?: Record<string, string>) =>
    visit(cluster, who, path, typed);
  const balances = async () => {
    await cluster.quiet();
    const { lines } = await cluster.wire.find<TrialBalance>(
      'auditor',
      `/funds/${fundId}/trial-balance`,
    );
    return lines.filter(({ debitPence, creditPence }) => debitPence !== 0 || creditPence !== 0);
  };
  const settledTransfers = (count: number) =>
    cluster.wire.until<TransferView[]>(
      'finance',
      `/funds/${fundId}/transfers`,
      (found) => found.length === count,
      'the transfers are posted',
    );
  /** What each school has paid into the others' shares is what the official figures say. */
  const expectMoved = async (posted: readonly TransferView[]) => {
    await cluster.quiet();
    const rows = await cluster.wire.find<ShareRow[]>('finance', `/rounds/${roundId}/shares`);
    const moved = rows.map(({ urn }) => netOf(posted, ({ schoolUrn }) => schoolUrn === urn));
    expect(moved).toEqual(rows.map(({ transferPence = 0 }) => transferPence));
    expect(sumPence(moved)).toBe(0);
  };
  /** Whoever owes pays in. */
  const payIn = async () => {
    await cluster.quiet();
    for (const { partyId, owesPence } of (await fund()).parties) {
      if (owesPence === 0) continue;
      const body = { contributionId: randomUUID(), partyId, amountPence: owesPence };
      const line = { bankReference: `in ${randomUUID()}`, receivedDay: day };
      await post('finance', `/funds/${fundId}/contributions`, { ...body, ...line });
    }
  };
  /** Whoever has credit gets it back, on the page. */
  const payBack = async () => {
    await cluster.quiet();
    for (const { partyId, creditPence } of (await fund()).parties) {
      if (creditPence === 0) continue;
      const path = `/funds/${fundId}/refunds/${partyId}`;
      const amount = (creditPence / 100).toString();
      const typed = { amount, reference: `back ${randomUUID()}`, ...dayFields('paid') };
      expect(await page('finance', path, typed)).toBe(`303 /funds/${fundId}`);
    }
  };

  it('no longer waits for what is declared short, and pays for what came', async () => {
    await receive(cluster, orderId, alder, 60);
    await receive(cluster, orderId, birch, 10);
    await receive(cluster, orderId, cedar, 38);
    const path = `/orders/${orderId}/shortages/${cedar}`;
    expect(await page('ashdown', `/orders/${orderId}`)).toContain(`href="${path}"`);
    const typed = { lot: paper, quantity: '3', reason: 'The mill has closed.' };
    expect(await page('cedarBuyer', `/orders/${orderId}`)).not.toContain(path);
    const asked = { shortageId: randomUUID(), consortiumId, schoolUrn: cedar, lotId: paper };
    const what = { ...asked, quantity: 2, reason: 'We have enough.' };
    const api = `/orders/${orderId}/shortages`;
    expect(await cluster.wire.post('cedarBuyer', api, what)).toMatchObject({ status: 403 });
    expect(await page('ashdown', path, typed)).toContain('only 2 of 40 (box) are still to come');
    expect(await page('ashdown', path, { ...typed, quantity: '2' })).toBe(`303 /orders/${orderId}`);
    await cluster.quiet();
    const seen = await cluster.wire.find<OrderView>('cedarBuyer', `/orders/${orderId}`);
    expect(seen.lines).toMatchObject([{ quantity: 40, received: 38, short: 2 }]);
    expect(await page('cedarBuyer', `/orders/${orderId}`)).toContain('The mill has closed.');
  });

  it('is invoiced, paid and closed', async () => {
    const bills = [
      [trust, [line(alder, 60, 420_00), line(birch, 10, 70_00)]],
      [governors, [line(cedar, 38, 266_00)]],
    ] as const;
    for (const [partyId, lines] of bills) {
      const body = { invoiceId: randomUUID(), consortiumId, partyId, lines, ...totals(lines) };
      const paper = { invoiceNumber: `A ${partyId.slice(0, 4)}`, invoiceDay: day };
      await post('ashdown', `/orders/${orderId}/invoices`, { ...body, ...paper });
    }
    const owed = await cluster.wire.until<Payable[]>(
      'finance',
      `/funds/${fundId}/payables`,
      (found) => found.length === 2,
      'the invoices are posted',
    );
    await payIn();
    for (const { invoiceId } of owed) {
      const body = { paymentId: randomUUID(), invoiceId, bankReference: 'out', paidDay: day };
      await post('finance', `/funds/${fundId}/payments`, body);
    }
    await cluster.quiet();
    await post('lead', `/rounds/${roundId}/closure`, {});
    await cluster.quiet();
    const { status } = await cluster.wire.find<RoundView>('lead', `/rounds/${roundId}`);
    expect(status).toBe('closed');
  });

  it('moves what the rule asks for through the fund, and ends with every account at zero', async () => {
    const posted = await settledTransfers(1);
    await expectMoved(posted);
    const moved = netOf(posted, ({ partyId }) => partyId === trust);
    expect(moved).not.toBe(0);
    const [payer, getter] = moved > 0 ? [trust, governors] : [governors, trust];
    const party = async (id: string) =>
      (await fund()).parties.find(({ partyId }) => partyId === id)!;
    expect(await party(payer)).toMatchObject({ owesPence: Math.abs(moved) });
    expect(await party(getter)).toMatchObject({ awaitedPence: Math.abs(moved), creditPence: 0 });
    const shown = await page('finance', `/funds/${fundId}`);
    expect(shown).toContain('Transfers between schools');
    expect(shown).toContain(`href="/rounds/${roundId}/savings"`);
    await payIn();
    await cluster.quiet();
    expect(await page('finance', '/home')).toContain('back to 1 contracting party');
    await payBack();
    expect(await balances()).toEqual([]);
  });

  it('takes a credit note after settlement: restated, and only the difference moves', async () => {
    const lines = [line(alder, 5, 35_00)];
    const body = { creditNoteId: randomUUID(), consortiumId, partyId: trust, lines };
    const note = { creditNoteNumber: 'C 1', creditDay: day, reason: 'Five boxes were wet.' };
    await post('ashdown', `/orders/${orderId}/credit-notes`, {
      ...body,
      ...note,
      ...totals(lines),
    });
    const [refund] = await cluster.wire.until<SupplierRefundView[]>(
      'finance',
      `/funds/${fundId}/supplier-refunds`,
      (found) => found.length === 1,
      'the supplier owes it back',
    );
    expect(refund).toMatchObject({ refundPence: 42_00, receivedPence: 0, receivedDay: null });
    expect(await page('alderBuyer', `/orders/${orderId}`)).toContain('Five boxes were wet.');
    await expectMoved(await settledTransfers(2));
    const path = `/funds/${fundId}/supplier-refunds/${refund!.creditNoteId}`;
    const typed = { amount: '42.00', reference: 'ASH 1', ...dayFields('received') };
    expect(await page('finance', path, typed)).toBe(`303 /funds/${fundId}`);
    await payIn();
    await payBack();
    expect(await balances()).toEqual([]);
    expect((await fund()).parties).toMatchObject([
      { owesPence: 0, cashHeldPence: 0, creditPence: 0, awaitedPence: 0 },
      { owesPence: 0, cashHeldPence: 0, creditPence: 0, awaitedPence: 0 },
    ]);
  });

  it('keeps a transfer that a budget lacks, and makes it when finance asks again', async () => {
    const parties = async () => (await fund()).parties;
    const { spentPence = 0 } = (await parties()).find((one) => one.partyId === trust) ?? {};
    const budget = { consortiumId, partyId: trust, minuteReference: 'Minute 9' };
    const path = `/funds/${fundId}/budgets`;
    await post('trustHead', path, { ...budget, amountPence: spentPence });
    await costByTwo(cluster, roundId, governors);
    const [refused] = await cluster.wire.until<RefusedAskView[]>(
      'finance',
      `/operations/refused-asks?about=${fundId}`,
      (found) => found.length === 1,
      'the transfer is refused',
    );
    expect(refused).toMatchObject({ command: 'PostTransfers', code: 'budget-exceeded' });
    expect(refused?.message).toContain('pays into the others’ shares');
    const shown = await page('finance', `/funds/${fundId}`);
    expect(shown).toContain('What the fund did not take');
    expect(shown).toContain(`href="/refused-asks/${refused?.refusedId}"`);
    await post('trustHead', path, { ...budget, amountPence: trustBudgetPence });
    expect(await page('finance', `/refused-asks/${refused?.refusedId}`, {})).toBe(
      `303 /funds/${fundId}`,
    );
    await settledTransfers(3);
    await payIn();
    await payBack();
    expect(await balances()).toEqual([]);
  });

  it('asks for a credit note on a page that works out the VAT and shows it first', async () => {
    const path = `/orders/${orderId}/credit-notes/${governors}`;
    const typed = {
      creditNoteNumber: 'C 2',
      reason: 'A late delivery.',
      ...dayFields('creditDay'),
      [`net-${paper}-${cedar}`]: '10.00',
    };
    const headers = { Cookie: await cluster.cookieOf('ashdown'), Origin: cluster.wire.url };
    const shown = await (await fetch(cluster.wire.url + path, { headers })).text();
    const [, formToken = ''] = /name="formToken" value="([^"]+)"/.exec(shown) ?? [];
    const body = new URLSearchParams({ ...typed, formToken, commandId: randomUUID() });
    const asked = { method: 'POST', headers, body };
    const checked = await fetch(`${cluster.wire.url}${path}/check`, asked);
    expect(await checked.text()).toContain('£12.00');
    expect(await page('ashdown', path, typed)).toBe(`303 /orders/${orderId}`);
    await cluster.quiet();
    const seen = await cluster.wire.find<OrderView>('finance', `/orders/${orderId}`);
    expect(seen.creditNotes.at(-1)).toMatchObject({ creditNoteNumber: 'C 2', grossPence: 12_00 });
  });
});
