import type { Process } from '#libs/event-sourcing';
import { PostCreditNote, PostInvoice } from '#messages/ledger';
import { ask } from '#messages/messages';
import type { OrderEvent } from '#messages/orders';

/**
 * A matched invoice becomes a call for cash and a debt to its supplier; a credit note takes it
 * back. One process for both, so that no credit note overtakes its invoice.
 */
export const postOnMatch: Process<OrderEvent> = {
  name: 'post-on-match',
  on: {
    InvoiceMatched: (data) => [
      ask(PostInvoice, {
        fundId: data.fundId,
        invoiceId: data.invoiceId,
        roundId: data.roundId,
        partyId: data.partyId,
        supplierId: data.supplierId,
        supplierName: data.supplierName,
        invoiceNumber: data.invoiceNumber,
        dueDay: data.dueDay,
        netPence: data.netPence,
        vatPence: data.vatPence,
        grossPence: data.grossPence,
        schools: [...data.schools],
      }),
    ],
    CreditNoteMatched: (data) => [
      ask(PostCreditNote, {
        fundId: data.fundId,
        creditNoteId: data.creditNoteId,
        roundId: data.roundId,
        partyId: data.partyId,
        supplierId: data.supplierId,
        supplierName: data.supplierName,
        creditNoteNumber: data.creditNoteNumber,
        netPence: data.netPence,
        vatPence: data.vatPence,
        grossPence: data.grossPence,
        schools: [...data.schools],
      }),
    ],
  },
};
