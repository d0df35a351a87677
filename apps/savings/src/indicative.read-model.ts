import { Column, Entity, PrimaryColumn, type DataSource } from 'typeorm';
import type { ReadModel, Rows } from '#libs/event-sourcing';
import type {
  DemandLine,
  LockedDemand,
  LockedLot,
  Lot,
  RoundEvent,
  RoundTerms,
  SharingRule,
} from '#messages/rounds';
import type { IndicativeRound } from './indicative.js';

/** A round's terms as they hold now, and its demand once that is locked. */
@Entity('indicative_rounds')
export class IndicativeRoundRow {
  @PrimaryColumn('text') roundId!: string;
  @Column('text') consortiumId!: string;
  @Column('text') title!: string;
  @Column('text') status!: IndicativeRound['status'];
  @Column('text') sharingRule!: SharingRule;
  @Column('text', { nullable: true }) proposedRule!: SharingRule | null;
  @Column('boolean') spareUnits!: boolean;
  @Column('jsonb') lots!: readonly Lot[];
  @Column('jsonb', { nullable: true }) locked!: readonly LockedLot[] | null;
}

/** What one school has committed to, as long as it stands. */
@Entity('indicative_demand')
export class IndicativeDemandRow {
  @PrimaryColumn('text') roundId!: string;
  @PrimaryColumn('text') schoolUrn!: string;
  @Column('text') partyId!: string;
  @Column('boolean') vatRecovered!: boolean;
  @Column('jsonb') lines!: readonly DemandLine[];
}

/** Rounds before their quotes: what any rule, or any “what if”, is worked out on. */
export const indicativeRounds: ReadModel<RoundEvent> = {
  name: 'indicative',
  version: 1,
  rows: [IndicativeRoundRow, IndicativeDemandRow],
  on: {
    RoundDrafted: (rows, data) => putTerms(rows, data),
    RoundRevised: (rows, data) => putTerms(rows, data),
    CommitmentOpened: (rows, { roundId }) =>
      rows.patch(IndicativeRoundRow, roundId, { status: 'open' }),

    DemandCommitted: (rows, { roundId, schoolUrn, partyId, vatRecovered, lines }) =>
      rows.put(IndicativeDemandRow, { roundId, schoolUrn, partyId, vatRecovered, lines }),
    DemandWithdrawn: (rows, { roundId, schoolUrn }) =>
      rows.remove(IndicativeDemandRow, { roundId, schoolUrn }),

    SharingRuleProposed: (rows, { roundId, sharingRule: proposedRule }) =>
      rows.patch(IndicativeRoundRow, roundId, { proposedRule }),
    SharingRuleAgreed: (rows, { roundId, sharingRule }) =>
      rows.patch(IndicativeRoundRow, roundId, { sharingRule, proposedRule: null }),

    RoundLocked: (rows, { roundId, lots: locked }) =>
      rows.patch(IndicativeRoundRow, roundId, { status: 'locked', locked, proposedRule: null }),
    RoundNotViable: (rows, { roundId }) =>
      rows.patch(IndicativeRoundRow, roundId, { proposedRule: null }),
    RoundCancelled: (rows, { roundId }) =>
      rows.patch(IndicativeRoundRow, roundId, { proposedRule: null }),
  },
};

/** The round on its committed demand, or its locked one from the lock on; undefined if unknown. */
export async function indicativeRound(
  db: DataSource,
  roundId: string,
): Promise<IndicativeRound | undefined> {
  const row = await db.manager.findOneBy(IndicativeRoundRow, { roundId });
  if (!row) return undefined;
  const { locked, lots, ...terms } = row;
  if (locked) return { ...terms, lots: locked.map(({ demand, ...lot }) => ({ lot, demand })) };
  const demand = await db.manager.find(IndicativeDemandRow, {
    where: { roundId },
    order: { schoolUrn: 'ASC' },
  });
  return { ...terms, lots: lots.map((lot) => ({ lot, demand: wantedOf(lot, demand) })) };
}

function putTerms(rows: Rows, data: RoundTerms): void {
  const { roundId, consortiumId, title, sharingRule, spareUnits = true, lots } = data;
  const rules = { sharingRule, proposedRule: null, spareUnits };
  const status = 'draft';
  rows.put(IndicativeRoundRow, {
    roundId,
    consortiumId,
    title,
    status,
    ...rules,
    lots,
    locked: null,
  });
}

/** As the lock would have it now. */
function wantedOf(lot: Lot, demand: readonly IndicativeDemandRow[]): LockedDemand[] {
  return demand.flatMap(({ schoolUrn, partyId, vatRecovered, lines }) => {
    const line = lines.find(({ lotId }) => lotId === lot.lotId);
    if (!line) return [];
    const { lotId: _, min: __, desired: quantity, ...rest } = line;
    return [{ schoolUrn, partyId, quantity, ...rest, vatRecovered }];
  });
}
