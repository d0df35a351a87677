import { IsOptional, IsUUID } from 'class-validator';
import { AllowedTo, Query } from './messages.js';
import type { ContractLine } from './tenders.js';
import type { AwardedLot, Drop, RankedQuote, TenderLot } from './tender-events.js';

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
  readonly winner: { supplierId: string; supplierName: string; totalPence: number } | null;
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
