import type { FundEvent } from '#messages/ledger';
import { specify } from '#specification';
import { fund } from './fund.decider.js';

const spec = specify(fund);
const id = (n: number) => `0190a000-0000-7000-8000-00000000000${n}`;
export const [fundId, consortiumId, roundId, supplierId] = [id(1), id(2), id(3), id(4)];
export const [payer, getter, other] = [id(5), id(6), id(7)];
export const urnOf: Record<string, string> = {
  [payer]: '990005',
  [getter]: '990006',
  [other]: '990007',
};
const which = { fundId, consortiumId };

/** A fund, and a budget of £1,000 of each of three parties. */
export const opened: FundEvent[] = [
  {
    type: 'FundOpened',
    data: { ...which, name: 'Pooled fund', holderPartyId: payer, openedBy: 'someone' },
  },
  ...[payer, getter, other].map((partyId): FundEvent => {
    const approved = { amountPence: 1000_00, minuteReference: 'FGB', approvedBy: 'someone' };
    return { type: 'BudgetApproved', data: { ...which, partyId, ...approved } };
  }),
];

export type Asked = readonly [name: Parameters<ReturnType<typeof spec>['when']>[0], body: object];

/** The events of one ask after another, from an open fund on. */
export function after(...asked: readonly Asked[]): FundEvent[] {
  return asked.reduce<FundEvent[]>(
    (events, [name, body]) => [
      ...events,
      ...(spec(...events)
        .when(name, { fundId, ...body } as never)
        .events() as FundEvent[]),
    ],
    opened,
  );
}

export function given(events: readonly FundEvent[], [name, body]: Asked) {
  return spec(...events).when(name, { fundId, ...body } as never);
}

/** What is held in each account after some events: debits above 0, credits below. */
export function balancesOf(events: readonly FundEvent[]): Record<string, number> {
  const balances: Record<string, number> = {};
  for (const { data } of events) {
    for (const { account, debitPence, creditPence } of ('entry' in data && data.entry?.legs) ||
      []) {
      balances[account] = (balances[account] ?? 0) + debitPence - creditPence;
    }
  }
  return Object.fromEntries(Object.entries(balances).filter(([, balance]) => balance !== 0));
}

export const bill = (partyId: string, netPence: number, number = 'I 1'): Asked => [
  'PostInvoice',
  {
    invoiceId: `invoice ${number}`,
    invoiceNumber: number,
    dueDay: '2026-07-01',
    ...ofBill(partyId, netPence),
  },
];
export const note = (partyId: string, netPence: number, number = 'C 1'): Asked => [
  'PostCreditNote',
  {
    creditNoteId: `note ${number}`,
    creditNoteNumber: number,
    ...ofBill(partyId, netPence),
  },
];
const ofBill = (partyId: string, netPence: number) => ({
  roundId,
  partyId,
  supplierId,
  supplierName: 'Quillstone',
  netPence,
  vatPence: netPence / 5,
  grossPence: (netPence * 6) / 5,
  schools: [{ schoolUrn: urnOf[partyId], costPence: netPence }],
});
export const payIn = (
  partyId: string,
  amountPence: number,
  bankReference = `in ${partyId}`,
): Asked => [
  'RecordContribution',
  { partyId, amountPence, bankReference, receivedDay: '2026-05-20' },
];
export const pay = (number = 'I 1', bankReference = 'out', paidDay = '2026-05-21'): Asked => [
  'PaySupplier',
  { invoiceId: `invoice ${number}`, bankReference, paidDay },
];
export const refunded = (amountPence: number, bankReference = 'back'): Asked => [
  'RecordSupplierRefund',
  { creditNoteId: 'note C 1', amountPence, bankReference, receivedDay: '2026-05-22' },
];
export const refund = (
  partyId: string,
  amountPence: number,
  bankReference = `refund ${partyId}`,
  refundId = bankReference,
): Asked => [
  'RefundMember',
  { refundId, partyId, amountPence, bankReference, paidDay: '2026-05-23' },
];
/** What a round's transfers are from its settlement of this revision on. */
export const moving = (amounts: Record<string, number>, asOf = 0): Asked => [
  'PostTransfers',
  {
    roundId,
    transferId: `transfer ${asOf}`,
    asOf,
    reason: 'Shares settled',
    transfers: Object.entries(amounts).map(([partyId, amountPence]) => {
      return { schoolUrn: urnOf[partyId], partyId, amountPence };
    }),
  },
];
