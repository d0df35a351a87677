import type { FundEvent } from '#messages/ledger';
import { added } from './moved-transfers.js';
import {
  bankLine,
  holding,
  movedOn,
  posted,
  spending,
  transferring,
  withAccount,
  type Data,
  type Fund,
} from './fund-state.js';

type Evolve = { [Type in FundEvent['type']]: (fund: Fund, data: Data<Type>) => Fund };

/** What each event of a fund does to it; the parties' money follows from the legs of the journal. */
export const evolveFund: Evolve = {
  FundOpened: (fund, { fundId, consortiumId }) => ({ ...fund, fundId, consortiumId }),

  BudgetApproved: (fund, { partyId, amountPence }) =>
    withAccount(fund, partyId, { budget: amountPence }),

  FundsReserved: (fund, { reservationId, requestId, ...held }) => {
    const { partyId, schoolUrn, roundId, amountPence } = held;
    return holding(fund, reservationId, { partyId, schoolUrn, roundId, amountPence, requestId });
  },

  ReservationRefused: (fund) => fund,

  ReservationReduced: (fund, { reservationId, amountPence }) => {
    const reservation = fund.reservations[reservationId];
    return reservation ? holding(fund, reservationId, { ...reservation, amountPence }) : fund;
  },

  CashCalled: (fund, { entry }) => posted(fund, entry.legs),

  InvoicePosted: (fund, data) => {
    const { invoiceId, invoiceNumber, roundId, partyId, supplierId, grossPence } = data;
    const bill = { invoiceNumber, roundId, partyId, supplierId, grossPence };
    const invoices = {
      ...fund.invoices,
      [invoiceId]: { ...bill, creditedPence: 0, leftPence: grossPence },
    };
    const used = consuming({ ...fund, invoices }, data.consumed);
    return posted(spending(used, partyId, data.costPence), data.entry.legs);
  },

  ContributionReceived: (fund, { bankReference, entry, passed }) =>
    movedOn(posted(withLine(fund, entry.effectiveDay, bankReference), entry.legs), passed),

  SupplierPaid: (fund, { invoiceId, bankReference, entry }) => {
    const invoice = fund.invoices[invoiceId];
    const paid = invoice && { [invoiceId]: { ...invoice, leftPence: 0 } };
    const lined = withLine(fund, entry.effectiveDay, bankReference, 'paymentLines');
    return posted({ ...lined, invoices: { ...fund.invoices, ...paid } }, entry.legs);
  },

  CreditNotePosted: (fund, data) => {
    const { creditNoteId, creditNoteNumber, roundId, partyId, supplierId, grossPence } = data;
    const { refundPence, applied, costPence, entry, passed } = data;
    const invoices = { ...fund.invoices };
    for (const { invoiceId, amountPence, leftPence } of applied) {
      const invoice = invoices[invoiceId];
      const creditedPence = (invoice?.creditedPence ?? 0) + amountPence;
      if (invoice) invoices[invoiceId] = { ...invoice, creditedPence, leftPence };
    }
    const bill = { creditNoteNumber, roundId, partyId, supplierId, grossPence, refundPence };
    const creditNotes = { ...fund.creditNotes, [creditNoteId]: bill };
    const credited = spending({ ...fund, invoices, creditNotes }, partyId, -costPence);
    return movedOn(posted(credited, entry.legs), passed);
  },

  SupplierRefundReceived: (fund, { creditNoteId, amountPence, bankReference, entry, passed }) => {
    const note = fund.creditNotes[creditNoteId];
    const left = note && {
      [creditNoteId]: { ...note, refundPence: note.refundPence - amountPence },
    };
    const lined = withLine(fund, entry.effectiveDay, bankReference);
    const settled = { ...lined, creditNotes: { ...fund.creditNotes, ...left } };
    return movedOn(posted(settled, entry.legs), passed);
  },

  TransfersPosted: (fund, { roundId, asOf, transfers, consumed, entry, passed }) => {
    const lines = added([...(fund.moved[roundId]?.lines ?? []), ...transfers]);
    const known = { ...fund, moved: { ...fund.moved, [roundId]: { asOf, lines } } };
    const spent = transfers.reduce(
      (before, { schoolUrn, partyId, amountPence }) =>
        schoolUrn === undefined ? before : spending(before, partyId, amountPence),
      consuming(known, consumed),
    );
    return movedOn(posted(transferring(spent, roundId, transfers), entry.legs), passed);
  },

  MemberRefunded: (fund, { refundId, bankReference, entry }) => {
    const lined = withLine(fund, entry.effectiveDay, bankReference, 'refundLines');
    return posted({ ...lined, refundIds: [...fund.refundIds, refundId] }, entry.legs);
  },
};

/** Reservations that gave for something hold that much less. */
function consuming(
  fund: Fund,
  consumed: readonly { reservationId: string; amountPence: number }[],
): Fund {
  return consumed.reduce((before, { reservationId, amountPence }) => {
    const reservation = before.reservations[reservationId];
    if (!reservation) return before;
    const left = reservation.amountPence - amountPence;
    return holding(before, reservationId, { ...reservation, amountPence: left });
  }, fund);
}

function withLine(
  fund: Fund,
  day: string,
  reference: string,
  among: 'bankLines' | 'paymentLines' | 'refundLines' = 'bankLines',
): Fund {
  return { ...fund, [among]: [...fund[among], bankLine(day, reference)] };
}
