import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsInt,
  IsOptional,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsInstant, IsPence, IsQuantity, IsText, IsUrn } from './fields.js';
import { AllowedTo, Command, type Messages } from './messages.js';
import {
  FindAward,
  FindContracts,
  FindFeedback,
  FindTender,
  FindTenders,
} from './tender-queries.js';

export type * from './tender-events.js';
export * from './tender-queries.js';

// Commands

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
}

@AllowedTo('lead')
export class ReviseTender extends Command {
  @IsUUID() readonly tenderId!: string;
  @IsInstant() readonly closesAt!: string;
  @IsInt() @Min(1) @Max(90) readonly paymentDays!: number;
  @IsText(2000) readonly deliveryTerms!: string;
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

export class LotChoice {
  @IsUUID() readonly lotId!: string;
  @IsUUID() readonly quoteId!: string;
}

/** One winner per lot, by the lowest total at the tendered quantity unless a reason says otherwise. */
@AllowedTo('lead')
export class RecommendAward extends Command {
  @IsUUID() readonly tenderId!: string;
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
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
  RecommendAward,
  ApproveAward,
  ReturnRecommendation,
};
export const contractCommands = { IssueContract, SignContract };

export const tenders = {
  name: 'tenders',
  commands: { ...tenderCommands, ...contractCommands },
  queries: { FindTenders, FindTender, FindFeedback, FindAward, FindContracts },
} satisfies Messages;
