import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ReadModel, Rows } from '#libs/event-sourcing';
import type { SchoolEvent } from '#messages/membership';
import type { SharingRule } from '#messages/rounds';
import type { SubmissionsEvent } from '#messages/quotes';
import type {
  AwardedLot,
  RecommendedLot,
  SolvedAward,
  TenderEvent,
  TenderLot,
  TenderScoring,
  TenderStatus,
  TenderSummary,
  TenderTerms,
} from '#messages/tenders';
import type { Quality, SetAside } from './lot-ranking.js';
import { quoteOf, withScores, type OpenedQuote } from './opened-quote.js';

@Entity('tenders')
export class TenderRow implements TenderSummary {
  @PrimaryColumn('text') tenderId!: string;
  @Index() @Column('text') roundId!: string;
  @Index() @Column('text') consortiumId!: string;
  @Column('text') fundId!: string;
  @Column('text') title!: string;
  @Column('text') status!: TenderStatus;
  /** A cancelled draft was never for others to see. */
  @Column('boolean') published!: boolean;
  @Column('text') closesAt!: string;
  @Column('int') paymentDays!: number;
  @Column('text') deliveryTerms!: string;
  @Column('jsonb') lots!: readonly TenderLot[];
  @Column('jsonb') sharingRule!: { readonly id: SharingRule; readonly version: number };
  @Column('boolean', { nullable: true }) spareUnits!: boolean | null;
  @Column('int', { nullable: true }) maxWinners!: number | null;
  @Column('jsonb', { nullable: true }) scoring!: TenderScoring | null;
  @Column('text') authorId!: string;
  @Column('text', { nullable: true }) firstOpenerId!: string | null;
  /** Empty until the opening. */
  @Column('jsonb') quotes!: readonly OpenedQuote[];
  @Column('jsonb') setAside!: readonly SetAside[];
  @Column('jsonb') qualities!: readonly Quality[];
  @Column('jsonb') recommended!: readonly RecommendedLot[];
  @Column('jsonb', { nullable: true }) solved!: SolvedAward | null;
  @Column('text', { nullable: true }) recommendedBy!: string | null;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('text', { nullable: true }) returnedReason!: string | null;
  /** Null until the award. */
  @Column('jsonb', { nullable: true }) awarded!: readonly AwardedLot[] | null;
  @Column('boolean') demo!: boolean;
}

@Entity('school_names')
export class SchoolNameRow {
  @PrimaryColumn('text') urn!: string;
  @Column('text') name!: string;
}

/** Every tender with what became of it. */
export const tendersReadModel: ReadModel<TenderEvent | SubmissionsEvent | SchoolEvent> = {
  name: 'tenders',
  version: 2,
  rows: [TenderRow, SchoolNameRow],
  on: {
    SchoolRegistered: (rows, { urn, name }) => rows.put(SchoolNameRow, { urn, name }),
    TenderDrafted: (rows, { draftedBy, ...terms }, { meta }) =>
      rows.put(TenderRow, { ...drafted(terms), authorId: draftedBy, demo: meta.demo ?? false }),
    TenderRevised: (rows, { revisedBy, ...terms }) =>
      rows.patch(TenderRow, terms.tenderId, { ...termsOf(terms), authorId: revisedBy }),
    TenderPublished: (rows, { publishedBy: _, ...terms }) => {
      const published = { status: 'published', published: true } as const;
      rows.patch(TenderRow, terms.tenderId, { ...termsOf(terms), ...published });
    },
    TenderCancelled: (rows, { tenderId, reason }) =>
      rows.patch(TenderRow, tenderId, { status: 'cancelled', reason }),
    SubmissionsClosed: (rows, { tenderId }) => goOn(rows, tenderId, { status: 'closed' }),
    OpeningStarted: (rows, { tenderId, openedBy }) =>
      goOn(rows, tenderId, { status: 'opening', firstOpenerId: openedBy }),
    QuotesOpened: (rows, { tenderId }) => goOn(rows, tenderId, { status: 'opened' }),
    QuoteRevealed: (rows, { tenderId, ...revealed }) =>
      rows.change(TenderRow, tenderId, (before) => {
        const row = known(before, tenderId);
        return { ...row, quotes: [...row.quotes, quoteOf(revealed)] };
      }),
    QuoteSetAside: (rows, { tenderId, lotId, quoteId, reason }) =>
      rows.change(TenderRow, tenderId, (before) => {
        const row = known(before, tenderId);
        return { ...row, setAside: [...row.setAside, { lotId, quoteId, reason }] };
      }),
    QualityScored: (rows, { tenderId, lotId, scores }) =>
      rows.change(TenderRow, tenderId, (before) => {
        const row = known(before, tenderId);
        return { ...row, qualities: withScores(row.qualities, lotId, scores) };
      }),
    AwardRecommended: (rows, { tenderId, lots, solved = null, reason = null, recommendedBy }) => {
      const recommendation = { recommended: lots, solved, recommendedBy, reason };
      const status = 'recommended';
      rows.patch(TenderRow, tenderId, { status, ...recommendation, returnedReason: null });
    },
    RecommendationReturned: (rows, { tenderId, reason }) => {
      const none = { recommended: [], solved: null, recommendedBy: null, reason: null };
      rows.patch(TenderRow, tenderId, { status: 'opened', ...none, returnedReason: reason });
    },
    TenderAwarded: (rows, { tenderId, lots }) =>
      rows.patch(TenderRow, tenderId, { status: 'awarded', awarded: lots }),
  },
};

function drafted(terms: TenderTerms): Omit<TenderRow, 'authorId' | 'demo'> {
  return {
    ...termsOf(terms),
    status: 'draft',
    published: false,
    firstOpenerId: null,
    quotes: [],
    setAside: [],
    qualities: [],
    recommended: [],
    solved: null,
    recommendedBy: null,
    reason: null,
    returnedReason: null,
    awarded: null,
  };
}

function termsOf({ sharingRule, sharingRuleVersion, ...terms }: TenderTerms) {
  const { spareUnits = null, maxWinners = null, scoring = null, ...rest } = terms;
  const rule = { id: sharingRule, version: sharingRuleVersion ?? 1 };
  return { ...rest, sharingRule: rule, spareUnits, maxWinners, scoring };
}

/** A tender may be cancelled just before its quotes close or open: it stays cancelled. */
function goOn(rows: Rows, tenderId: string, to: Partial<TenderRow>): void {
  rows.change(TenderRow, tenderId, (before) => {
    const row = known(before, tenderId);
    return row.status === 'cancelled' ? row : { ...row, ...to };
  });
}

function known(row: TenderRow | undefined, tenderId: string): TenderRow {
  if (!row) throw new Error(`Tender ${tenderId} went on, but was never drafted.`);
  return row;
}
