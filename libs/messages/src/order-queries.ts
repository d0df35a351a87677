import { IsOptional, IsUUID } from 'class-validator';
import { IsOrderId } from './fields.js';
import { AllowedTo, Query } from './messages.js';
import type { LotVat, OrderLine } from './order-events.js';
import type { CreditLine, InvoiceLine } from './orders.js';

export interface OrderLineView extends OrderLine {
  readonly received: number;
  readonly invoiced: number;
  readonly invoicedPence: number;
  /** Units that will never come. */
  readonly short: number;
  /** Billed units that were given back, and the money that came off what was billed. */
  readonly credited: number;
  readonly creditedPence: number;
}

export interface InvoiceView {
  readonly invoiceId: string;
  readonly orderId: string;
  readonly supplierId: string;
  readonly supplierName: string;
  readonly partyId: string;
  readonly invoiceNumber: string;
  readonly invoiceDay: string;
  readonly dueDay: string;
  readonly lines: readonly InvoiceLine[];
  readonly netPence: number;
  readonly vatPence: number;
  readonly grossPence: number;
  /** Of the gross, what credit notes took off before it was paid. */
  readonly creditedPence: number;
  /** `paid` too when credit notes took off all of it. */
  readonly status: 'matched' | 'paid';
}

export interface CreditNoteView {
  readonly creditNoteId: string;
  readonly orderId: string;
  readonly supplierId: string;
  readonly supplierName: string;
  readonly partyId: string;
  readonly creditNoteNumber: string;
  readonly creditDay: string;
  readonly lines: readonly CreditLine[];
  readonly netPence: number;
  readonly vatPence: number;
  readonly vatByLot: readonly LotVat[];
  readonly grossPence: number;
  readonly reason: string;
}

export interface ShortageView {
  readonly shortageId: string;
  readonly schoolUrn: string;
  readonly partyId: string;
  readonly lotId: string;
  readonly quantity: number;
  readonly reason: string;
  readonly declaredAt: string;
}

export interface OrderView {
  readonly orderId: string;
  readonly tenderId: string;
  readonly roundId: string;
  readonly consortiumId: string;
  readonly fundId: string;
  readonly supplierId: string;
  readonly supplierName: string;
  readonly paymentDays: number;
  readonly placedAt: string;
  /** What the asker may see: own schools, the own supplier's, or all. */
  readonly lines: readonly OrderLineView[];
  readonly invoices: readonly InvoiceView[];
  readonly creditNotes: readonly CreditNoteView[];
  readonly shortages: readonly ShortageView[];
}

/** The orders that the asker has to do with, of one round or of all. */
@AllowedTo('signed-in', 'system')
export class FindOrders extends Query<OrderView[]> {
  @IsOptional() @IsUUID() readonly roundId?: string;
}

@AllowedTo('signed-in', 'system')
export class FindOrder extends Query<OrderView> {
  @IsOrderId() readonly orderId!: string;
}

/** Is everything that was ordered in a round delivered and invoiced? */
export interface DeliveryStanding {
  readonly orders: number;
  /** Units still to come, those awarded and not yet ordered included; never what is short. */
  readonly undelivered: number;
  /** Units that no matched invoice bills yet. */
  readonly uninvoiced: number;
  /** Matched invoices: the fund must have as many. */
  readonly invoices: number;
  /** Matched credit notes: the fund must have as many. */
  readonly creditNotes: number;
}

@AllowedTo('system')
export class FindDeliveryStanding extends Query<DeliveryStanding> {
  @IsUUID() readonly roundId!: string;
}
