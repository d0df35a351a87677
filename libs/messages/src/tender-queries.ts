import { IsOptional, IsUUID } from 'class-validator';
import { AllowedTo, Query } from './messages.js';
import type { ContractLine } from './tenders.js';
import type {
  AwardedLot,
  AwardedShare,
  Drop,
  RankedQuote,
  SolvedAward,
  TenderLot,
  TenderScoring,
} from './tender-events.js';

export * from './award-queries.js';

export type TenderStatus =
  'draft' | 'published' | 'closed' | 'opening' | 'opened' | 'recommended' | 'awarded' | 'cancelled';

export interface TenderSummary {
  readonly tenderId: string;
  readonly roundId: string;
  readonly consortiumId: string;
  readonly title: string;
  readonly status: TenderStatus;
  readonly closesAt: string;
  readonly demo: boolean;
}

/** The tenders of the asker's consortia; suppliers see them from publication on. */
@AllowedTo('signed-in', 'system')
export class FindTenders extends Query<TenderSummary[]> {}

export interface TenderLotView extends Omit<TenderLot, 'demand' | 'ceilingPence'> {
  /** Hidden from suppliers. */
  readonly ceilingPence: number | null;
  /** The delivery pack: every door, firm and at most. */
  readonly drops: readonly Drop[];
  /** For lead, award approver, finance and auditor, once opened; else empty. */
  readonly ranking: readonly RankedQuote[];
  readonly recommendedQuoteId: string | null;
  /** Of several suppliers that share the lot the one with most units, and its part's total. */
  readonly winner: { supplierId: string; supplierName: string; totalPence: number } | null;
  /** Everyone who won a part. A supplier sees itself. */
  readonly winners?: readonly LotWinner[];
  /** Who gets and pays what, once recommended for overseers, once awarded for the own schools. */
  readonly shares?: readonly LotShare[];
  /** Lead, award approver, finance and auditor, where the tender scores quality; once opened. */
  readonly scores?: LotScores;
}

/** Who won how much of a lot. */
export interface LotWinner {
  readonly supplierId: string;
  readonly supplierName: string;
  readonly quoteId: string;
  readonly quantity: number;
  readonly totalPence: number;
}

/** One school's part of what one supplier won. */
export interface LotShare extends AwardedShare {
  readonly supplierName: string;
  /** What it paid last for a unit, where it said so: to compare with. */
  readonly lastPricePence: number | null;
}

/** Relative scores of a single-winner lot, with the warning that belongs to them. */
export interface LotScores {
  readonly scores: readonly {
    quoteId: string;
    supplierName: string;
    rank: number;
    score: number;
  }[];
  /** Valid quotes without a quality score yet: no scores before all have one. */
  readonly missing: readonly string[];
  /** Losing quotes without which another would win. */
  readonly flips: readonly { withoutSupplier: string; winners: readonly string[] }[];
}

export interface TenderView {
  readonly tenderId: string;
  readonly roundId: string;
  readonly consortiumId: string;
  readonly title: string;
  readonly status: TenderStatus;
  readonly closesAt: string;
  readonly paymentDays: number;
  readonly deliveryTerms: string;
  readonly sharingRule?: { readonly id: string; readonly version: number };
  readonly spareUnits?: boolean;
  readonly maxWinners?: number;
  readonly scoring?: TenderScoring;
  /** What the solver found, once an award is recommended; for overseers. */
  readonly solved?: SolvedAward;
  readonly lots: readonly TenderLotView[];
  readonly authorId: string;
  readonly firstOpenerId: string | null;
  readonly recommendedBy: string | null;
  readonly reason: string | null;
  readonly returnedReason: string | null;
  readonly demo: boolean;
}

@AllowedTo('signed-in', 'system')
export class FindTender extends Query<TenderView> {
  @IsUUID() readonly tenderId!: string;
}

/** What a supplier learns when it is over: its own figures beside the winner's. */
export interface LotFeedback {
  readonly lotId: string;
  readonly item: string;
  readonly description: string;
  readonly quantity: number;
  readonly won: boolean;
  readonly ownTotalPence: number | null;
  readonly setAside: string | null;
  readonly winnerName: string;
  readonly winnerTotalPence: number;
  readonly place: number | null;
  readonly of: number;
  /** Where several suppliers share the lot: all of them, and one's own part. */
  readonly winners?: readonly { supplierName: string; quantity: number; totalPence: number }[];
  readonly ownQuantity?: number;
}

/** Empty until the award. */
@AllowedTo('supplier')
export class FindFeedback extends Query<LotFeedback[]> {
  @IsUUID() readonly tenderId!: string;
  @IsUUID() readonly supplierId!: string;
}

/** An award with the state of its contracts: what an order is made from. Null before the award. */
export interface Award {
  readonly tenderId: string;
  readonly roundId: string;
  readonly consortiumId: string;
  readonly fundId: string;
  readonly paymentDays: number;
  readonly lots: readonly AwardedLot[];
  /** Which contracts are in force, by contracting party and supplier. */
  readonly inForce: readonly { partyId: string; supplierId: string }[];
}

@AllowedTo('system')
export class FindAward extends Query<Award | null> {
  @IsUUID() readonly tenderId!: string;
}

export interface ContractView {
  readonly contractId: string;
  readonly tenderId: string;
  readonly roundId: string;
  readonly consortiumId: string;
  readonly partyId: string;
  readonly supplierId: string;
  readonly supplierName: string;
  readonly lines: readonly ContractLine[];
  readonly netPence: number;
  readonly status: 'issued' | 'signed';
  readonly signedAt: string | null;
}

/** Own party's, the own supplier's, or all for lead, finance and auditor. */
@AllowedTo('signed-in', 'system')
export class FindContracts extends Query<ContractView[]> {
  @IsOptional() @IsUUID() readonly tenderId?: string;
}
