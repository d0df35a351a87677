import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsInt,
  IsOptional,
  IsUUID,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsInstant, IsQuantity, IsText } from './fields.js';
import {
  mostBundles,
  mostRebates,
  QuoteBundle,
  QuoteLine,
  QuoteRebate,
  type QuoteTerms,
} from './quote-terms.js';
import { AllowedTo, Command, Query, type Event, type Messages } from './messages.js';

export * from './quote-terms.js';

// Commands

@AllowedTo('lead', 'operator')
export class RegisterSupplier extends Command {
  @IsUUID() readonly supplierId!: string;
  @IsUUID() readonly consortiumId!: string;
  @IsText(200) readonly name!: string;
  @IsOptional() @IsText(20) readonly companyNumber?: string;
}

export class SubmissionLot {
  @IsUUID() readonly lotId!: string;
  @IsText(60) readonly item!: string;
  /** What many schools want together may be more than one of them may ask for. */
  @IsInt() @Min(1) readonly quantity!: number;
  /** Where more may be bought because more can cost less: the most of it. */
  @IsOptional() @IsInt() @Min(1) readonly mostQuantity?: number;
}

@AllowedTo('system')
export class OpenSubmissions extends Command {
  @IsUUID() readonly tenderId!: string;
  @IsUUID() readonly consortiumId!: string;
  @IsInstant() readonly closesAt!: string;
  @ArrayMinSize(1)
  @ValidateNested({ each: true })
  @Type(() => SubmissionLot)
  readonly lots!: SubmissionLot[];
}

/** A sealed offer; a later one of the same supplier takes its place. */
@AllowedTo('supplier')
export class SealQuote extends Command implements QuoteTerms {
  @IsUUID() readonly tenderId!: string;
  @IsUUID() readonly consortiumId!: string;
  @IsUUID() readonly supplierId!: string;
  @IsUUID() readonly quoteId!: string;
  @ArrayMinSize(1, { message: 'Quote for at least one lot, or decline.' })
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => QuoteLine)
  readonly lines!: QuoteLine[];
  @IsOptional() @IsQuantity() readonly capacity?: number;
  @IsOptional()
  @ArrayMaxSize(mostBundles)
  @ValidateNested({ each: true })
  @Type(() => QuoteBundle)
  readonly bundles?: QuoteBundle[];
  @IsOptional()
  @ArrayMaxSize(mostRebates)
  @ValidateNested({ each: true })
  @Type(() => QuoteRebate)
  readonly rebates?: QuoteRebate[];
}

@AllowedTo('supplier')
export class WithdrawQuote extends Command {
  @IsUUID() readonly tenderId!: string;
  @IsUUID() readonly consortiumId!: string;
  @IsUUID() readonly supplierId!: string;
}

/** "We will not quote." */
@AllowedTo('supplier')
export class DeclineTender extends Command {
  @IsUUID() readonly tenderId!: string;
  @IsUUID() readonly consortiumId!: string;
  @IsUUID() readonly supplierId!: string;
  @IsOptional() @IsText(500) readonly reason?: string;
}

@AllowedTo('system')
export class CloseSubmissions extends Command {
  @IsUUID() readonly tenderId!: string;
}

@AllowedTo('system')
export class StopSubmissions extends Command {
  @IsUUID() readonly tenderId!: string;
}

/** The first of two people starts the opening; the second one completes it. */
@AllowedTo('lead', 'award-approver')
export class OpenQuotes extends Command {
  @IsUUID() readonly tenderId!: string;
  @IsUUID() readonly consortiumId!: string;
}

// Events

export type SupplierEvent = Event<
  'SupplierRegistered',
  { supplierId: string; consortiumId: string; name: string; companyNumber?: string }
>;

export interface Seal {
  readonly quoteId: string;
  readonly supplierId: string;
  /** SHA-256 over tender, supplier, quote, salt and plaintext, in hex. */
  readonly sealHash: string;
}

type Which = { readonly tenderId: string; readonly consortiumId: string };

export type SubmissionsEvent =
  | Event<'SubmissionsOpened', Which & { closesAt: string; lots: readonly SubmissionLot[] }>
  | Event<'QuoteSealed', Which & Seal & { ciphertext: string; replaces?: string }>
  | Event<'QuoteWithdrawn', Which & { supplierId: string; quoteId: string }>
  | Event<'TenderDeclined', Which & { supplierId: string; reason?: string }>
  | Event<'SubmissionsClosed', Which & { seals: readonly Seal[] }>
  | Event<'SubmissionsStopped', Which>
  | Event<'OpeningStarted', Which & { openedBy: string }>
  | Event<'QuotesOpened', Which & { openedBy: readonly [string, string]; seals: readonly Seal[] }>
  | Event<
      'QuoteRevealed',
      Which &
        Seal &
        QuoteTerms & { supplierName: string; salt: string; lines: readonly QuoteLine[] }
    >;

// Queries

export interface SupplierSummary {
  readonly supplierId: string;
  readonly consortiumId: string;
  readonly name: string;
}

/** The suppliers of the asker's consortia; a supplier sees itself only. */
@AllowedTo('signed-in', 'system')
export class FindSuppliers extends Query<SupplierSummary[]> {
  @IsOptional() @IsUUID() readonly consortiumId?: string;
}

export interface Receipt {
  readonly quoteId: string;
  readonly sealHash: string;
  /** The store's clock. */
  readonly receivedAt: string;
  readonly position: string;
  readonly status: 'sealed' | 'replaced' | 'withdrawn' | 'opened';
}

/** A supplier's own dealings with one tender: never a price. */
export interface OwnSubmission {
  readonly tenderId: string;
  readonly supplierId: string;
  readonly closesAt: string;
  readonly status: 'open' | 'closed' | 'stopped';
  readonly declined: boolean;
  readonly receipts: readonly Receipt[];
}

@AllowedTo('supplier')
export class FindOwnSubmission extends Query<OwnSubmission> {
  @IsUUID() readonly tenderId!: string;
  @IsUUID() readonly supplierId!: string;
}

export interface RevealedQuote extends QuoteTerms {
  readonly quoteId: string;
  readonly supplierId: string;
  readonly supplierName: string;
  readonly lines: readonly QuoteLine[];
}

/** The opened quotes; null until two people have opened them. */
@AllowedTo('system', 'lead', 'award-approver', 'finance', 'auditor')
export class FindOpenedQuotes extends Query<RevealedQuote[] | null> {
  @IsUUID() readonly tenderId!: string;
}

export const supplierCommands = { RegisterSupplier };
export const submissionsCommands = {
  OpenSubmissions,
  SealQuote,
  WithdrawQuote,
  DeclineTender,
  CloseSubmissions,
  StopSubmissions,
  OpenQuotes,
};

export const quotes = {
  name: 'quotes',
  commands: { ...supplierCommands, ...submissionsCommands },
  queries: { FindSuppliers, FindOwnSubmission, FindOpenedQuotes },
} satisfies Messages;
