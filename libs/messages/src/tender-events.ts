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
  /** The most suppliers that may share it; one unless said. */
  readonly maxSuppliers?: number;
  /** Units dearer than this are rather not bought; without it every unit must be awarded. */
  readonly reserveUnitPence?: number;
}

/** How quotes are scored; by price unless said. */
export interface TenderScoring {
  readonly kind: 'price' | 'monetised-quality' | 'relative';
  /** Of monetised quality: what a point of quality is worth in every unit. */
  readonly pencePerPoint?: number;
  /** Of relative scores: the price's part of 100 points. */
  readonly priceWeight?: number;
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
  /** Fixed at publication. */
  readonly sharingRuleVersion?: number;
  /** May more be bought than is firm, up to the schools' most, where that costs less? */
  readonly spareUnits?: boolean;
  /** The most suppliers that may win anything. */
  readonly maxWinners?: number;
  readonly scoring?: TenderScoring;
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
  /** The most units that it can supply, where that is less than the lot. Its total ignores that. */
  readonly capacity?: number;
  /** Of 100, by the evaluators. */
  readonly quality?: number;
}

/** The part of a lot that one quote wins, and who gets and pays what of it. Net. */
export interface RecommendedPart {
  readonly quoteId: string;
  readonly quantity: number;
  readonly goodsPence: number;
  /** Fixed fee and delivery. */
  readonly feesPence: number;
  /** Bundle discounts and rebates, by the spend that earned them. */
  readonly discountPence: number;
  /** Goods + fees − discount. */
  readonly totalPence: number;
  readonly shares: readonly AwardedShare[];
}

export interface RecommendedLot {
  readonly lotId: string;
  /** Who wins the lot; of several the one with most units. */
  readonly quoteId: string;
  readonly ranking: readonly RankedQuote[];
  /** Absent in early recommendations: the quote wins all, shared by one price for everybody. */
  readonly parts?: readonly RecommendedPart[];
}

/** What one school gets and is invoiced: net, the whole quantity. */
export interface AwardedShare {
  readonly schoolUrn: string;
  readonly partyId: string;
  readonly quantity: number;
  /** Of the quantity: bought because more cost less, beyond what the school asked for. */
  readonly spareQuantity?: number;
  readonly paysPence: number;
  /**
   * What the round's rule makes it pay in the end for this part; absent where that is what it is
   * invoiced. Over all parts of a lot the sums of both are the lot's total.
   */
  readonly sharePence?: number;
  /** Of what it is invoiced: delivery that is charged for this school. */
  readonly deliveryPence?: number;
  readonly vatRecovered: boolean;
}

/** What the solver found, to be run again: with the same input hash anyone gets the same. */
export interface SolvedAward {
  /** SHA-256 of the canonical tender. */
  readonly inputHash: string;
  readonly solver: string;
  /** No award costs half a penny less. */
  readonly proved: boolean;
  /** How far it may be above what is possible; 0 when proved. */
  readonly gapPence: number;
  /** No award costs less than this. */
  readonly boundPence: number;
  /** What is minimised: money, unfilled units at their reserve price, less the worth of quality. */
  readonly costPence: number;
  readonly optimalSolutions: 1 | '>1' | 'unknown';
  readonly tieBrokenBy: readonly string[];
  /** The public seed of the lot that breaks ties. */
  readonly seed?: string;
  readonly nodes: number;
  /** By how much what is recommended costs more than what was found; 0 for the same. */
  readonly dearerByPence: number;
}

/**
 * The part of a lot that one supplier won: the whole lot in the ordinary case, else several entries
 * with the same lotId.
 */
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
  /** Total = goods + fees − discount; absent in early awards, which are goods alone. */
  readonly goodsPence?: number;
  readonly feesPence?: number;
  readonly discountPence?: number;
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
      'QualityScored',
      Which & {
        lotId: string;
        scores: readonly { quoteId: string; quality: number }[];
        reason: string;
        scoredBy: string;
      }
    >
  | Event<
      'AwardRecommended',
      Which & {
        lots: readonly RecommendedLot[];
        solved?: SolvedAward;
        reason?: string;
        recommendedBy: string;
      }
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
        solved?: SolvedAward;
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
