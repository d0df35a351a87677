import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sumPence } from '#libs/money';
import type { FundEvent, JournalEntry } from '#messages/ledger';
import { command, memberRefund, parties } from './fund-asks.fixture.js';
import { after, historyOf, paidIn, sentBack, settled } from './fund-history.fixture.js';

describe('Whatever is asked of a fund', () => {
  it('keeps every entry balanced, the whole at zero, and nothing overspent', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 80, size: 'max' }), (commands) => {
        const { events } = historyOf(commands);
        expectBalanced(events);
      }),
      { numRuns: 30 },
    );
  });

  it('pays members back once for each refund and each line of the bank statement', () => {
    const commands = fc.array(command, { maxLength: 80, size: 'max' });
    const refunds = fc.array(memberRefund, { minLength: 20, maxLength: 40, size: 'max' });
    let paid = 0;
    fc.assert(
      fc.property(commands, refunds, (before, asked) => {
        const { events } = asked.reduce(after, paidIn(historyOf(before)));
        paid += expectRefundedOnce(events);
      }),
      { numRuns: 40 },
    );
    expect(paid).toBeGreaterThan(20);
  });

  it('has every account at zero once all is paid in and out, and every penny accounted for', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(command, { maxLength: 80, size: 'max' }), (commands) => {
        const { state, events } = settled(sentBack(settled(historyOf(commands))));
        expect([...balancesOf(events)].filter(([, balance]) => balance !== 0)).toEqual([]);
        events.forEach(({ type }) => seen.add(type));
        expect(state.open).toEqual({});
        for (const partyId of parties) expectAccountedFor(partyId, events);
      }),
      { numRuns: 60 },
    );
    const rare = ['TransfersPosted', 'CreditNotePosted', 'SupplierRefundReceived'] as const;
    expect([...seen]).toEqual(expect.arrayContaining([...rare, 'MemberRefunded', 'SupplierPaid']));
  });
});

/** What a party paid in and was not paid back is what it was billed and its part of transfers. */
function expectAccountedFor(partyId: string, events: readonly FundEvent[]): void {
  const of = (type: FundEvent['type'], field: string) =>
    sumPence(
      events
        .filter((event) => event.type === type)
        .map(({ data }) => data as Record<string, unknown>)
        .filter((data) => data['partyId'] === partyId)
        .map((data) => data[field] as number),
    );
  const moved = events.flatMap(({ type, data }) =>
    type === 'TransfersPosted' ? data.transfers : [],
  );
  const transferred = moved.filter((one) => one.partyId === partyId);
  const paid = of('ContributionReceived', 'amountPence') - of('MemberRefunded', 'amountPence');
  const billed = of('InvoicePosted', 'grossPence') - of('CreditNotePosted', 'grossPence');
  expect(paid).toBe(billed + sumPence(transferred.map(({ amountPence }) => amountPence)));
}

/** No refund and no line of the bank statement is recorded twice; answers how many there are. */
function expectRefundedOnce(events: readonly FundEvent[]): number {
  const out = events.flatMap(({ type, data }) =>
    type === 'MemberRefunded' || type === 'SupplierPaid'
      ? [{ isRefund: type === 'MemberRefunded', line: data.bankReference, ...data }]
      : [],
  );
  const refunds = out.filter(({ isRefund }) => isRefund);
  const lines = refunds.map(({ line }) => line);
  const ids = refunds.map((one) => ('refundId' in one ? one.refundId : ''));
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(lines).size).toBe(lines.length);
  expect(out.filter((one) => !one.isRefund && lines.includes(one.line))).toEqual([]);
  return refunds.length;
}

function balancesOf(events: readonly FundEvent[]): Map<string, number> {
  const balances = new Map<string, number>();
  for (const { data } of events) {
    const { entry } = data as { entry?: JournalEntry };
    for (const { account, debitPence, creditPence } of entry?.legs ?? []) {
      balances.set(account, (balances.get(account) ?? 0) + debitPence - creditPence);
    }
  }
  return balances;
}

function expectBalanced(events: readonly FundEvent[]): void {
  for (const { data } of events) {
    const { entry } = data as { entry?: JournalEntry };
    const legs = entry?.legs ?? [];
    expect(sumPence(legs.map((leg) => leg.debitPence - leg.creditPence))).toBe(0);
  }
  const balances = balancesOf(events);
  expect(sumPence([...balances.values()])).toBe(0);
  expect(balances.get('Assets:Bank') ?? 0).toBeGreaterThanOrEqual(0);
  const wrong = [...balances].filter(([account, balance]) =>
    account.startsWith('Liabilities:') ? balance > 0 : account.startsWith('Assets:') && balance < 0,
  );
  expect(wrong).toEqual([]);
}
