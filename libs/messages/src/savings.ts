import { IsInt, IsOptional, IsUUID, Min } from 'class-validator';
import { IsText, IsUrn } from './fields.js';
import { AllowedTo, Command, Query, type Event, type Messages } from './messages.js';
import type { EvidenceGrade, SharingRule } from './rounds.js';

/** One school's share of one lot. saving = baseline − pays = competition + aggregation, exactly. */
export interface ShareRow {
  readonly urn: string;
  readonly partyId: string;
  readonly lotId: string;
  readonly item: string;
  readonly supplier: string;
  readonly quantity: number;
  /** Net, for one unit: the lot's total over its quantity, to the nearest penny. */
  readonly pricePence: number;
  readonly paysPence: number;
  readonly baselinePence: number;
  readonly savingPence: number;
  /** Baseline − the cheaper of last price and best quote at the school's own quantity. */
  readonly competitionPence: number;
  /** That − what it pays: what only buying together brought. */
  readonly aggregationPence: number;
  readonly evidenceGrade: EvidenceGrade;
  readonly evidenceReference: string | null;
}

export interface ComputedShares {
  readonly roundId: string;
  readonly consortiumId: string;
  readonly rule: { readonly id: SharingRule; readonly version: number };
  /** SHA-256 of the canonical inputs, in hex: equal inputs, equal shares. */
  readonly inputHash: string;
  readonly rows: readonly ShareRow[];
}

// Commands

@AllowedTo('system')
export class SettleShares extends Command {
  @IsUUID() readonly roundId!: string;
}

// Events

export type SavingsEvent = Event<'SharesSettled', ComputedShares>;

// Queries

/** Where a figure comes from: an event anyone with the right may look up. */
export interface Source {
  readonly label: string;
  readonly stream: string;
  readonly revision: number;
}

export interface Shares extends ComputedShares {
  readonly status: 'live' | 'settled';
  readonly title: string;
}

/** Every member's shares, once awarded; null before. */
@AllowedTo('signed-in', 'system')
export class FindShares extends Query<Shares | null> {
  @IsUUID() readonly roundId!: string;
}

@AllowedTo('system')
export class FindComputedShares extends Query<ComputedShares | null> {
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
  readonly status: 'live' | 'settled';
  readonly rule: { readonly id: SharingRule; readonly version: number };
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
}

@AllowedTo('signed-in', 'system')
export class FindStatement extends Query<Statement> {
  @IsUUID() readonly roundId!: string;
  @IsUrn() readonly schoolUrn!: string;
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

export const savingsCommands = { SettleShares };

export const savings = {
  name: 'savings',
  commands: savingsCommands,
  queries: { FindShares, FindComputedShares, FindStatement, FindHistory },
} satisfies Messages;
