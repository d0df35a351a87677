import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold, Refused, type AnyDecider } from '#libs/decider';
import { sumPence } from '#libs/money';
import type { FundEvent, JournalEntry } from '#messages/ledger';
import type { Meta } from '#messages/messages';
import { openTransfers } from './entry-draft.js';
import { fund } from './fund.decider.js';
import { command, parties } from './fund-asks.fixture.js';
import { availablePence, type Fund } from './fund-state.js';

const any = fund as unknown as AnyDecider;
const meta: Meta = {
  commandId: 'c',
  actor: { id: 'p', kind: 'person', grants: [] },
  at: '2026-06-01T09:00:00.000Z',
  correlationId: 'c',
};
const openings: FundEvent[] = [
  {
    type: 'FundOpened',
    data: { fundId: 'f', consortiumId: 'c', name: 'f', holderPartyId: 'a', openedBy: 'p' },
  },
  ...parties.map((partyId): FundEvent => {
    const approved = { amountPence: 12_000, minuteReference: 'm', approvedBy: 'p' };
    return {
      type: 'BudgetApproved',
      data: { fundId: 'f', consortiumId: 'c', partyId, ...approved },
    };
  }),
];

interface History {
  readonly state: Fund;
  readonly events: readonly FundEvent[];
}

type Asked = { readonly name: string } & Readonly<Record<string, unknown>>;

function after({ state, events }: History, { name, ...body }: Asked): History {
  const sum = 'quarters' in body && { amountPence: partOfDue(state, name, body) };
  const made = ask(name, { fundId: 'f', consortiumId: 'c', ...body, ...sum }, state);
  return { state: fold(any, state, made) as Fund, events: [...events, ...made] };
}

function partOfDue(state: Fund, name: string, body: Omit<Asked, 'name'>): number {
  const account = state.parties[String(body['partyId'])];
  const due: Record<string, number | undefined> = {
    RecordContribution: account?.owes,
    RefundMember: account?.credit,
    RecordSupplierRefund: state.creditNotes[String(body['creditNoteId'])]?.refundPence,
  };
  return Math.ceil(((due[name] ?? 0) * Number(body['quarters'])) / 4);
}

function historyOf(commands: readonly Asked[]): History {
  const start: History = { state: fold(any, any.initialState, openings) as Fund, events: [] };
  return commands.reduce((before, asked) => {
    const next = after(before, asked);
    expectSound(next.state);
    return next;
  }, start);
}

describe('Whatever is asked of a fund', () => {
  it('keeps every entry balanced, the whole at zero, and nothing overspent', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 80, size: 'max' }), (commands) => {
        const { events } = historyOf(commands);
        expectBalanced(events);
      }),
      { numRuns: 60 },
    );
  });

  it('has every account at zero once all is paid in and out, and every penny accounted for', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(command, { maxLength: 80, size: 'max' }), (commands) => {
        const { state, events } = settled(historyOf(commands));
        expect([...balancesOf(events)].filter(([, balance]) => balance !== 0)).toEqual([]);
        events.forEach(({ type }) => seen.add(type));
        expect(state.open).toEqual({});
        for (const partyId of parties) expectAccountedFor(partyId, events);
      }),
      { numRuns: 100 },
    );
    const rare = ['TransfersPosted', 'CreditNotePosted', 'SupplierRefundReceived'] as const;
    expect([...seen]).toEqual(expect.arrayContaining([...rare, 'MemberRefunded', 'SupplierPaid']));
  });
});

/** Whatever is owed is paid: members, suppliers, refunds both ways; what is held is given back. */
function settled(history: History): History {
  let line = 0;
  let now = history;
  const pay = (name: string, body: object) => {
    line += 1;
    const day = { receivedDay: '2026-09-01', paidDay: '2026-09-01' };
    now = after(now, { name, bankReference: `end ${line}`, ...day, ...body });
    expectSound(now.state);
  };
  for (const reservationId of Object.keys(now.state.reservations)) {
    pay('ReduceReservation', { reservationId, amountPence: 0 });
  }
  for (const [creditNoteId, { refundPence }] of Object.entries(now.state.creditNotes)) {
    pay('RecordSupplierRefund', { creditNoteId, amountPence: refundPence });
  }
  for (const partyId of parties) {
    const owes = now.state.parties[partyId]?.owes ?? 0;
    pay('RecordContribution', { partyId, amountPence: owes });
  }
  for (const invoiceId of Object.keys(now.state.invoices)) pay('PaySupplier', { invoiceId });
  for (const partyId of parties) {
    pay('RefundMember', { partyId, amountPence: now.state.parties[partyId]?.credit ?? 0 });
  }
  return now;
}

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

function ask(name: string, body: object, state: unknown): FundEvent[] {
  try {
    return any.decide[name]?.(
      state as never,
      { ...body, meta } as never,
      undefined as never,
    ) as never;
  } catch (error) {
    if (error instanceof Refused) return [];
    throw error;
  }
}

function expectSound(state: Fund): void {
  for (const [partyId, account] of Object.entries(state.parties)) {
    const { owes, credit, cash, reserved } = account;
    expect(availablePence(account)).toBeGreaterThanOrEqual(0);
    expect(Math.min(cash, owes, credit)).toBeGreaterThanOrEqual(0);
    expect(Math.min(owes, credit)).toBe(0);
    const own = Object.values(state.invoices).filter((one) => one.partyId === partyId);
    const unpaid = sumPence(own.map(({ leftPence }) => leftPence));
    const toPay = openTransfers(state, partyId);
    expect(toPay).toBeLessThanOrEqual(owes);
    expect(cash).toBe(unpaid + credit + toPay - owes);
    const held = Object.values(state.reservations).filter((one) => one.partyId === partyId);
    expect(held.every(({ amountPence }) => amountPence >= 0)).toBe(true);
    expect(held.reduce((sum, { amountPence }) => sum + amountPence, 0)).toBe(reserved);
  }
  for (const positions of Object.values(state.open)) {
    expect(sumPence(Object.values(positions))).toBe(0);
  }
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
