import type { Event } from './messages.js';
import type { Transfer } from './savings-events.js';

/** One side of one account. Exactly one of the two amounts is above 0. */
export interface Leg {
  /** e.g. `Assets:Bank`, `Liabilities:Members:<party>`. */
  readonly account: string;
  readonly debitPence: number;
  readonly creditPence: number;
  readonly partyId?: string;
  readonly schoolUrn?: string;
  readonly supplierId?: string;
}

/** Balanced: Σ debits = Σ credits > 0. */
export interface JournalEntry {
  readonly description: string;
  readonly effectiveDay: string;
  readonly legs: readonly Leg[];
}

/** Cash held for one party that is held for another from now on: a transfer come true. */
export interface Passed {
  readonly roundId: string;
  readonly fromPartyId: string;
  readonly toPartyId: string;
  readonly amountPence: number;
}

type Which = { readonly fundId: string; readonly consortiumId: string };
type Held = Which & {
  readonly reservationId: string;
  readonly partyId: string;
  readonly schoolUrn: string;
  readonly roundId: string;
  /** What is held under this name from now on. */
  readonly amountPence: number;
};

export type FundEvent =
  | Event<'FundOpened', Which & { name: string; holderPartyId: string; openedBy: string }>
  | Event<
      'BudgetApproved',
      Which & { partyId: string; amountPence: number; minuteReference: string; approvedBy: string }
    >
  | Event<'FundsReserved', Held & { requestId: string; entry?: JournalEntry }>
  | Event<
      'ReservationRefused',
      Which & {
        reservationId: string;
        partyId: string;
        schoolUrn: string;
        roundId: string;
        requestId: string;
        amountPence: number;
        availablePence: number;
        reason: string;
      }
    >
  | Event<'ReservationReduced', Held & { entry: JournalEntry }>
  | Event<
      'CashCalled',
      Which & {
        invoiceId: string;
        invoiceNumber: string;
        roundId: string;
        partyId: string;
        supplierId: string;
        amountPence: number;
        dueDay: string;
        entry: JournalEntry;
      }
    >
  | Event<
      'InvoicePosted',
      Which & {
        invoiceId: string;
        invoiceNumber: string;
        roundId: string;
        partyId: string;
        supplierId: string;
        supplierName: string;
        netPence: number;
        vatPence: number;
        grossPence: number;
        /** Net, and the VAT that the party cannot recover: what its budget gives. */
        costPence: number;
        dueDay: string;
        /** What each reservation gave for it. */
        consumed: readonly { reservationId: string; amountPence: number }[];
        entry: JournalEntry;
      }
    >
  | Event<
      'ContributionReceived',
      Which & {
        contributionId: string;
        partyId: string;
        amountPence: number;
        bankReference: string;
        /** Cash that was waited for as a transfer, and goes on to whom it is due. */
        passed?: readonly Passed[];
        entry: JournalEntry;
      }
    >
  | Event<
      'SupplierPaid',
      Which & {
        paymentId: string;
        invoiceId: string;
        roundId: string;
        partyId: string;
        supplierId: string;
        amountPence: number;
        bankReference: string;
        entry: JournalEntry;
      }
    >
  | Event<
      'CreditNotePosted',
      Which & {
        creditNoteId: string;
        creditNoteNumber: string;
        roundId: string;
        partyId: string;
        supplierId: string;
        supplierName: string;
        netPence: number;
        vatPence: number;
        grossPence: number;
        /** What the party's budget gets back. */
        costPence: number;
        /** Unpaid invoices that it came off, and what is left to pay of each. */
        applied: readonly { invoiceId: string; amountPence: number; leftPence: number }[];
        /** What was paid already: the supplier pays it back. */
        refundPence: number;
        passed: readonly Passed[];
        entry: JournalEntry;
      }
    >
  | Event<
      'SupplierRefundReceived',
      Which & {
        supplierRefundId: string;
        creditNoteId: string;
        creditNoteNumber: string;
        roundId: string;
        partyId: string;
        supplierId: string;
        amountPence: number;
        bankReference: string;
        passed: readonly Passed[];
        entry: JournalEntry;
      }
    >
  | Event<
      'TransfersPosted',
      Which & {
        transferId: string;
        roundId: string;
        /** The revision of the settlement by which what is posted now stands. */
        asOf: number;
        reason: string;
        /** What moves by this; nothing when the settlement changed nothing that was posted. */
        transfers: readonly Transfer[];
        /** What each payer's reservation gave for it. */
        consumed: readonly { reservationId: string; amountPence: number }[];
        passed: readonly Passed[];
        entry: JournalEntry;
      }
    >
  | Event<
      'MemberRefunded',
      Which & {
        refundId: string;
        partyId: string;
        amountPence: number;
        bankReference: string;
        entry: JournalEntry;
      }
    >;
