import { Inject } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { Column, DataSource, Entity, In, Index, Not, PrimaryColumn } from 'typeorm';
import { consortiaOf, notFound, seesEverything } from '#libs/decider';
import type { ReadModel, Rows } from '#libs/event-sourcing';
import type { SchoolEvent } from '#messages/membership';
import type { RevealedQuote, SubmissionsEvent } from '#messages/quotes';
import {
  FindFeedback,
  FindTender,
  FindTenders,
  type AwardedLot,
  type LotFeedback,
  type RecommendedLot,
  type TenderEvent,
  type TenderLot,
  type TenderStatus,
  type TenderSummary,
  type TenderTerms,
  type TenderView,
} from '#messages/tenders';
import { feedbackOn } from './feedback.js';
import type { SetAside } from './lot-ranking.js';
import { FindTenderOfRound } from './tender-of-round.query.js';
import { viewOf } from './tender-view.js';
import { mayKnow, ownsSupplier } from './visibility.js';

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
  @Column('text') authorId!: string;
  @Column('text', { nullable: true }) firstOpenerId!: string | null;
  /** Empty until the opening. */
  @Column('jsonb') quotes!: readonly RevealedQuote[];
  @Column('jsonb') setAside!: readonly SetAside[];
  @Column('jsonb') recommended!: readonly RecommendedLot[];
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
  version: 1,
  rows: [TenderRow, SchoolNameRow],
  on: {
    SchoolRegistered: (rows, { urn, name }) => rows.put(SchoolNameRow, { urn, name }),
    TenderDrafted: (rows, { draftedBy, ...terms }, { meta }) =>
      rows.put(TenderRow, { ...drafted(terms), authorId: draftedBy, demo: meta.demo ?? false }),
    TenderRevised: (rows, { revisedBy, ...terms }) => {
      const { tenderId, closesAt, paymentDays, deliveryTerms } = terms;
      const authorId = revisedBy;
      rows.patch(TenderRow, tenderId, { closesAt, paymentDays, deliveryTerms, authorId });
    },
    TenderPublished: (rows, { tenderId }) =>
      rows.patch(TenderRow, tenderId, { status: 'published', published: true }),
    TenderCancelled: (rows, { tenderId, reason }) =>
      rows.patch(TenderRow, tenderId, { status: 'cancelled', reason }),
    SubmissionsClosed: (rows, { tenderId }) => goOn(rows, tenderId, { status: 'closed' }),
    OpeningStarted: (rows, { tenderId, openedBy }) =>
      goOn(rows, tenderId, { status: 'opening', firstOpenerId: openedBy }),
    QuotesOpened: (rows, { tenderId }) => goOn(rows, tenderId, { status: 'opened' }),
    QuoteRevealed: (rows, { tenderId, quoteId, supplierId, supplierName, lines }) =>
      rows.change(TenderRow, tenderId, (before) => {
        const row = known(before, tenderId);
        return { ...row, quotes: [...row.quotes, { quoteId, supplierId, supplierName, lines }] };
      }),
    QuoteSetAside: (rows, { tenderId, lotId, quoteId, reason }) =>
      rows.change(TenderRow, tenderId, (before) => {
        const row = known(before, tenderId);
        return { ...row, setAside: [...row.setAside, { lotId, quoteId, reason }] };
      }),
    AwardRecommended: (rows, { tenderId, lots, reason = null, recommendedBy }) => {
      const recommendation = { recommended: lots, recommendedBy, reason, returnedReason: null };
      rows.patch(TenderRow, tenderId, { status: 'recommended', ...recommendation });
    },
    RecommendationReturned: (rows, { tenderId, reason }) => {
      const none = { recommended: [], recommendedBy: null, reason: null };
      rows.patch(TenderRow, tenderId, { status: 'opened', ...none, returnedReason: reason });
    },
    TenderAwarded: (rows, { tenderId, lots }) =>
      rows.patch(TenderRow, tenderId, { status: 'awarded', awarded: lots }),
  },
};

function drafted(terms: TenderTerms): Omit<TenderRow, 'authorId' | 'demo'> {
  const { sharingRule: _, ...rest } = terms;
  return {
    ...rest,
    status: 'draft',
    published: false,
    firstOpenerId: null,
    quotes: [],
    setAside: [],
    recommended: [],
    recommendedBy: null,
    reason: null,
    returnedReason: null,
    awarded: null,
  };
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

@QueryHandler(FindTenders)
export class FindTendersHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ meta: { actor } }: FindTenders): Promise<TenderSummary[]> {
    const rows = await this.db.manager.find(TenderRow, {
      select: {
        tenderId: true,
        roundId: true,
        consortiumId: true,
        title: true,
        status: true,
        published: true,
        closesAt: true,
        demo: true,
      },
      where: seesEverything(actor) ? {} : { consortiumId: In(consortiaOf(actor)) },
      order: { closesAt: 'DESC', tenderId: 'ASC' },
    });
    return rows
      .filter((row) => mayKnow(actor, row))
      .map(({ tenderId, roundId, consortiumId, title, status, closesAt, demo }) => {
        return { tenderId, roundId, consortiumId, title, status, closesAt, demo };
      });
  }
}

@QueryHandler(FindTender)
export class FindTenderHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ tenderId, meta: { actor } }: FindTender): Promise<TenderView> {
    const row = await this.db.manager.findOneBy(TenderRow, { tenderId });
    if (!row || !mayKnow(actor, row)) notFound();
    const urns = row.lots.flatMap(({ demand }) => demand.map(({ schoolUrn }) => schoolUrn));
    const names = await this.db.manager.findBy(SchoolNameRow, { urn: In(urns) });
    return viewOf(row, actor, new Map(names.map(({ urn, name }) => [urn, name])));
  }
}

@QueryHandler(FindFeedback)
export class FindFeedbackHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ tenderId, supplierId, meta: { actor } }: FindFeedback): Promise<LotFeedback[]> {
    const row = await this.db.manager.findOneBy(TenderRow, { tenderId, published: true });
    if (!row || !ownsSupplier(actor, row.consortiumId, supplierId)) notFound();
    return feedbackOn(row.awarded ?? [], supplierId);
  }
}

@QueryHandler(FindTenderOfRound)
export class FindTenderOfRoundHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ roundId }: FindTenderOfRound): Promise<{ tenderId: string } | null> {
    const where = { roundId, status: Not('cancelled' as const) };
    const row = await this.db.manager.findOne(TenderRow, { select: { tenderId: true }, where });
    return row && { tenderId: row.tenderId };
  }
}
