import {
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { IsDay, IsPence, IsText, IsUrn } from './fields.js';
import { AllowedTo, Command, type Messages } from './messages.js';
import { FindRuleComparison } from './rule-comparison.js';
import { FindWhatIf } from './what-if.js';
import { evidenceGrades, type EvidenceGrade } from './rounds.js';
import {
  FindBaseline,
  FindComputedShares,
  FindHistory,
  FindRoundParty,
  FindSavings,
  FindShares,
  FindStatement,
} from './savings-queries.js';

export type * from './savings-events.js';
export * from './savings-queries.js';

// Commands

@AllowedTo('system')
export class SettleShares extends Command {
  @IsUUID() readonly roundId!: string;
}

/** An input of official figures has changed: they are computed again, whole. */
@AllowedTo('system')
export class RestateShares extends Command {
  @IsUUID() readonly roundId!: string;
  /** The event that changed it. */
  @IsText(200) readonly stream!: string;
  @IsInt() @Min(0) readonly revision!: number;
  @IsText(1000) readonly reason!: string;
}

/** What a school paid last turns out to be something else, or is proved only now. */
@AllowedTo('finance')
export class CorrectBaseline extends Command {
  @IsUUID() readonly roundId!: string;
  @IsUUID() readonly consortiumId!: string;
  @IsUrn() readonly schoolUrn!: string;
  @IsUUID() readonly lotId!: string;
  /** Net, for one unit; null when there is no evidence of any. */
  @ValidateIf((command: CorrectBaseline) => command.lastPricePence !== null)
  @IsPence()
  readonly lastPricePence!: number | null;
  @IsIn(evidenceGrades) readonly evidenceGrade!: EvidenceGrade;
  @IsOptional() @IsText(200) readonly evidenceReference?: string;
  @IsOptional()
  @Matches(/^[0-9a-f]{64}$/, {
    message: '$property must be the SHA-256 of the document: 64 digits from 0-9 and a-f.',
  })
  readonly evidenceHash?: string;
  @IsOptional() @IsDay() readonly evidenceDay?: string;
  @IsText(500) readonly reason!: string;
}

/** Work or money that running the round took; every school bears an equal part. */
@AllowedTo('lead', 'finance')
export class RecordRunningCost extends Command {
  @IsUUID() readonly roundId!: string;
  @IsUUID() readonly consortiumId!: string;
  @IsUUID() readonly costId!: string;
  @IsText(200) readonly description!: string;
  @IsOptional()
  @IsNumber({ maxDecimalPlaces: 2 }, { message: '$property must be hours, such as 14 or 1.5.' })
  @Min(0)
  @Max(100_000)
  readonly hours?: number;
  @IsPence() readonly amountPence!: number;
  /**
   * The party that bore it and is to get it back from the others, once somebody else has confirmed
   * it; absent: no money moves.
   */
  @IsOptional() @IsUUID() readonly paidToPartyId?: string;
  @IsOptional() @IsText(200) readonly evidenceReference?: string;
}

/** Somebody other than who recorded it agrees that the members pay it: it counts from now on. */
@AllowedTo('lead', 'finance', 'award-approver')
export class ConfirmRunningCost extends Command {
  @IsUUID() readonly roundId!: string;
  @IsUUID() readonly costId!: string;
}

export const savingsCommands = {
  SettleShares,
  RestateShares,
  CorrectBaseline,
  RecordRunningCost,
  ConfirmRunningCost,
};

export const savings = {
  name: 'savings',
  commands: savingsCommands,
  queries: {
    FindShares,
    FindComputedShares,
    FindStatement,
    FindBaseline,
    FindRoundParty,
    FindSavings,
    FindHistory,
    FindRuleComparison,
    FindWhatIf,
  },
} satisfies Messages;
