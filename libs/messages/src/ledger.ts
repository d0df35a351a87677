import { Type } from 'class-transformer';
import {
  ArrayMinSize,
  IsArray,
  IsInt,
  IsOptional,
  IsUUID,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsDay, IsPence, IsSignedPence, IsText, IsUrn } from './fields.js';
import { AllowedTo, Command, type Messages } from './messages.js';
import {
  FindFund,
  FindFunds,
  FindLedger,
  FindPayables,
  FindRoundSettlement,
  FindSupplierRefunds,
  FindTransfers,
  FindTrialBalance,
} from './fund-queries.js';

export type * from './fund-events.js';
export * from './fund-queries.js';

// Commands

/** A pooled fund in agent mode: it holds its members' money; each supplier invoices each party. */
@AllowedTo('lead', 'finance', 'operator')
export class OpenFund extends Command {
  @IsUUID() readonly fundId!: string;
  @IsUUID() readonly consortiumId!: string;
  @IsText(200) readonly name!: string;
  /** The party that holds the bank account in law. */
  @IsUUID() readonly holderPartyId!: string;
}

/** What a party allows the fund to commit for it, net; takes the place of what it allowed before. */
@AllowedTo('school-approver')
export class ApproveBudget extends Command {
  @IsUUID() readonly fundId!: string;
  @IsUUID() readonly consortiumId!: string;
  @IsUUID() readonly partyId!: string;
  @IsPence() readonly amountPence!: number;
  /** Where the decision is written down. */
  @IsText(200) readonly minuteReference!: string;
}

/**
 * Holds a worst case for a school's demand. What is held under this name already counts towards it,
 * and is not given back before the demand that takes its place is committed.
 */
@AllowedTo('system')
export class ReserveFunds extends Command {
  @IsUUID() readonly fundId!: string;
  @IsText(100) readonly reservationId!: string;
  @IsUUID() readonly partyId!: string;
  @IsUrn() readonly schoolUrn!: string;
  @IsUUID() readonly roundId!: string;
  @IsUUID() readonly requestId!: string;
  @IsPence() readonly amountPence!: number;
}

/** Brings a reservation down to what is still needed; 0 gives it back whole. */
@AllowedTo('system')
export class ReduceReservation extends Command {
  @IsUUID() readonly fundId!: string;
  @IsText(100) readonly reservationId!: string;
  @IsPence() readonly amountPence!: number;
  /** Only if nothing else was asked under this name since this request. */
  @IsOptional() @IsUUID() readonly requestId?: string;
}

export class SchoolAmount {
  @IsUrn() readonly schoolUrn!: string;
  /** What its budget gives: net, and the VAT that its party cannot recover. */
  @IsPence() readonly costPence!: number;
}

/** A matched invoice: its reservations are used, its cash is called, the supplier is owed. */
@AllowedTo('system')
export class PostInvoice extends Command {
  @IsUUID() readonly fundId!: string;
  @IsUUID() readonly invoiceId!: string;
  @IsUUID() readonly roundId!: string;
  @IsUUID() readonly partyId!: string;
  @IsUUID() readonly supplierId!: string;
  @IsText(200) readonly supplierName!: string;
  @IsText(60) readonly invoiceNumber!: string;
  @IsDay() readonly dueDay!: string;
  @IsPence() readonly netPence!: number;
  @IsPence() readonly vatPence!: number;
  @IsPence() readonly grossPence!: number;
  @ArrayMinSize(1)
  @ValidateNested({ each: true })
  @Type(() => SchoolAmount)
  readonly schools!: SchoolAmount[];
}

/**
 * A matched credit note: what its invoices still need is less, and what was paid already the
 * supplier owes back.
 */
@AllowedTo('system')
export class PostCreditNote extends Command {
  @IsUUID() readonly fundId!: string;
  @IsUUID() readonly creditNoteId!: string;
  @IsUUID() readonly roundId!: string;
  @IsUUID() readonly partyId!: string;
  @IsUUID() readonly supplierId!: string;
  @IsText(200) readonly supplierName!: string;
  @IsText(60) readonly creditNoteNumber!: string;
  @IsPence() readonly netPence!: number;
  @IsPence() readonly vatPence!: number;
  @IsPence() readonly grossPence!: number;
  @ArrayMinSize(1)
  @ValidateNested({ each: true })
  @Type(() => SchoolAmount)
  readonly schools!: SchoolAmount[];
}

export class TransferLine {
  /** Without a school it is the party's own, and no budget's. */
  @IsOptional() @IsUrn() readonly schoolUrn?: string;
  @IsUUID() readonly partyId!: string;
  /** Above 0 pays into the others' shares, below 0 gets back. */
  @IsSignedPence() readonly amountPence!: number;
}

/**
 * What a sharing rule moves between schools that were invoiced otherwise, in full; adds up to
 * nothing. Posted is what it differs by from what is posted for this round already.
 */
@AllowedTo('system')
export class PostTransfers extends Command {
  @IsUUID() readonly fundId!: string;
  @IsUUID() readonly roundId!: string;
  @IsUUID() readonly transferId!: string;
  /** The revision of the settlement that says so: once a later one is posted, this one is past. */
  @IsInt() @Min(0) readonly asOf!: number;
  @IsText(500) readonly reason!: string;
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => TransferLine)
  readonly transfers!: TransferLine[];
}

/** Money from a party, seen on the bank statement. */
@AllowedTo('finance')
export class RecordContribution extends Command {
  @IsUUID() readonly fundId!: string;
  @IsUUID() readonly contributionId!: string;
  @IsUUID() readonly partyId!: string;
  @IsPence() readonly amountPence!: number;
  @IsText(100) readonly bankReference!: string;
  @IsDay() readonly receivedDay!: string;
}

/** Pays what is left of one invoice, from the cash held for its party. */
@AllowedTo('finance')
export class PaySupplier extends Command {
  @IsUUID() readonly fundId!: string;
  @IsUUID() readonly paymentId!: string;
  @IsUUID() readonly invoiceId!: string;
  @IsText(100) readonly bankReference!: string;
  @IsDay() readonly paidDay!: string;
}

/** What a supplier paid back for a credit note, seen on the bank statement. */
@AllowedTo('finance')
export class RecordSupplierRefund extends Command {
  @IsUUID() readonly fundId!: string;
  @IsUUID() readonly supplierRefundId!: string;
  @IsUUID() readonly creditNoteId!: string;
  @IsPence() readonly amountPence!: number;
  @IsText(100) readonly bankReference!: string;
  @IsDay() readonly receivedDay!: string;
}

/** Pays a party what is held for it and is called for nothing. */
@AllowedTo('finance')
export class RefundMember extends Command {
  @IsUUID() readonly fundId!: string;
  @IsUUID() readonly refundId!: string;
  @IsUUID() readonly partyId!: string;
  @IsPence() readonly amountPence!: number;
  @IsText(100) readonly bankReference!: string;
  @IsDay() readonly paidDay!: string;
}

export const fundCommands = {
  OpenFund,
  ApproveBudget,
  ReserveFunds,
  ReduceReservation,
  PostInvoice,
  PostCreditNote,
  PostTransfers,
  RecordContribution,
  PaySupplier,
  RecordSupplierRefund,
  RefundMember,
};

export const ledger = {
  name: 'ledger',
  commands: fundCommands,
  queries: {
    FindFunds,
    FindFund,
    FindPayables,
    FindTransfers,
    FindSupplierRefunds,
    FindLedger,
    FindTrialBalance,
    FindRoundSettlement,
  },
} satisfies Messages;
