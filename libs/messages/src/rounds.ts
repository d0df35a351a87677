import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsIn,
  IsInt,
  IsOptional,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import {
  IsDay,
  IsInstant,
  IsPence,
  IsQuantity,
  IsQuantityOrNone,
  IsSha256,
  IsText,
  IsUrn,
  IsYesOrNo,
} from './fields.js';
import { AllowedTo, Command } from './messages.js';
import { FindLockedRound, FindRound, FindRounds } from './round-queries.js';
import {
  AcceptSharingRule,
  ProposeSharingRule,
  sharingRules,
  type SharingRule,
} from './sharing-rule.js';

/** What happens at lock to a lot below its minimum. */
export const minimumRules = ['drop', 'extend-once'] as const;
export type MinimumRule = (typeof minimumRules)[number];

/** A: an invoice. B: an order or an offer. C: a note. */
export const evidenceGrades = ['A', 'B', 'C', 'none'] as const;
export type EvidenceGrade = (typeof evidenceGrades)[number];

/** What the document is: an invoice is of grade A, an order or an offer of B, a note of C. */
export const evidenceKinds = ['invoice', 'order', 'offer', 'framework', 'list', 'note'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

export * from './round-events.js';
export * from './round-queries.js';
export * from './sharing-rule.js';

// Commands

/** A price that the market may give from some quantity on, and who says so. */
export class IndicativeTier {
  @IsQuantity() readonly fromQuantity!: number;
  @IsPence() readonly unitPricePence!: number;
  @IsText(200) readonly source!: string;
  @IsDay() readonly sourceDay!: string;
}

/** One thing that a round buys. Prices are net, per unit. */
export class Lot {
  @IsUUID() readonly lotId!: string;
  /** A short name for files and addresses, e.g. `copier-paper`. */
  @Matches(/^[a-z0-9][a-z0-9-]{0,59}$/, {
    message: '$property must be a short name in small letters, digits and hyphens.',
  })
  readonly item!: string;
  @IsText(300) readonly description!: string;
  @IsText(2000) readonly specification!: string;
  /** What is counted, in the singular: `box`, `pack`, `hour`. */
  @IsText(30) readonly unit!: string;
  @IsQuantity() readonly caseSize!: number;
  /** No school pays more than this for a unit. */
  @IsPence() readonly ceilingPence!: number;
  /** Below this many units the lot is not bought; 0 for no minimum. */
  @IsQuantityOrNone() readonly minimumQuantity!: number;
  /** CFR code (maintained schools), e.g. `E22`. */
  @Matches(/^[A-Z]{1,2}\d{2}[A-Z]?$/, { message: '$property must be a CFR code such as E22.' })
  readonly financeCode!: string;
  @IsInt({ message: '$property must be whole hundredths of a per cent: 2000 is 20 %.' })
  @Min(0)
  @Max(10_000)
  readonly vatRateBasisPoints!: number;
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => IndicativeTier)
  readonly indicativeTiers!: IndicativeTier[];
}

@AllowedTo('lead')
export class DraftRound extends Command {
  @IsUUID() readonly roundId!: string;
  @IsUUID() readonly consortiumId!: string;
  @IsUUID() readonly fundId!: string;
  @IsText(200) readonly title!: string;
  @IsInstant() readonly closesAt!: string;
  @IsIn(sharingRules) readonly sharingRule!: SharingRule;
  @IsIn(minimumRules) readonly minimumRule!: MinimumRule;
  @IsOptional() @IsYesOrNo() readonly spareUnits?: boolean;
  @ArrayMinSize(1, { message: 'A round has at least one lot.' })
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => Lot)
  readonly lots!: Lot[];
}

@AllowedTo('lead')
export class ReviseRound extends Command {
  @IsUUID() readonly roundId!: string;
  @IsText(200) readonly title!: string;
  @IsInstant() readonly closesAt!: string;
  @IsIn(sharingRules) readonly sharingRule!: SharingRule;
  @IsIn(minimumRules) readonly minimumRule!: MinimumRule;
  @IsOptional() @IsYesOrNo() readonly spareUnits?: boolean;
  @ArrayMinSize(1, { message: 'A round has at least one lot.' })
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => Lot)
  readonly lots!: Lot[];
}

@AllowedTo('lead')
export class OpenRound extends Command {
  @IsUUID() readonly roundId!: string;
}

/** What one school wants of one lot, and what it paid last: net, for one unit. */
export class DemandLine {
  @IsUUID() readonly lotId!: string;
  @IsQuantityOrNone() readonly min!: number;
  @IsQuantity() readonly desired!: number;
  @IsQuantity() readonly max!: number;
  /** Null for "I don't know". */
  @ValidateIf((line: DemandLine) => line.lastPricePence !== null)
  @IsPence()
  readonly lastPricePence!: number | null;
  @IsIn(evidenceGrades) readonly evidenceGrade!: EvidenceGrade;
  @IsOptional() @IsText(200) readonly evidenceReference?: string;
  @IsOptional() @IsIn(evidenceKinds) readonly evidenceKind?: EvidenceKind;
  @IsOptional() @IsDay() readonly evidenceDay?: string;
  /** SHA-256 of the document, in hex: whoever has it can show that it is the one. */
  @IsOptional() @IsSha256() readonly evidenceHash?: string;
  /** A list or framework price: shown beside the saving, never a baseline. */
  @IsOptional() @IsPence() readonly benchmarkPricePence?: number;
  @IsOptional() @IsText(200) readonly benchmarkSource?: string;
}

/** Everything that a school wants in this round; takes the place of what it asked before. */
@AllowedTo('school-buyer')
export class CommitDemand extends Command {
  @IsUUID() readonly roundId!: string;
  @IsUUID() readonly requestId!: string;
  @IsUrn() readonly schoolUrn!: string;
  @ArrayMinSize(1, { message: 'Ask for at least one lot, or say "not this time".' })
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => DemandLine)
  readonly lines!: DemandLine[];
}

@AllowedTo('school-approver')
export class ApproveDemand extends Command {
  @IsUUID() readonly roundId!: string;
  @IsUUID() readonly requestId!: string;
  @IsUrn() readonly schoolUrn!: string;
}

@AllowedTo('school-approver')
export class RejectDemand extends Command {
  @IsUUID() readonly roundId!: string;
  @IsUUID() readonly requestId!: string;
  @IsUrn() readonly schoolUrn!: string;
  @IsText(500) readonly reason!: string;
}

/** The fund has reserved the money. */
@AllowedTo('system')
export class ConfirmDemand extends Command {
  @IsUUID() readonly roundId!: string;
  @IsUUID() readonly requestId!: string;
  @IsUrn() readonly schoolUrn!: string;
}

/** The fund could not reserve the money. */
@AllowedTo('system')
export class RefuseDemand extends Command {
  @IsUUID() readonly roundId!: string;
  @IsUUID() readonly requestId!: string;
  @IsUrn() readonly schoolUrn!: string;
  @IsText(500) readonly reason!: string;
}

@AllowedTo('school-buyer', 'school-approver')
export class WithdrawDemand extends Command {
  @IsUUID() readonly roundId!: string;
  @IsUrn() readonly schoolUrn!: string;
}

/** "Not this time." */
@AllowedTo('school-buyer', 'school-approver')
export class DeclineRound extends Command {
  @IsUUID() readonly roundId!: string;
  @IsUrn() readonly schoolUrn!: string;
  @IsOptional() @IsText(500) readonly reason?: string;
}

@AllowedTo('system')
export class LockRound extends Command {
  @IsUUID() readonly roundId!: string;
}

@AllowedTo('lead')
export class CancelRound extends Command {
  @IsUUID() readonly roundId!: string;
  @IsText(500) readonly reason!: string;
}

/** Everything is delivered and paid. */
@AllowedTo('lead', 'finance')
export class CloseRound extends Command {
  @IsUUID() readonly roundId!: string;
}

export const roundCommands = {
  DraftRound,
  ReviseRound,
  OpenRound,
  ProposeSharingRule,
  AcceptSharingRule,
  CommitDemand,
  ApproveDemand,
  RejectDemand,
  ConfirmDemand,
  RefuseDemand,
  WithdrawDemand,
  DeclineRound,
  LockRound,
  CancelRound,
  CloseRound,
};
export const roundQueries = { FindRounds, FindRound, FindLockedRound };
