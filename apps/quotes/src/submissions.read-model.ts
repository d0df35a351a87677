import { Inject } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { Column, DataSource, Entity, Index, PrimaryColumn } from 'typeorm';
import { hasRole, holdsIn, notFound } from '#libs/decider';
import type { ReadModel } from '#libs/event-sourcing';
import {
  FindOpenedQuotes,
  FindOwnSubmission,
  type OwnSubmission,
  type Receipt,
  type RevealedQuote,
  type SubmissionsEvent,
} from '#messages/quotes';
import { termsOf } from './quote-text.js';

@Entity('submissions')
export class SubmissionsRow {
  @PrimaryColumn('text') tenderId!: string;
  @Column('text') consortiumId!: string;
  @Column('text') closesAt!: string;
  @Column('text') status!: OwnSubmission['status'];
  /** How many seals were opened; null before. */
  @Column('int', { nullable: true }) opened!: number | null;
  @Column('jsonb') revealed!: readonly RevealedQuote[];
}

/** One supplier's quote: never a price. */
@Entity('receipts')
@Index(['tenderId', 'supplierId'])
export class ReceiptRow implements Receipt {
  @PrimaryColumn('text') quoteId!: string;
  @Column('text') tenderId!: string;
  @Column('text') supplierId!: string;
  @Column('text') sealHash!: string;
  @Column('text') receivedAt!: string;
  @Column('text') position!: string;
  @Column('text') status!: Receipt['status'];
}

@Entity('declined')
export class DeclinedRow {
  @PrimaryColumn('text') tenderId!: string;
  @PrimaryColumn('text') supplierId!: string;
}

/** What came in for each tender, and after the opening what was in it. */
export const submissionsReadModel: ReadModel<SubmissionsEvent> = {
  name: 'submissions',
  version: 1,
  rows: [SubmissionsRow, ReceiptRow, DeclinedRow],
  on: {
    SubmissionsOpened: (rows, { tenderId, consortiumId, closesAt }) => {
      const empty = { status: 'open', opened: null, revealed: [] } as const;
      rows.put(SubmissionsRow, { tenderId, consortiumId, closesAt, ...empty });
    },
    QuoteSealed: (rows, { tenderId, supplierId, quoteId, sealHash, replaces }, event) => {
      if (replaces) rows.patch(ReceiptRow, replaces, { status: 'replaced' });
      rows.remove(DeclinedRow, { tenderId, supplierId });
      rows.put(ReceiptRow, {
        quoteId,
        tenderId,
        supplierId,
        sealHash,
        receivedAt: event.recordedAt,
        position: String(event.position),
        status: 'sealed',
      });
    },
    QuoteWithdrawn: (rows, { quoteId }) => rows.patch(ReceiptRow, quoteId, { status: 'withdrawn' }),
    TenderDeclined: (rows, { tenderId, supplierId }) =>
      rows.put(DeclinedRow, { tenderId, supplierId }),
    SubmissionsClosed: (rows, { tenderId }) =>
      rows.patch(SubmissionsRow, tenderId, { status: 'closed' }),
    SubmissionsStopped: (rows, { tenderId }) =>
      rows.patch(SubmissionsRow, tenderId, { status: 'stopped' }),
    QuotesOpened: (rows, { tenderId, seals }) =>
      rows.patch(SubmissionsRow, tenderId, { opened: seals.length }),
    QuoteRevealed: (rows, { tenderId, quoteId, supplierId, supplierName, lines, ...more }) => {
      rows.patch(ReceiptRow, quoteId, { status: 'opened' });
      rows.change(SubmissionsRow, tenderId, (before) => {
        if (!before) throw new Error(`Quotes of ${tenderId} were revealed, but never taken.`);
        const quote = { quoteId, supplierId, supplierName, lines, ...termsOf(more) };
        return { ...before, revealed: [...before.revealed, quote] };
      });
    },
  },
};

@QueryHandler(FindOwnSubmission)
export class FindOwnSubmissionHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ tenderId, supplierId, meta }: FindOwnSubmission): Promise<OwnSubmission> {
    const row = await this.db.manager.findOneBy(SubmissionsRow, { tenderId });
    if (!row) notFound();
    const { consortiumId, closesAt, status } = row;
    const isOwn = meta.actor.grants.some(
      (grant) => grant.role === 'supplier' && holdsIn(grant, { consortiumId, supplierId }),
    );
    if (!isOwn) notFound();
    const where = { tenderId, supplierId };
    const receipts = await this.db.manager.findBy(ReceiptRow, where);
    const declined = await this.db.manager.existsBy(DeclinedRow, where);
    return {
      ...where,
      closesAt,
      status,
      declined,
      receipts: receipts
        .toSorted((a, b) => (BigInt(a.position) < BigInt(b.position) ? -1 : 1))
        .map(({ quoteId, sealHash, receivedAt, position, status: its }) => ({
          quoteId,
          sealHash,
          receivedAt,
          position,
          status: its,
        })),
    };
  }
}

@QueryHandler(FindOpenedQuotes)
export class FindOpenedQuotesHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ tenderId, meta: { actor } }: FindOpenedQuotes): Promise<RevealedQuote[] | null> {
    const row = await this.db.manager.findOneBy(SubmissionsRow, { tenderId });
    const roles = ['lead', 'award-approver', 'finance', 'auditor'] as const;
    const isService = actor.kind === 'service';
    if (!isService && !(row && hasRole(actor, row.consortiumId, ...roles))) notFound();
    // All or nothing: a batch of the reader may end among the revealed ones.
    if (!row || row.opened !== row.revealed.length) return null;
    return [...row.revealed];
  }
}
