import type { Event } from './messages.js';
import type { EvidenceGrade, SharingRule } from './rounds.js';

/** Committed: awarded. Realised: all that came is invoiced. Unrealised: nothing of it came. */
export type SavingStatus = 'potential' | 'committed' | 'realised' | 'unrealised';

/** One school's share of one lot. saving = baseline − pays = competition + aggregation, exactly. */
export interface ShareRow {
  readonly urn: string;
  readonly partyId: string;
  readonly lotId: string;
  readonly item: string;
  readonly supplier: string;
  /** What came or still comes: without what never does. */
  readonly quantity: number;
  /** Net, for one unit: the lot's total over its quantity, to the nearest penny. */
  readonly pricePence: number;
  /** What the school pays in the end: by the rule, once the transfers are made. */
  readonly paysPence: number;
  readonly baselinePence: number;
  readonly savingPence: number;
  /** Baseline − the cheaper of last price and best quote at the school's own quantity. */
  readonly competitionPence: number;
  /** That − what it pays: what only buying together brought. */
  readonly aggregationPence: number;
  readonly evidenceGrade: EvidenceGrade;
  readonly evidenceReference: string | null;
  /** What the suppliers bill it, without its credit notes; `paysPence` where it is absent. */
  readonly invoicedPence?: number;
  /** paysPence − invoicedPence: above zero it pays into the others' shares. */
  readonly transferPence?: number;
  /** VAT that its party cannot get back, on the baseline and on what is billed. */
  readonly irrecoverableVatPence?: { readonly baseline: number; readonly pays: number };
  /** Its part of what running the round cost. */
  readonly runningCostPence?: number;
  readonly status?: SavingStatus;
  /** What never came, and the saving that went with it; no units where only others' are missing. */
  readonly unrealised?: { readonly quantity: number; readonly savingPence: number };
  /**
   * Of the quantity, what was bought only because more cost less, and what the row saves if nobody
   * needs it.
   */
  readonly spare?: { readonly quantity: number; readonly savingPence: number };
  /** SHA-256 of the document behind the last price, in hex, and its day. */
  readonly evidenceHash?: string;
  readonly evidenceDay?: string;
  /** A list or framework price for one unit, and where it is from: never a baseline. */
  readonly benchmarkPricePence?: number;
  readonly benchmarkSource?: string;
  /**
   * Only in answers, never in an event: it bought the same item in an earlier settled round.
   * `newPence` is saved against that round's price; `sustainedPence` against the price before it,
   * and is never added to what is new.
   */
  readonly sustained?: {
    readonly sinceRoundId: string;
    readonly newPence: number;
    readonly sustainedPence: number;
  };
}

/**
 * Money that a settlement moves between members, signed: above zero it pays in. The sum is zero.
 * Without a school it is the party's own: it gets back what it spent on running the round.
 */
export interface Transfer {
  readonly schoolUrn?: string;
  readonly partyId: string;
  readonly amountPence: number;
}

/** Could any group of schools have paid less on this lot's price schedule? All were checked. */
export interface LotAudit {
  readonly lotId: string;
  readonly item: string;
  readonly holds: boolean;
  /** By how much the most aggrieved group pays too much: whole pence, rounded down. */
  readonly worstPence: number;
  /** Its schools' URNs, ascending; none when nobody is aggrieved. */
  readonly group: readonly string[];
  readonly groupQuantity: number;
  /** Might a group buy up to the next tier? */
  readonly spareUnits: boolean;
}

/** How exactly the contribution rule was worked out for a lot. */
export interface LotCertificate {
  readonly lotId: string;
  readonly item: string;
  readonly nodes: number;
  readonly exactNodes: boolean;
  readonly droppedMass: number;
  readonly sumErrorPence: number;
}

export interface ComputedShares {
  readonly roundId: string;
  readonly consortiumId: string;
  readonly fundId?: string;
  readonly rule: { readonly id: SharingRule; readonly version: number };
  /** SHA-256 of the canonical inputs, in hex: equal inputs, equal shares. */
  readonly inputHash: string;
  readonly rows: readonly ShareRow[];
  /** None where everyone pays what it is billed. */
  readonly transfers?: readonly Transfer[];
  /** None of a lot that several suppliers share: everyone pays its one blended price. */
  readonly audits?: readonly LotAudit[];
  readonly certificates?: readonly LotCertificate[];
  /** What running the round cost in all. */
  readonly runningCostPence?: number;
  /** Lots whose last prices were corrected and whose shares stay as awarded nonetheless, and why. */
  readonly notSharedAnew?: readonly NotSharedAnew[];
  /** What has changed since the round was closed, is in these figures and in none before them. */
  readonly causes?: readonly ChangeCause[];
}

/** One lot of these, and why. */
export interface NotSharedAnew {
  readonly lotId: string;
  readonly item: string;
  /** A sentence. */
  readonly reason: string;
}

/** What a correction changed in one row: after − before. */
export interface ShareDifference {
  readonly urn: string;
  readonly lotId: string;
  readonly paysPence: number;
  readonly baselinePence: number;
  readonly savingPence: number;
  readonly quantity?: number;
  readonly runningCostPence?: number;
}

/** An event that changed an input of official figures, and why it was recorded, as a sentence. */
export interface ChangeCause {
  readonly stream: string;
  readonly revision: number;
  readonly reason: string;
}

/** An official figure put right: all of it again, why, and what differs. */
export interface RestatedShares extends ComputedShares {
  readonly reason: string;
  /** The event that changed an input; where several did, the others are among the `causes`. */
  readonly cause: { readonly stream: string; readonly revision: number };
  readonly differences: readonly ShareDifference[];
  /** What is still to move; sums to zero. */
  readonly transferChanges: readonly Transfer[];
}

/** A last price and what proves it. */
export interface Baseline {
  readonly lastPricePence: number | null;
  readonly evidenceGrade: EvidenceGrade;
  readonly evidenceReference?: string;
  readonly evidenceHash?: string;
  readonly evidenceDay?: string;
}

/** What running a round cost, one entry. */
export interface RecordedCost {
  /** The same id again takes the place of what was recorded before. */
  readonly costId: string;
  readonly description: string;
  readonly hours?: number;
  readonly amountPence: number;
  /** The party that paid it and gets it back from all schools; else no money moves. */
  readonly paidToPartyId?: string;
  readonly evidenceReference?: string;
  readonly recordedBy: string;
}

type Which = { readonly roundId: string; readonly consortiumId: string };

export type SavingsEvent =
  | Event<'SharesSettled', ComputedShares>
  | Event<'SharesRestated', RestatedShares>
  | Event<
      'BaselineCorrected',
      Which &
        Baseline & {
          schoolUrn: string;
          partyId: string;
          lotId: string;
          item: string;
          reason: string;
          correctedBy: string;
        }
    >
  | Event<
      'RunningCostRecorded',
      Which &
        RecordedCost & {
          /** It moves money: it counts only once somebody else has confirmed it. */
          readonly awaitsConfirmation?: true;
        }
    >
  /** Fat: what counts from now on. */
  | Event<'RunningCostConfirmed', Which & RecordedCost & { readonly confirmedBy: string }>;
