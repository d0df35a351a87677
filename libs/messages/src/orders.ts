import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsOptional, IsUUID, ValidateNested } from 'class-validator';
import {
  IsDay,
  IsOrderId,
  IsPence,
  IsQuantity,
  IsQuantityOrNone,
  IsText,
  IsUrn,
} from './fields.js';
import { AllowedTo, Command, type Messages } from './messages.js';
import { FindDeliveryStanding, FindOrder, FindOrders } from './order-queries.js';
import { roundCommands, roundQueries } from './rounds.js';

export type * from './order-events.js';
export * from './order-queries.js';

/** One order per tender and supplier: its id says so. */
export function orderIdOf(tenderId: string, supplierId: string): string {
  return `${tenderId}.${supplierId}`;
}

// Commands

/** For the schools whose contract is in force; the others are left out and told. */
@AllowedTo('lead')
export class PlaceOrder extends Command {
  @IsUUID() readonly tenderId!: string;
  @IsUUID() readonly supplierId!: string;
  @IsUUID() readonly consortiumId!: string;
}

export class ReceivedLine {
  @IsUUID() readonly lotId!: string;
  @IsQuantityOrNone() readonly quantity!: number;
}

/** What came to one school's door. */
@AllowedTo('school-buyer', 'school-approver')
export class RecordReceipt extends Command {
  @IsOrderId() readonly orderId!: string;
  @IsUUID() readonly receiptId!: string;
  @IsUUID() readonly consortiumId!: string;
  @IsUrn() readonly schoolUrn!: string;
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => ReceivedLine)
  readonly lines!: ReceivedLine[];
  @IsOptional() @IsText(500) readonly note?: string;
}

export class InvoiceLine {
  @IsUUID() readonly lotId!: string;
  @IsUrn() readonly schoolUrn!: string;
  @IsQuantity() readonly quantity!: number;
  @IsPence() readonly netPence!: number;
}

/** One VAT invoice for one contracting party, matched against order and receipt as it comes in. */
@AllowedTo('supplier', 'finance')
export class RecordInvoice extends Command {
  @IsOrderId() readonly orderId!: string;
  @IsUUID() readonly invoiceId!: string;
  @IsUUID() readonly consortiumId!: string;
  @IsUUID() readonly partyId!: string;
  /** The supplier's own number. */
  @IsText(60) readonly invoiceNumber!: string;
  @IsDay() readonly invoiceDay!: string;
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  @ValidateNested({ each: true })
  @Type(() => InvoiceLine)
  readonly lines!: InvoiceLine[];
  @IsPence() readonly netPence!: number;
  @IsPence() readonly vatPence!: number;
  @IsPence() readonly grossPence!: number;
}

/**
 * What a supplier will never bring: the order shrinks by it, and the rest costs what it did. Not a
 * school's to say: it is bound by the award, and records what comes.
 */
@AllowedTo('supplier', 'lead')
export class DeclareShortage extends Command {
  @IsOrderId() readonly orderId!: string;
  @IsUUID() readonly shortageId!: string;
  @IsUUID() readonly consortiumId!: string;
  @IsUrn() readonly schoolUrn!: string;
  @IsUUID() readonly lotId!: string;
  @IsQuantity() readonly quantity!: number;
  @IsText(500) readonly reason!: string;
}

/** What is given back of one line; without a quantity it is an allowance on the price alone. */
export class CreditLine {
  @IsUUID() readonly lotId!: string;
  @IsUrn() readonly schoolUrn!: string;
  @IsQuantityOrNone() readonly quantity!: number;
  @IsPence() readonly netPence!: number;
}

/** One VAT credit note for one contracting party, matched against what it was billed. */
@AllowedTo('supplier', 'finance')
export class RecordCreditNote extends Command {
  @IsOrderId() readonly orderId!: string;
  @IsUUID() readonly creditNoteId!: string;
  @IsUUID() readonly consortiumId!: string;
  @IsUUID() readonly partyId!: string;
  /** The supplier's own number. */
  @IsText(60) readonly creditNoteNumber!: string;
  @IsDay() readonly creditDay!: string;
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  @ValidateNested({ each: true })
  @Type(() => CreditLine)
  readonly lines!: CreditLine[];
  @IsPence() readonly netPence!: number;
  @IsPence() readonly vatPence!: number;
  @IsPence() readonly grossPence!: number;
  @IsText(500) readonly reason!: string;
}

export const orderCommands = {
  PlaceOrder,
  RecordReceipt,
  RecordInvoice,
  DeclareShortage,
  RecordCreditNote,
};

export const orders = {
  name: 'orders',
  commands: { ...roundCommands, ...orderCommands },
  queries: { ...roundQueries, FindOrders, FindOrder, FindDeliveryStanding },
} satisfies Messages;
