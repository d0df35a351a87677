import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ReadModel, Rows } from '#libs/event-sourcing';
import type { ConsortiumEvent, SchoolEvent } from '#messages/membership';
import type {
  DemandLine,
  DemandStatus,
  LockedRound,
  Lot,
  MinimumRule,
  RoundEvent,
  RuleProposal,
  SchoolDemand,
  SharingRule,
} from '#messages/rounds';
import type { TenderEvent } from '#messages/tenders';

/** A proposal with all who accepted; who is asked follows from the demand. */
export type KeptProposal = Omit<RuleProposal, 'asked' | 'accepted' | 'waitingFor'>;

@Entity('rounds')
export class RoundRow {
  @PrimaryColumn('text') roundId!: string;
  @Index() @Column('text') consortiumId!: string;
  @Column('text') fundId!: string;
  @Column('text') title!: string;
  @Column('text') status!: 'draft' | 'open' | 'locked' | 'closed' | 'not-viable' | 'cancelled';
  /** What became of a locked round in the hands of its tender. */
  @Column('text') tendered!: 'no' | 'published' | 'awarded';
  @Column('text') closesAt!: string;
  @Column('text') sharingRule!: SharingRule;
  @Column('text') minimumRule!: MinimumRule;
  @Column('boolean') spareUnits!: boolean;
  @Column('jsonb', { nullable: true }) proposal!: KeptProposal | null;
  @Column('text') draftedBy!: string;
  @Column('text') draftedAt!: string;
  @Column('jsonb') lots!: readonly Lot[];
  @Column('jsonb') droppedLotIds!: readonly string[];
  @Column('text', { nullable: true }) tenderId!: string | null;
  /** Null before lock. */
  @Column('jsonb', { nullable: true }) locked!: LockedRound | null;
  @Column('boolean') demo!: boolean;
}

@Entity('round_demand')
export class RoundDemandRow implements SchoolDemand {
  @PrimaryColumn('text') roundId!: string;
  @PrimaryColumn('text') schoolUrn!: string;
  @Column('text') partyId!: string;
  @Column('text') status!: DemandStatus;
  @Column('text', { nullable: true }) requestId!: string | null;
  @Column('text', { nullable: true }) requestedBy!: string | null;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('jsonb') requested!: readonly DemandLine[];
  @Column('bigint') worstCasePence!: number;
  @Column('jsonb') committed!: readonly DemandLine[];
}

/** Who may be asked: schools that joined a consortium. */
@Entity('round_members')
export class RoundMemberRow {
  @PrimaryColumn('text') consortiumId!: string;
  @PrimaryColumn('text') schoolUrn!: string;
}

@Entity('round_school_names')
export class RoundSchoolNameRow {
  @PrimaryColumn('text') urn!: string;
  @Column('text') name!: string;
}

type Whose = { readonly roundId: string; readonly schoolUrn: string; readonly partyId: string };

const ruleChanges: ReadModel<RoundEvent>['on'] = {
  SharingRuleProposed: (rows, { roundId, proposalId, ...data }, { meta }) => {
    const { sharingRule, version, reason, proposedBy } = data;
    const rule = { sharingRule, version, reason, proposedBy, proposedAt: meta.at };
    const proposal: KeptProposal = { proposalId, status: 'open', ...rule, acceptedBy: [] };
    rows.patch(RoundRow, roundId, { proposal });
  },
  SharingRuleAccepted: (rows, data) =>
    changeProposal(rows, data, ({ acceptedBy, ...proposal }) => ({
      ...proposal,
      acceptedBy: [...acceptedBy, data.schoolUrn],
    })),
  SharingRuleAgreed: (rows, data) => {
    rows.patch(RoundRow, data.roundId, { sharingRule: data.sharingRule });
    changeProposal(rows, data, (proposal) => ({ ...proposal, status: 'agreed' }));
  },
};

/** Every round, what schools ask of it, and who has said nothing yet. */
export const roundsReadModel: ReadModel<RoundEvent | TenderEvent | SchoolEvent | ConsortiumEvent> =
  {
    name: 'rounds',
    version: 2,
    rows: [RoundRow, RoundDemandRow, RoundMemberRow, RoundSchoolNameRow],
    on: {
      SchoolRegistered: (rows, { urn, name }) => rows.put(RoundSchoolNameRow, { urn, name }),
      MemberJoined: (rows, { consortiumId, schoolUrn }) =>
        rows.put(RoundMemberRow, { consortiumId, schoolUrn }),

      RoundDrafted: (rows, data, { meta }) =>
        rows.put(RoundRow, {
          ...data,
          spareUnits: data.spareUnits ?? true,
          proposal: null,
          status: 'draft',
          tendered: 'no',
          draftedAt: meta.at,
          droppedLotIds: [],
          tenderId: null,
          locked: null,
          demo: meta.demo ?? false,
        }),
      RoundRevised: (rows, { roundId, title, closesAt, lots, ...rules }) => {
        const { sharingRule, minimumRule, spareUnits = true } = rules;
        const terms = { title, closesAt, sharingRule, minimumRule, spareUnits, lots };
        rows.patch(RoundRow, roundId, terms);
      },
      CommitmentOpened: (rows, { roundId }) => rows.patch(RoundRow, roundId, { status: 'open' }),
      CommitmentExtended: (rows, { roundId, closesAt }) =>
        rows.patch(RoundRow, roundId, { closesAt }),
      LotDropped: (rows, { roundId, lotId }) =>
        rows.change(RoundRow, roundId, (before) => {
          if (!before) throw new Error(`Round ${roundId} drops a lot, but was never drafted.`);
          return { ...before, droppedLotIds: [...before.droppedLotIds, lotId] };
        }),
      ...ruleChanges,
      RoundLocked: (rows, data) => {
        const { released: _, ...locked } = data;
        rows.patch(RoundRow, data.roundId, { status: 'locked', locked });
        lapse(rows, data);
      },
      RoundNotViable: (rows, data) => {
        rows.patch(RoundRow, data.roundId, { status: 'not-viable' });
        lapse(rows, data);
      },
      RoundCancelled: (rows, data) => {
        rows.patch(RoundRow, data.roundId, { status: 'cancelled' });
        lapse(rows, data);
      },
      RoundClosed: (rows, { roundId }) => rows.patch(RoundRow, roundId, { status: 'closed' }),

      TenderDrafted: (rows, { roundId, tenderId }) => rows.patch(RoundRow, roundId, { tenderId }),
      TenderPublished: (rows, { roundId }) =>
        rows.patch(RoundRow, roundId, { tendered: 'published' }),
      TenderAwarded: (rows, { roundId }) => rows.patch(RoundRow, roundId, { tendered: 'awarded' }),
      TenderCancelled: (rows, { roundId }) =>
        rows.patch(RoundRow, roundId, { tendered: 'no', tenderId: null }),

      DemandRequested: (rows, data) =>
        change(rows, data, (row) => ({
          ...row,
          status: data.waitsForApproval ? 'waiting' : 'requested',
          requestId: data.requestId,
          requestedBy: data.requestedBy,
          reason: null,
          requested: data.lines,
          worstCasePence: data.worstCasePence,
        })),
      DemandApproved: (rows, data) => answer(rows, data, { status: 'requested' }),
      DemandRejected: (rows, data) =>
        answer(rows, data, { status: 'rejected', reason: data.reason }),
      DemandRefused: (rows, data) => answer(rows, data, { status: 'refused', reason: data.reason }),
      DemandCommitted: (rows, data) => {
        change(rows, data, (row) => ({ ...row, committed: data.lines }));
        answer(rows, data, { status: 'committed' });
      },
      DemandWithdrawn: (rows, data) => {
        change(rows, data, () => emptied(data, 'withdrawn'));
        withoutConsent(rows, data);
      },
      RoundDeclined: (rows, data) =>
        change(rows, data, () => ({ ...emptied(data, 'declined'), reason: data.reason ?? null })),
    },
  };

function emptied({ roundId, schoolUrn, partyId }: Whose, status: DemandStatus): RoundDemandRow {
  const nothing = { requestId: null, requestedBy: null, reason: null, requested: [] };
  return { roundId, schoolUrn, partyId, status, ...nothing, worstCasePence: 0, committed: [] };
}

function change(rows: Rows, data: Whose, to: (row: RoundDemandRow) => RoundDemandRow): void {
  const { roundId, schoolUrn } = data;
  rows.change(RoundDemandRow, { roundId, schoolUrn }, (before) =>
    to(before ?? emptied(data, 'requested')),
  );
}

/** What became of a request, unless the school has made another one since. */
function answer(
  rows: Rows,
  data: Whose & { readonly requestId: string },
  became: Partial<RoundDemandRow>,
): void {
  change(rows, data, (row) => (row.requestId === data.requestId ? { ...row, ...became } : row));
}

function changeProposal(
  rows: Rows,
  { roundId }: { readonly roundId: string },
  to: (proposal: KeptProposal) => KeptProposal,
): void {
  rows.change(RoundRow, roundId, (before) => {
    if (!before) throw new Error(`Round ${roundId} was never drafted.`);
    const { proposal } = before;
    return proposal?.status === 'open' ? { ...before, proposal: to(proposal) } : before;
  });
}

function lapse(rows: Rows, round: { readonly roundId: string }): void {
  changeProposal(rows, round, (proposal) => ({ ...proposal, status: 'lapsed' }));
}

/** Who withdraws is not asked any more, and would be asked anew. */
function withoutConsent(rows: Rows, data: Whose): void {
  changeProposal(rows, data, ({ acceptedBy, ...proposal }) => ({
    ...proposal,
    acceptedBy: acceptedBy.filter((urn) => urn !== data.schoolUrn),
  }));
}
