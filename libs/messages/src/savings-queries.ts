import { IsIn, IsInt, IsOptional, IsUUID, Min } from 'class-validator';
import { IsText, IsUrn } from './fields.js';
import { AllowedTo, Query } from './messages.js';
import type {
  Baseline,
  ComputedShares,
  RestatedShares,
  SavingStatus,
  ShareRow,
} from './savings-events.js';

/** Where a figure comes from: an event anyone with the right may look up. */
export interface Source {
  readonly label: string;
  readonly stream: string;
  readonly revision: number;
}

/** One correction of the official figures, as the history shows it. */
export type Restatement = Pick<
  RestatedShares,
  'reason' | 'cause' | 'causes' | 'differences' | 'transferChanges'
> & {
  readonly at: string;
  /** Where the restatement itself lies. */
  readonly source: Source;
};

/** What running the round cost, one entry. */
export interface RunningCost {
  readonly costId: string;
  readonly description: string;
  readonly hours?: number;
  readonly amountPence: number;
  readonly paidToPartyId?: string;
  readonly evidenceReference?: string;
}

/** One that moves money and nobody has confirmed yet. */
export interface WaitingCost extends RunningCost {
  readonly recordedBy: string;
}

export interface Shares extends ComputedShares {
  readonly status: 'live' | 'settled' | 'restated';
  readonly title: string;
  /** Whether a group could have paid less is still being worked out: ask again in a moment. */
  readonly auditPending?: boolean;
  readonly restatements?: readonly Restatement[];
  readonly runningCosts?: readonly RunningCost[];
  /** Recorded, and counted only once somebody else has confirmed them. */
  readonly waitingCosts?: readonly WaitingCost[];
}

/** Every member's shares, once awarded; null before. */
@AllowedTo('signed-in', 'system')
export class FindShares extends Query<Shares | null> {
  @IsUUID() readonly roundId!: string;
}

/** Computed from the inputs, whatever was settled; with its audits. Null before the award. */
@AllowedTo('system')
export class FindComputedShares extends Query<ComputedShares | null> {
  /** The whole answer becomes the event. */
  static readonly unrecorded = true;
  @IsUUID() readonly roundId!: string;
}

/** One lot of a party with several schools: each buying alone beside all of them as one buyer. */
export interface OneBuyerLot {
  readonly lotId: string;
  readonly item: string;
  readonly schools: number;
  readonly quantity: number;
  readonly baselinePence: number;
  readonly paysPence: number;
  /** What its schools would pay each alone, added up. */
  readonly apartPence: number;
  /** What the party would pay as one buyer without the others. */
  readonly togetherPence: number;
}

/** One school's page: what it bought, what it would have cost, what it saved and why. */
export interface Statement {
  readonly roundId: string;
  readonly consortiumId: string;
  readonly title: string;
  readonly schoolUrn: string;
  readonly status: Shares['status'];
  readonly rule: ComputedShares['rule'];
  readonly inputHash: string;
  readonly rows: readonly (ShareRow & { readonly sources: readonly Source[] })[];
  readonly total: {
    readonly paysPence: number;
    readonly baselinePence: number;
    readonly savingPence: number;
    readonly competitionPence: number;
    readonly aggregationPence: number;
  };
  /** Only where several schools of its contracting party bought in this round. */
  readonly asOneBuyer?: readonly OneBuyerLot[];
  readonly audits?: ComputedShares['audits'];
  readonly certificates?: ComputedShares['certificates'];
  readonly auditPending?: boolean;
  /** Of its own lots. */
  readonly notSharedAnew?: ComputedShares['notSharedAnew'];
  readonly restatements?: readonly Restatement[];
}

@AllowedTo('signed-in', 'system')
export class FindStatement extends Query<Statement> {
  @IsUUID() readonly roundId!: string;
  @IsUrn() readonly schoolUrn!: string;
}

/** The last price of one school and lot as it counts now, and whose it is; null without such. */
@AllowedTo('system')
export class FindBaseline extends Query<BaselineInUse | null> {
  @IsUUID() readonly roundId!: string;
  @IsUrn() readonly schoolUrn!: string;
  @IsUUID() readonly lotId!: string;
}

export interface BaselineInUse extends Baseline {
  readonly consortiumId: string;
  readonly partyId: string;
  readonly item: string;
  /** Before the award nothing can be corrected. */
  readonly isAwarded: boolean;
}

/** Whose round it is, and whether a party is of its consortium; null before lock. */
@AllowedTo('system')
export class FindRoundParty extends Query<RoundParty | null> {
  @IsUUID() readonly roundId!: string;
  @IsOptional() @IsUUID() readonly partyId?: string;
}

export interface RoundParty {
  readonly consortiumId: string;
  readonly isMember: boolean;
  /** What the round buys for: as awarded; before that, or if nothing was, at its ceilings. */
  readonly valuePence: number;
}

/** What a line of savings is about. */
export const savingsBy = ['school', 'party', 'round', 'lot', 'year'] as const;
export type SavingsBy = (typeof savingsBy)[number];

/** When a financial year ends: for each party by its legal form, or one day for all. */
export const yearEnds = ['legal-form', '31-march', '31-august'] as const;
export type YearEnd = (typeof yearEnds)[number];

/** Money saved; every amount is the sum of rows. */
export interface SavingsAmounts {
  readonly paysPence: number;
  readonly baselinePence: number;
  readonly savingPence: number;
  readonly competitionPence: number;
  readonly aggregationPence: number;
  readonly runningCostPence: number;
  /** VAT nobody gets back on the baseline, less that on what is paid. */
  readonly vatEffectPence: number;
  /** saving − running cost + effect of VAT. */
  readonly netPence: number;
  /** Of the saving, what earlier rounds of the consortium had not brought already. */
  readonly newPence: number;
  /** What earlier rounds brought and goes on: beside what is new, never added to it. */
  readonly sustainedPence: number;
  /** The saving by how far it has come; what is unrealised stands beside it. */
  readonly byStatus: Readonly<Record<SavingStatus, number>>;
}

export interface SavingsLine extends SavingsAmounts {
  /** A URN, a party's id, a round's id, a lot's id, or a year's last day. */
  readonly key: string;
  /** Of a round its title, of a lot its item; else the key. */
  readonly label: string;
  /** Of a round or a lot. */
  readonly roundId?: string;
  readonly rounds: number;
  readonly schools: number;
}

export interface SavingsOverview {
  readonly by: SavingsBy;
  readonly yearEnd: YearEnd;
  readonly lines: readonly SavingsLine[];
  readonly total: SavingsAmounts;
}

/** What the rounds of the asker's consortia saved, from the award on; every member sees all of it. */
@AllowedTo('signed-in', 'system')
export class FindSavings extends Query<SavingsOverview> {
  @IsIn(savingsBy) readonly by!: SavingsBy;
  @IsOptional() @IsUUID() readonly consortiumId?: string;
  @IsOptional() @IsUUID() readonly roundId?: string;
  @IsOptional() @IsUrn() readonly schoolUrn?: string;
  /** `legal-form` unless it is said. */
  @IsOptional() @IsIn(yearEnds) readonly yearEnd?: YearEnd;
}

export interface RecordedEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly recordedAt: string;
  readonly actor: string;
  readonly commandId: string;
  readonly demo: boolean;
  /** The stored bytes, RFC 8785. */
  readonly text: string;
}

/** The events behind a figure, as far as the asker may see them. */
@AllowedTo('signed-in')
export class FindHistory extends Query<RecordedEvent[]> {
  @IsText(200) readonly stream!: string;
  @IsOptional() @IsInt() @Min(0) readonly revision?: number;
}
