import type { Event } from './messages.js';
import type { PriceTier, TierBasis } from './quotes.js';
import type { LockedDemand, SharingRule } from './rounds.js';
import type { ContractLine } from './tenders.js';

/** A place to deliver to: firm, and at most. */
export interface Drop {
  readonly schoolUrn: string;
  readonly schoolName?: string;
  readonly firm: number;
  readonly most: number;
}

export interface TenderLot {
  readonly lotId: string;
  readonly item: string;
  readonly description: string;
  readonly specification: string;
  readonly unit: string;
  readonly caseSize: number;
  readonly ceilingPence: number;
  readonly financeCode: string;
  readonly vatRateBasisPoints: number;
  readonly quantity: number;
  readonly mostQuantity: number;
  readonly demand: readonly LockedDemand[];
}

export type TenderTerms = {
  readonly tenderId: string;
  readonly roundId: string;
  readonly consortiumId: string;
  readonly fundId: string;
  readonly title: string;
  readonly closesAt: string;
  readonly paymentDays: number;
  readonly deliveryTerms: string;
  readonly sharingRule: SharingRule;
  readonly lots: readonly TenderLot[];
};

/** One quote in the ranking of a lot, cheapest first. */
export interface RankedQuote {
  readonly quoteId: string;
  readonly supplierId: string;
  readonly supplierName: string;
  /** Net total at the tendered quantity; null for what is not what was asked for. */
  readonly totalPence: number | null;
  /**
   * Why it cannot win: the supplier's own "no", an assessor's reason, or the ceiling. What is only
   * above the ceiling keeps its total: it still shows what a school could have bought alone.
   */
  readonly setAside?: string;
  /** 40 % under the mean of the others, or 30 % under the next. */
  readonly abnormallyLow?: boolean;
}

export interface RecommendedLot {
  readonly lotId: string;
  readonly quoteId: string;
  readonly ranking: readonly RankedQuote[];
}

/** What one school gets and pays: net, the whole quantity. */
export interface AwardedShare {
  readonly schoolUrn: string;
  readonly partyId: string;
  readonly quantity: number;
  readonly paysPence: number;
  readonly vatRecovered: boolean;
}

export interface AwardedLot {
  readonly lotId: string;
  readonly item: string;
  readonly description: string;
  readonly unit: string;
  readonly financeCode: string;
  readonly vatRateBasisPoints: number;
  readonly quantity: number;
  readonly quoteId: string;
  readonly supplierId: string;
  readonly supplierName: string;
  readonly basis: TierBasis;
  readonly tiers: readonly PriceTier[];
  readonly totalPence: number;
  readonly ranking: readonly RankedQuote[];
  readonly shares: readonly AwardedShare[];
}

type Which = { readonly tenderId: string; readonly roundId: string; readonly consortiumId: string };

export type TenderEvent =
  | Event<'TenderDrafted', TenderTerms & { draftedBy: string }>
  | Event<'TenderRevised', TenderTerms & { revisedBy: string }>
  | Event<'TenderPublished', TenderTerms & { publishedBy: string }>
  | Event<'TenderCancelled', Which & { reason: string; cancelledBy: string }>
  | Event<
      'QuoteSetAside',
      Which & { lotId: string; quoteId: string; reason: string; setAsideBy: string }
    >
  | Event<
      'AwardRecommended',
      Which & { lots: readonly RecommendedLot[]; reason?: string; recommendedBy: string }
    >
  | Event<'RecommendationReturned', Which & { reason: string; returnedBy: string }>
  | Event<
      'TenderAwarded',
      Which & {
        fundId: string;
        title: string;
        sharingRule: { id: SharingRule; version: number };
        paymentDays: number;
        lots: readonly AwardedLot[];
        /** Lots for which no valid quote came. */
        unsuccessfulLotIds: readonly string[];
        /** Schools of the round that get nothing from this award. */
        withoutAward: readonly { schoolUrn: string; partyId: string }[];
        reason?: string;
        recommendedBy: string;
        approvedBy: string;
      }
    >;

type WhichContract = {
  readonly contractId: string;
  readonly tenderId: string;
  readonly roundId: string;
  readonly consortiumId: string;
  readonly partyId: string;
  readonly supplierId: string;
};

export type ContractEvent =
  | Event<
      'ContractIssued',
      WhichContract & {
        supplierName: string;
        lines: readonly ContractLine[];
        netPence: number;
      }
    >
  | Event<'ContractSigned', WhichContract & { signedBy: string }>;
