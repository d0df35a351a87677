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

export type Asked = { readonly name: string } & Readonly<Record<string, unknown>>;

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

/** Everything that members and suppliers still owe the fund is in; what is held is given back. */
export function paidIn(history: History): History {
  const { reservations, creditNotes } = history.state;
  const released = Object.keys(reservations).reduce(
    (now, reservationId) => paying(now, 'ReduceReservation', { reservationId, amountPence: 0 }),
    history,
  );
  const refunded = Object.entries(creditNotes).reduce(
    (now, [creditNoteId, { refundPence }]) =>
      paying(now, 'RecordSupplierRefund', { creditNoteId, amountPence: refundPence }),
    released,
  );
  return parties.reduce((now, partyId) => {
    const amountPence = now.state.parties[partyId]?.owes ?? 0;
    return paying(now, 'RecordContribution', { partyId, amountPence });
  }, refunded);
}

/** Whatever is owed is paid: members, suppliers, refunds both ways. */
export function settled(history: History): History {
  const paid = Object.keys(history.state.invoices).reduce(
    (now, invoiceId) => paying(now, 'PaySupplier', { invoiceId }),
    paidIn(history),
  );
  return parties.reduce((now, partyId) => {
    const amountPence = now.state.parties[partyId]?.credit ?? 0;
    return paying(now, 'RefundMember', { partyId, amountPence });
  }, paid);
}

/** Half of everything goes back to its supplier, whether it is paid or not. */
export function sentBack(history: History): History {
  return Object.entries(history.state.invoices).reduce((now, [invoiceId, bill]) => {
    const { roundId, partyId, supplierId } = bill;
    const netPence = Math.floor(bill.grossPence / 2);
    return paying(now, 'PostCreditNote', {
      creditNoteId: `back ${invoiceId}`,
      creditNoteNumber: invoiceId,
      roundId,
      partyId,
      supplierId,
      supplierName: supplierId,
      netPence,
      vatPence: 0,
      grossPence: netPence,
      schools: [{ schoolUrn: `${partyId}0`, costPence: netPence }],
    });
  }, history);
}

/** Each with a line of the bank statement of its own. */
function paying(history: History, name: string, body: Readonly<Record<string, unknown>>): History {
  const own = `end ${history.events.length}`;
  const day = { receivedDay: '2026-05-30', paidDay: '2026-05-30' };
  const now = after(history, { name, bankReference: own, refundId: own, ...day, ...body });
  expectSound(now.state);
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
