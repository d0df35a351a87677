import { IsUUID } from 'class-validator';
import { AllowedTo, Query } from './messages.js';
import type { SolvedAward } from './tender-events.js';

/** The award of least cost as far as it is worked out. */
export type BestAwardAnswer =
  | { readonly state: 'waiting'; readonly ahead: number }
  | { readonly state: 'working'; readonly progress: SolvingProgress }
  | { readonly state: 'failed'; readonly sentence: string }
  | { readonly state: 'done'; readonly best: BestAwardView };

/** A sign of life; pence of the part of the tender under way. */
export interface SolvingProgress {
  readonly phase: 'cost' | 'ties';
  readonly part: number;
  readonly parts: number;
  readonly incumbentPence: number | null;
  readonly boundPence: number | null;
  readonly gapPence: number | null;
  readonly seconds: number;
  /** About then it ends, with what it has. */
  readonly secondsAtMost: number;
}

/** A part of a lot in the award of least cost. */
export interface BestWin {
  readonly lotId: string;
  readonly quoteId: string;
  readonly supplierId: string;
  readonly supplierName: string;
  readonly quantity: number;
  readonly goodsPence: number;
  readonly feesPence: number;
}

/** The best award that was found, and what is known of it. */
export interface BestAwardView extends Omit<SolvedAward, 'dearerByPence'> {
  readonly outcome: 'awarded' | 'impossible' | 'nothing found';
  readonly wins: readonly BestWin[];
  readonly unfilled: readonly { lotId: string; quantity: number }[];
  /** The money of it: goods + fees − bundles − rebates. */
  readonly moneyPence: number;
  readonly bundlesPence: number;
  readonly rebatesPence: number;
  readonly qualityPence: number;
  readonly seconds: number;
  /** Schools that would pay more for a unit than they last did. */
  readonly dearer: readonly DearerSchool[];
  /** Why it cannot be shared by the round's rule, if so. */
  readonly cannotShare: string | null;
  /** Who would pay or be invoiced more than its ceiling, as a sentence without its end. */
  readonly overCeiling?: string;
}

/** A school whose share of a lot is more than its own last price. */
export interface DearerSchool {
  readonly lotId: string;
  readonly schoolUrn: string;
  readonly schoolName?: string;
  readonly sharePence: number;
  readonly atLastPricePence: number;
}

/** Starts to work it out, when nobody has asked before, and tells how far that has come. */
@AllowedTo('system', 'lead', 'award-approver', 'finance', 'auditor')
export class FindBestAward extends Query<BestAwardAnswer> {
  @IsUUID() readonly tenderId!: string;
}

/** What else would be awarded. Null when nothing else can be. */
export interface OtherAward {
  readonly dearerByPence: number | null;
  readonly atLeastDearerByPence: number | null;
  readonly proved: boolean;
}

export interface ExplainedLotView {
  readonly lotId: string;
  readonly wins: readonly (BestWin & {
    readonly without: OtherAward;
    readonly runnersUp: readonly { supplierName: string; quantity: number }[];
  })[];
  readonly unfilledQuantity: number;
  /** The cheapest for this lot alone. */
  readonly alone: readonly { supplierName: string; quantity: number }[];
}

/** Why the best award is as it is. */
export interface AwardExplanationView {
  readonly inputHash: string;
  readonly costPence: number;
  readonly lots: readonly ExplainedLotView[];
  readonly limits: readonly {
    readonly limit: 'max-winners' | 'max-suppliers' | 'supplier-capacity';
    /** The lot's item or the supplier's name. */
    readonly of: string | null;
    readonly without: OtherAward;
  }[];
  readonly lotByLot: {
    readonly costPence: number;
    readonly dearerByPence: number;
    readonly violations: readonly string[];
  } | null;
}

export type AwardExplanationAnswer =
  | Exclude<BestAwardAnswer, { state: 'done' }>
  | { readonly state: 'none' }
  | { readonly state: 'done'; readonly explanation: AwardExplanationView };

/** Worked out by solving again without each winner and each limit; tells how far that has come. */
@AllowedTo('system', 'lead', 'award-approver', 'finance', 'auditor')
export class FindAwardExplanation extends Query<AwardExplanationAnswer> {
  @IsUUID() readonly tenderId!: string;
}

/** A tender as `npm run cases` reads it: one case, with what was found where it is known. */
export interface AwardCases {
  readonly cases: readonly {
    readonly id: string;
    readonly family: 'award';
    readonly input: Readonly<Record<string, unknown>>;
    readonly expected?: Readonly<Record<string, unknown>>;
  }[];
}

/** All that decides the award, so that anybody can work it out again. */
@AllowedTo('lead', 'award-approver', 'finance', 'auditor')
export class FindAwardCase extends Query<AwardCases> {
  @IsUUID() readonly tenderId!: string;
}
