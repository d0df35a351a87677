import type { Event } from './messages.js';
import type {
  DemandLine,
  EvidenceGrade,
  EvidenceKind,
  Lot,
  MinimumRule,
  SharingRule,
} from './rounds.js';

export type RoundTerms = {
  readonly roundId: string;
  readonly consortiumId: string;
  readonly fundId: string;
  readonly title: string;
  readonly closesAt: string;
  readonly sharingRule: SharingRule;
  readonly minimumRule: MinimumRule;
  /** May a group of schools buy up to a cheaper tier, in what it is compared with? Absent: yes. */
  readonly spareUnits?: boolean;
  readonly lots: readonly Lot[];
};

/** Whose demand: the school that wants and the party that pays. */
type Whose = {
  readonly roundId: string;
  readonly consortiumId: string;
  readonly fundId: string;
  readonly schoolUrn: string;
  readonly partyId: string;
};

type Request = Whose & {
  readonly requestId: string;
  readonly lines: readonly DemandLine[];
  /** Σ max × ceiling, with VAT where the party cannot recover it. */
  readonly worstCasePence: number;
  /** Whether its party gets the VAT back, as membership said when it was asked. */
  readonly vatRecovered: boolean;
};

/** What one school gets of a locked lot. */
export interface LockedDemand {
  readonly schoolUrn: string;
  readonly partyId: string;
  readonly quantity: number;
  readonly max: number;
  readonly lastPricePence: number | null;
  readonly evidenceGrade: EvidenceGrade;
  readonly evidenceReference?: string;
  readonly evidenceKind?: EvidenceKind;
  readonly evidenceDay?: string;
  readonly evidenceHash?: string;
  readonly benchmarkPricePence?: number;
  readonly benchmarkSource?: string;
  /** Whether its party gets the VAT back; if not, VAT is a cost to it. */
  readonly vatRecovered: boolean;
}

export interface LockedLot extends Lot {
  readonly quantity: number;
  readonly mostQuantity: number;
  readonly demand: readonly LockedDemand[];
}

/** What stays reserved for a school when a round stops; 0 gives everything back. */
export interface Release {
  readonly schoolUrn: string;
  readonly partyId: string;
  readonly amountPence: number;
}

export type LockedRound = Omit<RoundTerms, 'lots'> & {
  readonly lots: readonly LockedLot[];
  /** SHA-256 of the canonical demand, in hex. */
  readonly demandHash: string;
  /** At max × ceiling with VAT, over the whole term. */
  readonly estimatedValuePence: number;
};

type Proposal = {
  readonly roundId: string;
  readonly consortiumId: string;
  readonly proposalId: string;
};

type SharingRuleEvent =
  | Event<
      'SharingRuleProposed',
      Proposal & { sharingRule: SharingRule; version: number; reason: string; proposedBy: string }
    >
  | Event<
      'SharingRuleAccepted',
      Proposal & { schoolUrn: string; partyId: string; acceptedBy: string }
    >
  /** Every school with committed demand has accepted: from here on it is the round's rule. */
  | Event<
      'SharingRuleAgreed',
      Proposal & { sharingRule: SharingRule; version: number; acceptedBy: readonly string[] }
    >;

export type RoundEvent =
  | SharingRuleEvent
  | Event<'RoundDrafted', RoundTerms & { draftedBy: string }>
  | Event<'RoundRevised', RoundTerms & { revisedBy: string }>
  | Event<'CommitmentOpened', RoundTerms>
  | Event<'DemandRequested', Request & { waitsForApproval: boolean; requestedBy: string }>
  | Event<'DemandApproved', Request & { approvedBy: string }>
  | Event<'DemandRejected', Whose & { requestId: string; reason: string; rejectedBy: string }>
  | Event<'DemandCommitted', Request>
  | Event<'DemandRefused', Whose & { requestId: string; reason: string }>
  | Event<'DemandWithdrawn', Whose>
  | Event<'RoundDeclined', Whose & { reason?: string }>
  | Event<'CommitmentExtended', { roundId: string; consortiumId: string; closesAt: string }>
  | Event<
      'LotDropped',
      {
        roundId: string;
        consortiumId: string;
        lotId: string;
        quantity: number;
        minimumQuantity: number;
      }
    >
  | Event<'RoundLocked', LockedRound & { released: readonly Release[] }>
  | Event<
      'RoundNotViable',
      {
        roundId: string;
        consortiumId: string;
        fundId: string;
        reason: string;
        released: readonly Release[];
      }
    >
  | Event<
      'RoundCancelled',
      {
        roundId: string;
        consortiumId: string;
        fundId: string;
        reason: string;
        cancelledBy: string;
        released: readonly Release[];
      }
    >
  | Event<
      'RoundClosed',
      {
        roundId: string;
        consortiumId: string;
        fundId: string;
        closedBy: string;
        /** What the fund still holds for schools that were left out, and pennies of VAT. */
        released?: readonly Release[];
      }
    >;

/** The name under which the fund holds a school's money for a round. */
export function reservationOf(roundId: string, schoolUrn: string): string {
  return `${roundId}.${schoolUrn}`;
}
