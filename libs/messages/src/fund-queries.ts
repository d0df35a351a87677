import { IsOptional, IsUUID } from 'class-validator';
import { IsInstant, IsText } from './fields.js';
import { AllowedTo, Query } from './messages.js';
import type { Transfer } from './savings-events.js';

export interface PartyMoney {
  readonly partyId: string;
  readonly budgetPence: number;
  readonly reservedPence: number;
  /** Matched invoices, less credit notes, and transfers that came out of the budget. */
  readonly spentPence: number;
  readonly availablePence: number;
  readonly calledPence: number;
  readonly contributedPence: number;
  /** Called, and made good by credits instead of cash. */
  readonly setOffPence: number;
  /** Called and not yet here: called − contributed − set off. */
  readonly owesPence: number;
  readonly cashHeldPence: number;
  /** Of the cash held, what is called for nothing: it can be paid back. */
  readonly creditPence: number;
  /** Its own once suppliers and other parties have paid it in. */
  readonly awaitedPence: number;
}

export interface FundView {
  readonly fundId: string;
  readonly consortiumId: string;
  readonly name: string;
  readonly holderPartyId: string;
  readonly bankPence: number;
  /** Own party's, or all for lead, finance and auditor. */
  readonly parties: readonly PartyMoney[];
}

/** The funds of the asker's consortia. */
@AllowedTo('signed-in', 'system')
export class FindFunds extends Query<FundView[]> {}

@AllowedTo('signed-in', 'system')
export class FindFund extends Query<FundView> {
  /** As a fact it proves that the fund exists; every party's money has no place in an event. */
  static readonly unrecorded = true;
  @IsUUID() readonly fundId!: string;
}

export interface Payable {
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly fundId: string;
  readonly roundId: string;
  readonly partyId: string;
  readonly supplierId: string;
  readonly supplierName: string;
  readonly grossPence: number;
  /** Of the gross, what credit notes took off before it was paid. */
  readonly creditedPence: number;
  /** Still to pay. */
  readonly leftPence: number;
  readonly dueDay: string;
  /** When it was paid, or credited in full. */
  readonly paidDay: string | null;
}

/** Invoices posted to a fund: the own supplier's, the own party's, or all. */
@AllowedTo('signed-in', 'system')
export class FindPayables extends Query<Payable[]> {
  @IsUUID() readonly fundId!: string;
}

/** What one settlement or restatement of a round's shares moved between its schools. */
export interface TransferView {
  readonly transferId: string;
  readonly fundId: string;
  readonly roundId: string;
  readonly reason: string;
  readonly at: string;
  /** The event in the fund's stream. */
  readonly stream: string;
  readonly revision: number;
  /** Own party's, or all for lead, finance and auditor. */
  readonly transfers: readonly Transfer[];
}

/** Oldest first; a supplier has nothing to do with them. */
@AllowedTo('signed-in', 'system')
export class FindTransfers extends Query<TransferView[]> {
  @IsUUID() readonly fundId!: string;
}

/** A credit note for what was paid already: its supplier owes it back. */
export interface SupplierRefundView {
  readonly creditNoteId: string;
  readonly creditNoteNumber: string;
  readonly fundId: string;
  readonly roundId: string;
  readonly partyId: string;
  readonly supplierId: string;
  readonly supplierName: string;
  /** Of the credit note, what was paid already. */
  readonly refundPence: number;
  readonly receivedPence: number;
  /** When the last of it came. */
  readonly receivedDay: string | null;
}

/** The own supplier's, the own party's, or all. */
@AllowedTo('signed-in', 'system')
export class FindSupplierRefunds extends Query<SupplierRefundView[]> {
  @IsUUID() readonly fundId!: string;
}

/** A leg of the journal with the balance of its account after it (debit positive). */
export interface LedgerLine {
  readonly stream: string;
  readonly revision: number;
  readonly eventType: string;
  readonly at: string;
  readonly recordedAt: string;
  readonly effectiveDay: string;
  readonly description: string;
  readonly account: string;
  readonly debitPence: number;
  readonly creditPence: number;
  readonly balancePence: number;
  readonly partyId: string | null;
  readonly schoolUrn: string | null;
  readonly supplierId: string | null;
}

/** The journal of a fund, oldest first, of one account or of all, up to a moment. */
@AllowedTo('finance', 'lead', 'auditor')
export class FindLedger extends Query<LedgerLine[]> {
  @IsUUID() readonly fundId!: string;
  @IsOptional() @IsText(200) readonly account?: string;
  @IsOptional() @IsInstant() readonly asAt?: string;
}

export interface TrialBalanceLine {
  readonly account: string;
  readonly debitPence: number;
  readonly creditPence: number;
}

export interface TrialBalance {
  readonly fundId: string;
  readonly asAt: string | null;
  /** Each account on the side where its balance stands. */
  readonly lines: readonly TrialBalanceLine[];
  readonly debitPence: number;
  readonly creditPence: number;
}

@AllowedTo('finance', 'lead', 'auditor')
export class FindTrialBalance extends Query<TrialBalance> {
  @IsUUID() readonly fundId!: string;
  @IsOptional() @IsInstant() readonly asAt?: string;
}

/** Is a round paid for? */
export interface RoundSettlement {
  readonly postedInvoices: number;
  readonly unpaidInvoices: number;
  readonly postedCreditNotes: number;
  /** Credit notes whose supplier still owes money back. */
  readonly openSupplierRefunds: number;
  readonly reservedPence: number;
}

@AllowedTo('system')
export class FindRoundSettlement extends Query<RoundSettlement> {
  @IsUUID() readonly fundId!: string;
  @IsUUID() readonly roundId!: string;
}
