import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsInstant, IsPence, IsQuantity, IsText, IsUnitPence, IsUrn } from './fields.js';
import { AllowedTo, Command, type Messages } from './messages.js';
import {
  FindAward,
  FindAwardCase,
  FindAwardExplanation,
  FindBestAward,
  FindContracts,
  FindFeedback,
  FindTender,
  FindTenders,
} from './tender-queries.js';

export type * from './tender-events.js';
export * from './tender-queries.js';

/** How quotes are scored: by price; by price less the worth of quality; or lowest ÷ price. */
export const scoringKinds = ['price', 'monetised-quality', 'relative'] as const;

// Commands

/** How a lot may be awarded, where it is not to one supplier whatever it costs. */
export class LotTerms {
  @IsUUID() readonly lotId!: string;
  /** The most suppliers that may share the lot; one unless said. */
  @IsOptional() @IsInt() @Min(1) @Max(20) readonly maxSuppliers?: number;
  /** Units dearer than this are rather not bought; without it every unit must be awarded. */
  @IsOptional() @IsUnitPence() readonly reserveUnitPence?: number;
}

/** Fixed before the quotes come. */
export class Scoring {
  @IsIn(scoringKinds) readonly kind!: (typeof scoringKinds)[number];
  /** Of monetised quality: what a point of quality is worth in every unit. */
  @IsOptional() @IsUnitPence() readonly pencePerPoint?: number;
  /** Of relative scores: the price's part of 100 points. */
  @IsOptional() @IsInt() @Min(0) @Max(100) readonly priceWeight?: number;
}

@AllowedTo('lead')
export class DraftTender extends Command {
  @IsUUID() readonly tenderId!: string;
  @IsUUID() readonly roundId!: string;
  @IsUUID() readonly consortiumId!: string;
  @IsInstant() readonly closesAt!: string;
  /** Days from invoice to payment. */
  @IsInt() @Min(1) @Max(90) readonly paymentDays!: number;
  /** When and how to deliver, in words. */
  @IsText(2000) readonly deliveryTerms!: string;
  /** The most suppliers that may win anything; any number unless said. */
  @IsOptional() @IsInt() @Min(1) @Max(100) readonly maxWinners?: number;
  /** Lots with terms of their own; the others go to one supplier each. */
  @IsOptional()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => LotTerms)
  readonly lotTerms?: LotTerms[];
  /** By price unless said. */
  @IsOptional() @ValidateNested() @Type(() => Scoring) readonly scoring?: Scoring;
}

/** All terms anew: what is left out is as if it had never been said. */
@AllowedTo('lead')
export class ReviseTender extends Command {
  @IsUUID() readonly tenderId!: string;
  @IsInstant() readonly closesAt!: string;
  @IsInt() @Min(1) @Max(90) readonly paymentDays!: number;
  @IsText(2000) readonly deliveryTerms!: string;
  /** The most suppliers that may win anything; any number unless said. */
  @IsOptional() @IsInt() @Min(1) @Max(100) readonly maxWinners?: number;
  /** Lots with terms of their own; the others go to one supplier each. */
  @IsOptional()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => LotTerms)
  readonly lotTerms?: LotTerms[];
  /** By price unless said. */
  @IsOptional() @ValidateNested() @Type(() => Scoring) readonly scoring?: Scoring;
}

/** By someone other than the last author. */
@AllowedTo('lead', 'award-approver')
export class PublishTender extends Command {
  @IsUUID() readonly tenderId!: string;
}

/** By the lead, or because its round is cancelled. */
@AllowedTo('lead', 'system')
export class CancelTender extends Command {
  @IsUUID() readonly tenderId!: string;
  @IsText(500) readonly reason!: string;
}

/** An opened quote for a lot does not count, because… */
@AllowedTo('lead', 'award-approver')
export class SetQuoteAside extends Command {
  @IsUUID() readonly tenderId!: string;
  @IsUUID() readonly lotId!: string;
  @IsUUID() readonly quoteId!: string;
  @IsText(500) readonly reason!: string;
}

/** One evaluator's score of a quote for a lot, agreed by all of them. */
export class QualityScore {
  @IsUUID() readonly quoteId!: string;
  /** 0 to 100. */
  @IsNumber({ maxDecimalPlaces: 2 }) @Min(0) @Max(100) readonly quality!: number;
}

/** The evaluators' scores for a lot, once the quotes are open; takes the place of those before. */
@AllowedTo('lead', 'award-approver')
export class RecordQualityScores extends Command {
  @IsUUID() readonly tenderId!: string;
  @IsUUID() readonly lotId!: string;
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => QualityScore)
  readonly scores!: QualityScore[];
  @IsText(1000) readonly reason!: string;
}

export class LotChoice {
  @IsUUID() readonly lotId!: string;
  @IsUUID() readonly quoteId!: string;
  /** Of this quote; all of the lot unless said. Wanted where several suppliers share the lot. */
  @IsOptional() @IsQuantity() readonly quantity?: number;
}

/**
 * Who wins how much of each lot. The award of least cost, worked out from the quotes, needs no
 * reason; a dearer one does.
 */
@AllowedTo('lead')
export class RecommendAward extends Command {
  @IsUUID() readonly tenderId!: string;
  @ArrayMinSize(1)
  @ArrayMaxSize(2000)
  @ValidateNested({ each: true })
  @Type(() => LotChoice)
  readonly choices!: LotChoice[];
  /** Wanted when a choice is not the cheapest, or a lot has fewer than three quotes. */
  @IsOptional() @IsText(1000) readonly reason?: string;
}

/** By someone other than the recommender. */
@AllowedTo('award-approver')
export class ApproveAward extends Command {
  @IsUUID() readonly tenderId!: string;
}

@AllowedTo('award-approver')
export class ReturnRecommendation extends Command {
  @IsUUID() readonly tenderId!: string;
  @IsText(500) readonly reason!: string;
}

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const IsContractId = () =>
  Matches(new RegExp(`^${uuid}\\.${uuid}\\.${uuid}$`), {
    message: '$property must be the id of a contract.',
  });

/** One contract per contracting party and supplier under one award: its id says so. */
export function contractIdOf(tenderId: string, partyId: string, supplierId: string): string {
  return `${tenderId}.${partyId}.${supplierId}`;
}

export class ContractLine {
  @IsUUID() readonly lotId!: string;
  @IsText(60) readonly item!: string;
  @IsUrn() readonly schoolUrn!: string;
  @IsQuantity() readonly quantity!: number;
  /** Net, for the whole quantity. */
  @IsPence() readonly paysPence!: number;
}

@AllowedTo('system')
export class IssueContract extends Command {
  @IsContractId() readonly contractId!: string;
  @IsUUID() readonly tenderId!: string;
  @IsUUID() readonly roundId!: string;
  @IsUUID() readonly consortiumId!: string;
  @IsUUID() readonly partyId!: string;
  @IsUUID() readonly supplierId!: string;
  @IsText(200) readonly supplierName!: string;
  @ArrayMinSize(1)
  @ValidateNested({ each: true })
  @Type(() => ContractLine)
  readonly lines!: ContractLine[];
  @IsInt() readonly netPence!: number;
}

/** The party accepts; the supplier's sealed quote is its binding offer. */
@AllowedTo('school-approver')
export class SignContract extends Command {
  @IsContractId() readonly contractId!: string;
}

export const tenderCommands = {
  DraftTender,
  ReviseTender,
  PublishTender,
  CancelTender,
  SetQuoteAside,
  RecordQualityScores,
  RecommendAward,
  ApproveAward,
  ReturnRecommendation,
};
export const contractCommands = { IssueContract, SignContract };

export const tenders = {
  name: 'tenders',
  commands: { ...tenderCommands, ...contractCommands },
  queries: {
    FindTenders,
    FindTender,
    FindFeedback,
    FindBestAward,
    FindAwardExplanation,
    FindAwardCase,
    FindAward,
    FindContracts,
  },
} satisfies Messages;
