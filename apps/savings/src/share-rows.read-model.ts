import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LegalForm } from '#messages/membership';
import type { LockedLot } from '#messages/rounds';
import type {
  Baseline,
  ComputedShares,
  Restatement,
  RunningCost,
  WaitingCost,
} from '#messages/savings';
import type { AwardData, Delivered, OpenedQuote } from './share-inputs.js';

/** What the shares of one round follow from, and the official figures once there are any. */
@Entity('rounds')
export class RoundRow {
  @PrimaryColumn('text') roundId!: string;
  @Column('text') consortiumId!: string;
  @Column('text') title!: string;
  @Column('jsonb') lots!: readonly LockedLot[];
  @Column('boolean') spareUnits!: boolean;
  @Column('jsonb', { nullable: true }) award!: AwardData | null;
  @Column('text', { nullable: true }) awardedAt!: string | null;
  @Column('boolean') ended!: boolean;
  /** Where it was closed: what is recorded after that changes official figures. */
  @Column('bigint', { nullable: true }) closedPosition!: number | null;
  /** The last official figures, corrections included. */
  @Column('jsonb', { nullable: true }) settled!: ComputedShares | null;
}

/** A correction of the official figures, by its place in the round's savings. */
@Entity('restatements')
export class RestatementRow {
  @PrimaryColumn('text') roundId!: string;
  @PrimaryColumn('int') revision!: number;
  @Column('jsonb') restatement!: Restatement;
}

@Entity('opened_quotes')
export class OpenedQuoteRow {
  @PrimaryColumn('text') tenderId!: string;
  @PrimaryColumn('text') quoteId!: string;
  @Column('jsonb') lines!: OpenedQuote['lines'];
}

/** What came of one line of an order, and what was billed and given back for it. */
@Entity('deliveries')
export class DeliveryRow implements Delivered {
  @PrimaryColumn('text') roundId!: string;
  @PrimaryColumn('text') lotId!: string;
  @PrimaryColumn('text') supplierId!: string;
  @PrimaryColumn('text') schoolUrn!: string;
  @Column('bigint') short!: number;
  @Column('bigint') invoiced!: number;
  @Column('bigint') invoicedPence!: number;
  @Column('bigint') credited!: number;
  @Column('bigint') creditedPence!: number;
}

@Entity('corrected_baselines')
export class CorrectedBaselineRow {
  @PrimaryColumn('text') roundId!: string;
  @PrimaryColumn('text') schoolUrn!: string;
  @PrimaryColumn('text') lotId!: string;
  @Column('jsonb') baseline!: Baseline;
}

@Entity('running_costs')
export class RunningCostRow {
  @PrimaryColumn('text') roundId!: string;
  @PrimaryColumn('text') costId!: string;
  @Column('jsonb') cost!: RunningCost;
}

/** One that counts only once it is confirmed. */
@Entity('waiting_costs')
export class WaitingCostRow {
  @PrimaryColumn('text') roundId!: string;
  @PrimaryColumn('text') costId!: string;
  @Column('jsonb') cost!: WaitingCost;
}

/** A changed input that no official figures have told of. */
@Entity('changes')
export class ChangeRow {
  @PrimaryColumn('text') roundId!: string;
  @PrimaryColumn('text') stream!: string;
  @PrimaryColumn('int') revision!: number;
  @Column('bigint') position!: number;
  @Column('text') reason!: string;
}

/** What a party is: its financial year follows from that. */
@Entity('parties')
export class PartyRow {
  @PrimaryColumn('text') partyId!: string;
  @Column('text') legalForm!: LegalForm;
}

/** The parties of a consortium. */
@Entity('member_parties')
export class MemberPartyRow {
  @PrimaryColumn('text') consortiumId!: string;
  @PrimaryColumn('text') partyId!: string;
}

/** An event behind a figure: of a round, a tender or an order; of one school, lot or quote or all. */
@Entity('sources')
export class SourceRow {
  @PrimaryColumn('text') stream!: string;
  @PrimaryColumn('int') revision!: number;
  @PrimaryColumn('text') schoolUrn!: string;
  @Column('text') about!: string;
  @Column('text') label!: string;
  @Column('text', { nullable: true }) quoteId!: string | null;
  @Column('text', { nullable: true }) supplierId!: string | null;
}
