import { refuse } from '#libs/decider';
import { formatPounds, sumPence } from '#libs/money';
import type { FundEvent, PostCreditNote, RecordSupplierRefund } from '#messages/ledger';
import { draftOf, handingOn, settingOff, withLegs } from './entry-draft.js';
import { refuseBankLine, type Bill, type Fund } from './fund-state.js';
import { accounts, credit, debit, journalEntry } from './journal.js';
import type { OpenedFund } from './post-invoice.js';

/**
 * A matched credit note comes off the party's unpaid invoices of this supplier, the oldest first:
 * what was called for them is its credit. What was paid already the supplier owes back.
 */
export function postCreditNote(fund: OpenedFund, command: PostCreditNote): FundEvent[] {
  const { fundId, consortiumId } = fund;
  const { creditNoteId, creditNoteNumber, partyId, supplierId, supplierName } = command;
  const { roundId, netPence, vatPence, grossPence, schools, meta } = command;
  if (fund.creditNotes[creditNoteId]) {
    refuse('credit-note-posted', `Credit note ${creditNoteNumber} has been posted already.`);
  }
  refuseUnposted(fund, command);
  const applied = applying(fund, command);
  const off = sumPence(applied.map(({ amountPence }) => amountPence));
  const refundPence = grossPence - off;
  const whose = { partyId, supplierId };
  const draft = withLegs(
    draftOf(fund),
    debit(accounts.supplier(supplierId), off, whose),
    credit(accounts.member(partyId), off, whose),
    debit(accounts.refunds(supplierId), refundPence, whose),
    credit(accounts.awaited(partyId), refundPence, whose),
  );
  const { legs, passed } = handingOn(settingOff(draft, partyId));
  const description = `Credit note ${creditNoteNumber} of ${supplierName}`;
  const effectiveDay = meta.at.slice(0, 10);
  // What was free of charge moves no money, yet its round waits for the paper.
  const entry =
    grossPence === 0
      ? { description, effectiveDay, legs: [] }
      : journalEntry(description, effectiveDay, legs);
  const costPence = sumPence(schools.map((school) => school.costPence));
  const ids = { fundId, consortiumId, creditNoteId, creditNoteNumber, roundId, ...whose };
  const sums = { netPence, vatPence, grossPence, costPence, applied, refundPence };
  return [{ type: 'CreditNotePosted', data: { ...ids, supplierName, ...sums, passed, entry } }];
}

/** What a supplier paid back is the party's credit. */
export function recordSupplierRefund(fund: OpenedFund, command: RecordSupplierRefund): FundEvent[] {
  const { fundId, consortiumId } = fund;
  const { supplierRefundId, creditNoteId, amountPence, bankReference, receivedDay } = command;
  const note = fund.creditNotes[creditNoteId];
  if (!note) refuse('unknown-credit-note', 'No credit note with this id is posted here.');
  if (amountPence === 0) refuse('nothing-received', 'A refund is more than £0.00.');
  refuseBankLine(fund.bankLines, receivedDay, bankReference, command.meta.at);
  const { creditNoteNumber, roundId, partyId, supplierId, refundPence } = note;
  if (amountPence > refundPence) {
    const left =
      refundPence === 0
        ? 'the supplier owes nothing back for it'
        : `the supplier owes ${formatPounds(refundPence)} back for it`;
    const sentence = `${formatPounds(amountPence)} is too much for credit note ${creditNoteNumber}: ${left}. Check the amount and the credit note.`;
    refuse('refund-exceeds-credit', sentence);
  }
  const whose = { partyId, supplierId };
  const draft = withLegs(
    draftOf(fund),
    debit(accounts.bank, amountPence, whose),
    credit(accounts.refunds(supplierId), amountPence, whose),
    debit(accounts.awaited(partyId), amountPence, whose),
    credit(accounts.member(partyId), amountPence, whose),
  );
  const { legs, passed } = handingOn(settingOff(draft, partyId));
  const entry = journalEntry(`Refund of credit note ${creditNoteNumber}`, receivedDay, legs);
  const ids = { fundId, consortiumId, supplierRefundId, creditNoteId, creditNoteNumber, roundId };
  const data = { ...ids, ...whose, amountPence, bankReference, passed, entry };
  return [{ type: 'SupplierRefundReceived', data }];
}

type OfBill = Omit<Bill, 'grossPence'>;

function isOf({ roundId, partyId, supplierId }: OfBill) {
  return (bill: Bill) =>
    bill.roundId === roundId && bill.partyId === partyId && bill.supplierId === supplierId;
}

/** An invoice that the fund has not taken cannot be credited here yet. */
function refuseUnposted(fund: Fund, command: PostCreditNote): void {
  const { creditNoteNumber, grossPence } = command;
  const sumOf = (bills: Readonly<Record<string, Bill>>) =>
    sumPence(
      Object.values(bills)
        .filter(isOf(command))
        .map((bill) => bill.grossPence),
    );
  const left = sumOf(fund.invoices) - sumOf(fund.creditNotes);
  if (grossPence <= left) return;
  const sentence = `Credit note ${creditNoteNumber} is ${formatPounds(grossPence)}, but the invoices of this supplier that the fund has taken for this party come to ${formatPounds(left)} after other credits. Have the missing invoice taken first, then ask for this again.`;
  refuse('credit-exceeds-invoices', sentence);
}

function applying(fund: Fund, command: PostCreditNote) {
  let left = command.grossPence;
  const isMine = isOf(command);
  return Object.entries(fund.invoices).flatMap(([invoiceId, invoice]) => {
    const amountPence = isMine(invoice) ? Math.min(left, invoice.leftPence) : 0;
    left -= amountPence;
    if (amountPence === 0) return [];
    return [{ invoiceId, amountPence, leftPence: invoice.leftPence - amountPence }];
  });
}
