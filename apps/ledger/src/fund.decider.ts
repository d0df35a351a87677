import { notFound, refuse, type Decider } from '#libs/decider';
import { formatPounds } from '#libs/money';
import type { fundCommands, FundEvent, ReserveFunds } from '#messages/ledger';
import { draftOf, handingOn, withLegs } from './entry-draft.js';
import { evolveFund } from './fund-evolution.js';
import { accountOf, availablePence, noFund, refuseBankLine, type Fund } from './fund-state.js';
import { accounts, credit, debit, encumbranceLegs, journalEntry } from './journal.js';
import { postCreditNote, recordSupplierRefund } from './post-credit-note.js';
import { postInvoice, type OpenedFund } from './post-invoice.js';
import { postTransfers, refundMember } from './post-transfers.js';

/** A pooled fund: every money event is one balanced entry, and nothing is overspent. */
export const fund: Decider<Fund, typeof fundCommands, FundEvent> = {
  stream: ({ fundId }) => `fund-${fundId}`,
  scope: ({ consortiumId }, command) => ({
    ...(consortiumId
      ? { consortiumId }
      : 'consortiumId' in command && { consortiumId: command.consortiumId }),
    ...('minuteReference' in command && { partyId: command.partyId }),
  }),
  initialState: noFund,

  decide: {
    OpenFund: (state, { fundId, consortiumId, name, holderPartyId, meta }) => {
      if (state.fundId) refuse('fund-exists', 'This fund has been opened already.');
      const openedBy = meta.actor.id;
      return [
        { type: 'FundOpened', data: { fundId, consortiumId, name, holderPartyId, openedBy } },
      ];
    },

    ApproveBudget: (state, { partyId, amountPence, minuteReference, meta }) => {
      const { fundId, consortiumId } = opened(state);
      const { reserved, spent } = accountOf(state, partyId);
      if (amountPence < reserved + spent) {
        const committed = formatPounds(reserved + spent);
        const sentence = `${committed} of this budget is reserved or spent already; it cannot go below that.`;
        refuse('budget-below-commitments', sentence);
      }
      const data = { fundId, consortiumId, partyId, amountPence, minuteReference };
      return [{ type: 'BudgetApproved', data: { ...data, approvedBy: meta.actor.id } }];
    },

    ReserveFunds: (state, command) => {
      const { fundId, consortiumId } = opened(state);
      const { meta, reservationId, partyId, schoolUrn, roundId, requestId, amountPence } = command;
      const held = { fundId, consortiumId, reservationId, partyId, schoolUrn, roundId, requestId };
      const difference = amountPence - (state.reservations[reservationId]?.amountPence ?? 0);
      const available = availablePence(accountOf(state, partyId));
      if (difference > available) {
        const reason = shortOfBudget(state, command, available);
        const data = { ...held, amountPence, availablePence: available, reason };
        return [{ type: 'ReservationRefused', data }];
      }
      if (difference <= 0) {
        const still = amountPence - difference;
        return [{ type: 'FundsReserved', data: { ...held, amountPence: still } }];
      }
      const legs = encumbranceLegs(difference, partyId, schoolUrn);
      const entry = journalEntry(`Reserved for school ${schoolUrn}`, meta.at.slice(0, 10), legs);
      return [{ type: 'FundsReserved', data: { ...held, amountPence, entry } }];
    },

    ReduceReservation: (state, { reservationId, amountPence, requestId, meta }) => {
      const { fundId, consortiumId } = opened(state);
      const reservation = state.reservations[reservationId];
      if (!reservation || reservation.amountPence <= amountPence) return [];
      if (requestId !== undefined && requestId !== reservation.requestId) return [];
      const { partyId, schoolUrn, roundId } = reservation;
      const legs = encumbranceLegs(amountPence - reservation.amountPence, partyId, schoolUrn);
      const entry = journalEntry(`Released for school ${schoolUrn}`, meta.at.slice(0, 10), legs);
      const held = { fundId, consortiumId, reservationId, partyId, schoolUrn, roundId };
      return [{ type: 'ReservationReduced', data: { ...held, amountPence, entry } }];
    },

    PostInvoice: (state, command) => postInvoice(opened(state), command),
    PostCreditNote: (state, command) => postCreditNote(opened(state), command),
    PostTransfers: (state, command) => postTransfers(opened(state), command),
    RecordSupplierRefund: (state, command) => recordSupplierRefund(opened(state), command),
    RefundMember: (state, command) => refundMember(opened(state), command),

    RecordContribution: (state, command) => {
      const { fundId, consortiumId } = opened(state);
      const { contributionId, partyId, amountPence, bankReference, receivedDay } = command;
      if (amountPence === 0) refuse('nothing-received', 'A contribution is more than £0.00.');
      refuseBankLine(state.bankLines, receivedDay, bankReference, command.meta.at);
      const { owes } = accountOf(state, partyId);
      if (amountPence > owes) {
        const sentence = `${formatPounds(amountPence)} is more than the ${formatPounds(owes)} called and not yet paid in; check the amount and the party.`;
        refuse('contribution-exceeds-calls', sentence);
      }
      const paidIn = withLegs(
        draftOf(state),
        debit(accounts.bank, amountPence, { partyId }),
        credit(accounts.calls(partyId), amountPence, { partyId }),
      );
      const { legs, passed } = handingOn(paidIn);
      const entry = journalEntry(`Contribution ${bankReference}`, receivedDay, legs);
      const ids = { fundId, consortiumId, contributionId, partyId, amountPence, bankReference };
      const data = { ...ids, ...(passed.length > 0 && { passed }), entry };
      return [{ type: 'ContributionReceived', data }];
    },

    PaySupplier: (state, { paymentId, invoiceId, bankReference, paidDay, meta }) => {
      const { fundId, consortiumId } = opened(state);
      const invoice = state.invoices[invoiceId];
      if (!invoice) refuse('unknown-invoice', 'No matched invoice with this id is posted here.');
      const { invoiceNumber, roundId, partyId, supplierId, creditedPence, leftPence } = invoice;
      if (leftPence === 0) {
        const isCredited = creditedPence > 0 && creditedPence === invoice.grossPence;
        const how = isCredited ? 'credited in full' : 'paid already';
        refuse('invoice-paid', `Invoice ${invoiceNumber} has been ${how}.`);
      }
      refuseBankLine(state.refundLines, paidDay, bankReference, meta.at);
      const { cash } = accountOf(state, partyId);
      if (cash < leftPence) {
        const after = creditedPence > 0 ? ' after credit notes' : '';
        const sentence = `Invoice ${invoiceNumber} is ${formatPounds(leftPence)}${after}, and the fund holds ${formatPounds(cash)} for this party; record its contribution first.`;
        refuse('cash-not-held', sentence);
      }
      const whose = { partyId, supplierId };
      const entry = journalEntry(`Paid invoice ${invoiceNumber}`, paidDay, [
        debit(accounts.supplier(supplierId), leftPence, whose),
        credit(accounts.bank, leftPence, whose),
      ]);
      const ids = { fundId, consortiumId, paymentId, invoiceId, roundId, partyId, supplierId };
      const data = { ...ids, amountPence: leftPence, bankReference, entry };
      return [{ type: 'SupplierPaid', data }];
    },
  },

  evolve: evolveFund,
};

function opened(state: Fund): OpenedFund {
  const { fundId, consortiumId } = state;
  if (!fundId || !consortiumId) notFound();
  return { ...state, fundId, consortiumId };
}

function shortOfBudget(state: Fund, { partyId, amountPence }: ReserveFunds, available: number) {
  if (accountOf(state, partyId).budget === 0) {
    return 'Your contracting party has approved no budget for this fund yet; ask its approver to do so.';
  }
  const needs = formatPounds(amountPence);
  return `This needs ${needs} in the worst case, and ${formatPounds(available)} of the approved budget is free; ask for less, or ask the approver to raise the budget.`;
}
