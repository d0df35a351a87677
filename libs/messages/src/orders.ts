import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsOptional,
  IsUUID,
  Matches,
  ValidateNested,
} from 'class-validator';
import { IsDay, IsPence, IsQuantity, IsQuantityOrNone, IsText, IsUrn } from './fields.js';
import { AllowedTo, Command, Query, type Event, type Messages } from './messages.js';
import type { SchoolAmount } from './ledger.js';
import { roundCommands, roundQueries } from './rounds.js';

/** One order per tender and supplier: its id says so. */
export function orderIdOf(tenderId: string, supplierId: string): string {
  return `${tenderId}.${supplierId}`;
}

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const IsOrderId = () =>
  Matches(new RegExp(`^${uuid}\\.${uuid}$`), { message: '$property must be the id of an order.' });

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

// Events

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
    >;

// Queries

export interface OrderLineView extends OrderLine {
  readonly received: number;
  readonly invoiced: number;
  readonly invoicedPence: number;
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
  readonly status: 'matched' | 'paid';
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
  /** Units that have not come yet, those awarded and not yet ordered included. */
  readonly undelivered: number;
  /** Units that no matched invoice bills yet. */
  readonly uninvoiced: number;
  /** Matched invoices: the fund must have as many. */
  readonly invoices: number;
}

@AllowedTo('system')
export class FindDeliveryStanding extends Query<DeliveryStanding> {
  @IsUUID() readonly roundId!: string;
}

export const orderCommands = { PlaceOrder, RecordReceipt, RecordInvoice };

export const orders = {
  name: 'orders',
  commands: { ...roundCommands, ...orderCommands },
  queries: { ...roundQueries, FindOrders, FindOrder, FindDeliveryStanding },
} satisfies Messages;
