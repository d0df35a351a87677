import { IsUUID } from 'class-validator';
import { AllowedTo, Query } from './messages.js';
import type { DemandLine, Lot, MinimumRule, RuleProposal, SharingRule } from './rounds.js';
import type { LockedRound } from './round-events.js';

export type RoundStatus =
  'draft' | 'open' | 'locked' | 'tendering' | 'awarded' | 'closed' | 'not-viable' | 'cancelled';

export interface RoundSummary {
  readonly roundId: string;
  readonly consortiumId: string;
  readonly title: string;
  readonly status: RoundStatus;
  readonly closesAt: string;
  readonly lots: number;
  readonly demo: boolean;
}

/** The rounds of the asker's consortia, newest first. Drafts are the lead's only. */
@AllowedTo('signed-in', 'system')
export class FindRounds extends Query<RoundSummary[]> {}

export type DemandStatus =
  'requested' | 'waiting' | 'committed' | 'refused' | 'rejected' | 'withdrawn' | 'declined';

/** What one school has asked of a round, and what became of it. */
export interface SchoolDemand {
  readonly schoolUrn: string;
  readonly partyId: string;
  readonly status: DemandStatus;
  /** The last request: under way, waiting, refused or the same as committed. */
  readonly requestId: string | null;
  readonly requestedBy: string | null;
  readonly reason: string | null;
  readonly requested: readonly DemandLine[];
  readonly worstCasePence: number;
  /** What counts now. */
  readonly committed: readonly DemandLine[];
}

export interface LotProgress extends Lot {
  /** Committed so far: the sums of desired and of max, and how many schools. */
  readonly desired: number;
  readonly most: number;
  readonly schools: number;
  readonly dropped: boolean;
  /** In words, for everyone: to the minimum, to a full case, to the next indicative tier. */
  readonly sentences: readonly string[];
}

export interface RoundView {
  readonly roundId: string;
  readonly consortiumId: string;
  readonly fundId: string;
  readonly title: string;
  readonly status: RoundStatus;
  readonly closesAt: string;
  readonly sharingRule: SharingRule;
  readonly minimumRule: MinimumRule;
  readonly spareUnits: boolean;
  /** The latest proposal of another sharing rule, if there was one. */
  readonly proposal: RuleProposal | null;
  readonly draftedBy: string;
  readonly lots: readonly LotProgress[];
  /** Own schools' demand; every school's for lead, finance and auditor. */
  readonly demand: readonly SchoolDemand[];
  /** For the lead: members who have said nothing yet. */
  readonly silent: readonly { schoolUrn: string; schoolName: string }[];
  readonly tenderId: string | null;
  readonly demandHash: string | null;
  readonly estimatedValuePence: number | null;
  readonly demo: boolean;
}

@AllowedTo('signed-in', 'system')
export class FindRound extends Query<RoundView> {
  @IsUUID() readonly roundId!: string;
}

/** The frozen demand: what a tender is made from. Null before lock. */
@AllowedTo('system')
export class FindLockedRound extends Query<LockedRound | null> {
  @IsUUID() readonly roundId!: string;
}
