import type { Event } from './messages.js';
import type { SchoolAmount } from './ledger.js';
import type { CreditLine, InvoiceLine, ReceivedLine } from './orders.js';

/** What one school gets of one lot under an order. */
export interface OrderLine {
  readonly lotId: string;
  readonly item: string;
  readonly description: string;
  readonly unit: string;
  readonly financeCode: string;
  readonly vatRateBasisPoints: number;
  readonly schoolUrn: string;
  readonly partyId: string;
  readonly quantity: number;
  /** Net, for the whole quantity. */
  readonly paysPence: number;
  readonly vatRecovered: boolean;
}

export interface LotVat {
  readonly lotId: string;
  readonly vatPence: number;
}

export type OrderEvent =
  | Event<
      'OrderPlaced',
      {
        orderId: string;
        tenderId: string;
        roundId: string;
        consortiumId: string;
        fundId: string;
        supplierId: string;
        supplierName: string;
        paymentDays: number;
        lines: readonly OrderLine[];
        /** Schools without a contract in force. */
        leftOut: readonly { schoolUrn: string; partyId: string }[];
        placedBy: string;
      }
    >
  | Event<
      'GoodsReceived',
      {
        orderId: string;
        receiptId: string;
        roundId: string;
        consortiumId: string;
        schoolUrn: string;
        partyId: string;
        lines: readonly ReceivedLine[];
        note?: string;
        receivedBy: string;
      }
    >
  | Event<
      'InvoiceMatched',
      {
        orderId: string;
        invoiceId: string;
        tenderId: string;
        roundId: string;
        consortiumId: string;
        fundId: string;
        supplierId: string;
        supplierName: string;
        partyId: string;
        invoiceNumber: string;
        invoiceDay: string;
        /** The last day to pay it. */
        dueDay: string;
        lines: readonly InvoiceLine[];
        netPence: number;
        vatPence: number;
        grossPence: number;
        /** What each school's budget gives for it. */
        schools: readonly SchoolAmount[];
        recordedBy: string;
      }
    >
  | Event<
      'ShortageDeclared',
      {
        orderId: string;
        shortageId: string;
        tenderId: string;
        roundId: string;
        consortiumId: string;
        supplierId: string;
        schoolUrn: string;
        partyId: string;
        lotId: string;
        /** Units that will never come. */
        quantity: number;
        reason: string;
        declaredBy: string;
      }
    >
  | Event<
      'CreditNoteMatched',
      {
        orderId: string;
        creditNoteId: string;
        creditNoteNumber: string;
        creditDay: string;
        tenderId: string;
        roundId: string;
        consortiumId: string;
        fundId: string;
        supplierId: string;
        supplierName: string;
        partyId: string;
        lines: readonly CreditLine[];
        netPence: number;
        vatPence: number;
        /** How much of the VAT is of which lot. */
        vatByLot: readonly LotVat[];
        grossPence: number;
        /** What each school's budget gets back for it. */
        schools: readonly SchoolAmount[];
        reason: string;
        recordedBy: string;
      }
    >;
