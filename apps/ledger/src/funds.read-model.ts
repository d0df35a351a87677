import type { ReadModel, Rows } from '#libs/event-sourcing';
import type { FundEvent, JournalEntry, Leg, Passed } from '#messages/ledger';
import {
  FundRow,
  PartyMoneyRow,
  PayableRow,
  PostedCreditNoteRow,
  ReservationRow,
  TransferRow,
} from './fund-rows.read-model.js';
import { accounts } from './journal.js';

/** What each fund, and each party in it, has, holds and owes. */
export const funds: ReadModel<FundEvent> = {
  name: 'funds',
  version: 2,
  rows: [FundRow, PartyMoneyRow, ReservationRow, PayableRow, PostedCreditNoteRow, TransferRow],
  on: {
    FundOpened: (rows, { fundId, consortiumId, name, holderPartyId }) =>
      rows.put(FundRow, { fundId, consortiumId, name, holderPartyId, bankPence: 0 }),

    BudgetApproved: (rows, { fundId, partyId, amountPence }) =>
      changeMoney(rows, fundId, partyId, () => ({ budgetPence: amountPence })),

    FundsReserved: (rows, data) => {
      const { fundId, reservationId, roundId, amountPence } = data;
      rows.put(ReservationRow, { fundId, reservationId, roundId, amountPence });
      if (data.entry) post(rows, fundId, data.entry);
    },

    ReservationReduced: (rows, data) => {
      const { fundId, reservationId, roundId, amountPence } = data;
      rows.put(ReservationRow, { fundId, reservationId, roundId, amountPence });
      post(rows, fundId, data.entry);
    },

    CashCalled: (rows, { fundId, entry }) => post(rows, fundId, entry),

    InvoicePosted: (rows, data) => {
      const { invoiceId, invoiceNumber, fundId, consortiumId, roundId, partyId } = data;
      const { supplierId, supplierName, grossPence, dueDay, costPence, consumed, entry } = data;
      const ids = { invoiceId, invoiceNumber, fundId, consortiumId, roundId, partyId };
      const paidDay = grossPence === 0 ? entry.effectiveDay : null;
      const sums = { grossPence, creditedPence: 0, leftPence: grossPence };
      const owed = { supplierId, supplierName, ...sums, dueDay, paidDay };
      rows.put(PayableRow, { ...ids, ...owed });
      spend(rows, fundId, partyId, costPence);
      consume(rows, fundId, consumed);
      post(rows, fundId, entry);
    },

    ContributionReceived: (rows, { fundId, partyId, amountPence, entry, passed }) => {
      changeMoney(rows, fundId, partyId, ({ contributedPence }) => ({
        contributedPence: contributedPence + amountPence,
      }));
      post(rows, fundId, entry, passed);
    },

    SupplierPaid: (rows, { fundId, invoiceId, entry }) => {
      rows.patch(PayableRow, invoiceId, { leftPence: 0, paidDay: entry.effectiveDay });
      post(rows, fundId, entry);
    },

    CreditNotePosted: (rows, data) => {
      const { creditNoteId, creditNoteNumber, fundId, roundId, partyId, supplierId } = data;
      const { supplierName, refundPence, costPence, applied, passed, entry } = data;
      const ids = { creditNoteId, creditNoteNumber, fundId, roundId, partyId, supplierId };
      const receivedDay = refundPence === 0 ? entry.effectiveDay : null;
      const owed = { supplierName, refundPence, receivedPence: 0, receivedDay };
      rows.put(PostedCreditNoteRow, { ...ids, ...owed });
      for (const { invoiceId, amountPence, leftPence } of applied) {
        rows.add(PayableRow, invoiceId, { creditedPence: amountPence });
        const paidDay = leftPence === 0 ? entry.effectiveDay : null;
        rows.patch(PayableRow, invoiceId, { leftPence, paidDay });
      }
      spend(rows, fundId, partyId, -costPence);
      post(rows, fundId, entry, passed);
    },

    SupplierRefundReceived: (rows, { fundId, creditNoteId, amountPence, passed, entry }) => {
      rows.change(PostedCreditNoteRow, creditNoteId, (note) => {
        if (!note) throw new Error(`Credit note ${creditNoteId} was refunded and never posted.`);
        const receivedPence = note.receivedPence + amountPence;
        const isAll = receivedPence === note.refundPence;
        return { ...note, receivedPence, receivedDay: isAll ? entry.effectiveDay : null };
      });
      post(rows, fundId, entry, passed);
    },

    TransfersPosted: (rows, data, { stream, revision, meta }) => {
      const { transferId, fundId, roundId, reason, transfers, consumed, passed, entry } = data;
      const where = { stream, revision, at: meta.at };
      if (transfers.length > 0) {
        rows.put(TransferRow, { transferId, fundId, roundId, reason, transfers, ...where });
      }
      for (const { schoolUrn, partyId, amountPence } of transfers) {
        if (schoolUrn !== undefined) spend(rows, fundId, partyId, amountPence);
      }
      consume(rows, fundId, consumed);
      post(rows, fundId, entry, passed);
    },

    MemberRefunded: (rows, { fundId, entry }) => post(rows, fundId, entry),
  },
};

function consume(
  rows: Rows,
  fundId: string,
  consumed: readonly { reservationId: string; amountPence: number }[],
): void {
  for (const { reservationId, amountPence } of consumed) {
    rows.add(ReservationRow, { fundId, reservationId }, { amountPence: -amountPence });
  }
}

function spend(rows: Rows, fundId: string, partyId: string, pence: number): void {
  changeMoney(rows, fundId, partyId, ({ spentPence }) => ({ spentPence: spentPence + pence }));
}

/** The sums follow from the legs of the journal, whatever the entry is about. */
function post(
  rows: Rows,
  fundId: string,
  { legs }: JournalEntry,
  passed: readonly Passed[] = [],
): void {
  for (const leg of legs) {
    const { account, debitPence, creditPence, partyId } = leg;
    const bankPence = debitPence - creditPence;
    if (account === accounts.bank) rows.add(FundRow, fundId, { bankPence });
    if (partyId === undefined) continue;
    changeMoney(rows, fundId, partyId, (row) => changeBy(row, leg));
  }
  for (const { fromPartyId, toPartyId, amountPence } of passed) {
    changeMoney(rows, fundId, fromPartyId, ({ cashHeldPence }) => ({
      cashHeldPence: cashHeldPence - amountPence,
    }));
    changeMoney(rows, fundId, toPartyId, ({ cashHeldPence }) => ({
      cashHeldPence: cashHeldPence + amountPence,
    }));
  }
}

/** What a leg changes of its party's sums. */
function changeBy(row: PartyMoneyRow, leg: Leg): Partial<PartyMoneyRow> {
  const { account, debitPence, creditPence } = leg;
  const { partyId } = row;
  const balance = debitPence - creditPence;
  if (account === accounts.bank) return { cashHeldPence: row.cashHeldPence + balance };
  if (account === accounts.member(partyId)) return { creditPence: row.creditPence - balance };
  if (account === accounts.awaited(partyId)) return { awaitedPence: row.awaitedPence - balance };
  if (account === accounts.encumbrance(partyId)) {
    return { reservedPence: row.reservedPence + balance };
  }
  if (account !== accounts.calls(partyId)) return {};
  return { calledPence: row.calledPence + debitPence, owesPence: row.owesPence + balance };
}

function changeMoney(
  rows: Rows,
  fundId: string,
  partyId: string,
  change: (row: PartyMoneyRow) => Partial<PartyMoneyRow>,
): void {
  rows.change(PartyMoneyRow, { fundId, partyId }, (before) => {
    const row = before ?? nothingYet(fundId, partyId);
    return { ...row, ...change(row) };
  });
}

function nothingYet(fundId: string, partyId: string): PartyMoneyRow {
  return {
    fundId,
    partyId,
    budgetPence: 0,
    reservedPence: 0,
    spentPence: 0,
    calledPence: 0,
    contributedPence: 0,
    owesPence: 0,
    cashHeldPence: 0,
    creditPence: 0,
    awaitedPence: 0,
  };
}
