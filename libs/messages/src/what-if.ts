import { ArrayMaxSize, IsIn, IsOptional, IsUUID, Matches } from 'class-validator';
import { IsText, IsUrn } from './fields.js';
import { AllowedTo, Query } from './messages.js';
import { tierBases, type TierBasis } from './quotes.js';
import type { LotAudit } from './savings-events.js';
import { sharingRules, type SharingRule } from './sharing-rule.js';

/** The name of a quote that nobody made. */
export const suppose = 'A quote to try out';

/**
 * A round shared otherwise: by another rule, without one school, with another quote for one lot, or
 * several of these at once. Nothing of it is kept.
 */
@AllowedTo('signed-in')
export class FindWhatIf extends Query<WhatIf> {
  @IsUUID() readonly roundId!: string;
  @IsOptional() @IsIn(sharingRules) readonly rule?: SharingRule;
  /** It takes no part in any lot. */
  @IsOptional() @IsUrn() readonly withoutSchoolUrn?: string;
  /** The lot for which there is another quote. */
  @IsOptional() @IsUUID() readonly lotId?: string;
  /** The quote whose place it takes; without, it is one more. */
  @IsOptional() @IsUUID() readonly replacesQuoteId?: string;
  @IsOptional() @IsText(200) readonly supplierName?: string;
  /** `all-units` unless said. */
  @IsOptional() @IsIn(tierBases) readonly basis?: TierBasis;
  /** `from:pence`, ascending, from one unit on: `1:2690`, `50:2440`. Net, for one unit. */
  @IsOptional()
  @ArrayMaxSize(20)
  @Matches(/^[1-9]\d{0,7}:\d{1,9}$/, {
    each: true,
    message: 'Each of $property must be a quantity and a price in pence, such as 50:2440.',
  })
  readonly tiers?: string[];
}

/** What somebody pays and saves: saving = baseline − pays = competition + aggregation. */
export interface WhatIfAmounts {
  readonly quantity: number;
  readonly paysPence: number;
  readonly baselinePence: number;
  readonly savingPence: number;
  readonly competitionPence: number;
  readonly aggregationPence: number;
}

/** What one school pays for one lot; null where it takes no part. */
export interface WhatIfPart {
  readonly lotId: string;
  readonly item: string;
  readonly truthPence: number | null;
  readonly whatIfPence: number | null;
}

/** The truth beside what would be; none where a school takes no part. */
export interface WhatIfSchool {
  readonly schoolUrn: string;
  readonly partyId: string;
  readonly lots: readonly WhatIfPart[];
  readonly truth: WhatIfAmounts | null;
  readonly whatIf: WhatIfAmounts | null;
}

/** Who supplies a lot, and what it costs all of them. */
export interface WhatIfOutcome {
  /** None while prices are only indicative, or when nobody would. */
  readonly supplierName: string | null;
  readonly quantity: number;
  /** Bought beyond that, because more cost less. */
  readonly spareQuantity: number;
  readonly totalPence: number;
  readonly audit: LotAudit | null;
}

export interface WhatIfLot {
  readonly lotId: string;
  readonly item: string;
  readonly unit: string;
  readonly truth: WhatIfOutcome;
  readonly whatIf: WhatIfOutcome;
  /** What is to be known of this lot, as sentences. */
  readonly notes: readonly string[];
}

/**
 * What a school's leaving costs the others. `othersPence` is what they would pay more if it had
 * never taken part; below zero they would pay less.
 */
export interface Leaving {
  readonly schoolUrn: string;
  readonly othersPence: number;
  /** Leaving after the award, with the supplier's prices as they are: after the cheapest remedy. */
  readonly harmPence: number;
  /** The most that it could be charged: its own saving in the lots that it harms. */
  readonly capPence: number;
  readonly chargePence: number;
}

/** A quote that counts, to be replaced by another one. */
export interface WhatIfQuote {
  readonly lotId: string;
  readonly quoteId: string;
  readonly supplierName: string;
}

export interface WhatIf {
  readonly roundId: string;
  readonly consortiumId: string;
  readonly title: string;
  /** Always: none of these figures is recorded, and nobody owes anything by them. */
  readonly notTheTruth: true;
  /** What the truth beside it is: awarded quotes, or indicative prices before there are any. */
  readonly from: 'award' | 'indicative-prices';
  readonly rule: { readonly id: SharingRule; readonly version: number };
  readonly whatIfRule: { readonly id: SharingRule; readonly version: number };
  readonly lots: readonly WhatIfLot[];
  /** Every school for those who oversee the consortium; else the asker's own. */
  readonly schools: readonly WhatIfSchool[];
  readonly total: { readonly truth: WhatIfAmounts; readonly whatIf: WhatIfAmounts };
  readonly leaving: Leaving | null;
  /** For the questions that can be asked: whom to leave out, which quote to replace. */
  readonly takingPart: readonly string[];
  readonly quotes: readonly WhatIfQuote[];
}
