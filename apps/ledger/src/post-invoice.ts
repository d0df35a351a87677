import { refuse } from '#libs/decider';
import { formatPounds, sumPence } from '#libs/money';
import type { FundEvent, JournalEntry, Leg, PostInvoice } from '#messages/ledger';
import { reservationOf } from '#messages/rounds';
import { accountOf, availablePence, type Fund } from './fund-state.js';
import { accounts, credit, debit, encumbranceLegs, journalEntry } from './journal.js';

/** A fund that has been opened. */
export type OpenedFund = Fund & { readonly fundId: string; readonly consortiumId: string };
type Consumed = {
  readonly reservationId: string;
  readonly schoolUrn: string;
  readonly amountPence: number;
};

/** A matched invoice: cash is called for it, reservations are used up, the supplier is owed. */
export function postInvoice(fund: OpenedFund, command: PostInvoice): FundEvent[] {
  const { fundId, consortiumId } = fund;
  const { invoiceId, invoiceNumber, roundId, partyId, supplierId, supplierName } = command;
  const { netPence, vatPence, grossPence, dueDay, schools, meta } = command;
  if (fund.invoices[invoiceId]) {
    refuse('invoice-posted', `Invoice ${invoiceNumber} has been posted already.`);
  }
  const costPence = sumPence(schools.map((school) => school.costPence));
  const consumed = consumedBy(fund, command);
  refuseUnfunded(fund, command, costPence, consumed);
  const day = meta.at.slice(0, 10);
  const whose = { partyId, supplierId };
  const ids = { fundId, consortiumId, invoiceId, invoiceNumber, roundId, partyId, supplierId };
  const posted = (entry: JournalEntry): FundEvent => ({
    type: 'InvoicePosted',
    data: {
      ...ids,
      supplierName,
      netPence,
      vatPence,
      grossPence,
      costPence,
      dueDay,
      consumed: consumed.map(({ reservationId, amountPence }) => ({ reservationId, amountPence })),
      entry,
    },
  });
  const description = `Invoice ${invoiceNumber} of ${supplierName}`;
  // What is free of charge moves no money, yet its round waits for the paper.
  if (grossPence === 0) return [posted({ description, effectiveDay: day, legs: [] })];
  const posting = journalEntry(description, day, [
    debit(accounts.member(partyId), grossPence, whose),
    credit(accounts.supplier(supplierId), grossPence, whose),
    ...consumed.flatMap((one): Leg[] => encumbranceLegs(-one.amountPence, partyId, one.schoolUrn)),
  ]);
  // What is held for the party already is used first; the rest is called.
  const amountPence = grossPence - Math.min(grossPence, accountOf(fund, partyId).credit);
  if (amountPence === 0) return [posted(posting)];
  const call = journalEntry(`Called for invoice ${invoiceNumber}`, day, [
    debit(accounts.calls(partyId), amountPence, whose),
    credit(accounts.member(partyId), amountPence, whose),
  ]);
  return [
    { type: 'CashCalled', data: { ...ids, amountPence, dueDay, entry: call } },
    posted(posting),
  ];
}

/** Each school's reservation gives what it can. */
function consumedBy(fund: Fund, { roundId, schools }: PostInvoice): Consumed[] {
  return schools
    .map(({ schoolUrn, costPence }) => {
      const reservationId = reservationOf(roundId, schoolUrn);
      const held = fund.reservations[reservationId]?.amountPence ?? 0;
      return { reservationId, schoolUrn, amountPence: Math.min(costPence, held) };
    })
    .filter(({ amountPence }) => amountPence > 0);
}

/** What no reservation covers must be free in the budget. */
function refuseUnfunded(
  fund: Fund,
  { partyId, invoiceNumber }: PostInvoice,
  costPence: number,
  consumed: readonly Consumed[],
): void {
  const uncovered = costPence - sumPence(consumed.map(({ amountPence }) => amountPence));
  const available = availablePence(accountOf(fund, partyId));
  if (uncovered > 0 && uncovered > available) {
    const sentence = `Invoice ${invoiceNumber} costs ${formatPounds(uncovered)} more than is reserved for it, and ${formatPounds(available)} of the budget is free.`;
    refuse('budget-exceeded', sentence);
  }
}
