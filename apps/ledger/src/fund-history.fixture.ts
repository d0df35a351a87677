import { expect } from '@jest/globals';
import { fold, Refused, type AnyDecider } from '#libs/decider';
import { sumPence } from '#libs/money';
import type { FundEvent } from '#messages/ledger';
import type { Meta } from '#messages/messages';
import { openTransfers } from './entry-draft.js';
import { fund } from './fund.decider.js';
import { parties } from './fund-asks.fixture.js';
import { availablePence, type Fund } from './fund-state.js';

const any = fund as unknown as AnyDecider;
const meta: Meta = {
  commandId: 'c',
  actor: { id: 'p', kind: 'person', grants: [] },
  at: '2026-06-01T09:00:00.000Z',
  correlationId: 'c',
};
export const openings: FundEvent[] = [
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

export interface History {
  readonly state: Fund;
  readonly events: readonly FundEvent[];
}

type Asked = { readonly name: string } & Readonly<Record<string, unknown>>;

/** What has happened once this is asked too; nothing more where it is refused. */
export function after({ state, events }: History, { name, ...body }: Asked): History {
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

/** What follows from asking one after another: the fund is sound after each. */
export function historyOf(commands: readonly Asked[]): History {
  const start: History = { state: fold(any, any.initialState, openings) as Fund, events: [] };
  return commands.reduce((before, asked) => {
    const next = after(before, asked);
    expectSound(next.state);
    return next;
  }, start);
}

/** Whatever is owed is paid: members, suppliers, refunds both ways; what is held is given back. */
export function settled(history: History): History {
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

export function expectSound(state: Fund): void {
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
