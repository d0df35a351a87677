import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ReadModel, Rows } from '#libs/event-sourcing';
import type { StoredEvent } from '#libs/event-store';
import type { OrderEvent } from '#messages/orders';
import type { SubmissionsEvent } from '#messages/quotes';
import type { LockedLot, RoundEvent } from '#messages/rounds';
import type { ComputedShares, SavingsEvent } from '#messages/savings';
import type { TenderEvent } from '#messages/tenders';
import type { AwardData, OpenedQuote } from './compute-shares.js';

/** What the shares of one round follow from, and the official figures once there are any. */
@Entity('rounds')
export class RoundRow {
  @PrimaryColumn('text') roundId!: string;
  @Column('text') consortiumId!: string;
  @Column('text') title!: string;
  @Column('jsonb') lots!: readonly LockedLot[];
  @Column('jsonb', { nullable: true }) award!: AwardData | null;
  @Column('jsonb', { nullable: true }) settled!: ComputedShares | null;
}

@Entity('opened_quotes')
export class OpenedQuoteRow {
  @PrimaryColumn('text') tenderId!: string;
  @PrimaryColumn('text') quoteId!: string;
  @Column('jsonb') lines!: OpenedQuote['lines'];
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

type Followed = RoundEvent | TenderEvent | SubmissionsEvent | OrderEvent | SavingsEvent;

export const everySchool = '';

/** Keeps the inputs of every share, and where each came from. */
export const roundShares: ReadModel<Followed> = {
  name: 'shares',
  version: 2,
  rows: [RoundRow, OpenedQuoteRow, SourceRow],
  on: {
    DemandCommitted: (rows, { roundId, schoolUrn }, event) =>
      cite(rows, event, roundId, 'Demand committed, with its evidence', { schoolUrn }),

    RoundLocked: (rows, { roundId, consortiumId, title, lots }, event) => {
      rows.put(RoundRow, { roundId, consortiumId, title, lots, award: null, settled: null });
      cite(rows, event, roundId, 'Demand of all schools locked');
    },

    QuoteRevealed: (rows, { tenderId, quoteId, supplierId, supplierName, lines }, event) => {
      rows.put(OpenedQuoteRow, { tenderId, quoteId, lines });
      const label = `Quote of ${supplierName} opened`;
      cite(rows, event, tenderId, label, { quoteId, supplierId });
    },

    TenderAwarded: (rows, data, event) => {
      rows.patch(RoundRow, data.roundId, { award: data });
      cite(rows, event, data.roundId, 'Award approved');
    },

    OrderPlaced: (rows, { roundId, supplierId, supplierName }, event) =>
      cite(rows, event, roundId, `Order placed with ${supplierName}`, { supplierId }),

    GoodsReceived: (rows, { orderId, roundId, schoolUrn }, event) => {
      const supplierId = orderId.slice(orderId.indexOf('.') + 1);
      cite(rows, event, roundId, 'Goods received', { schoolUrn, supplierId });
    },

    InvoiceMatched: (rows, { roundId, invoiceNumber, supplierId, schools }, event) => {
      for (const { schoolUrn } of schools) {
        const label = `Invoice ${invoiceNumber} matched`;
        cite(rows, event, roundId, label, { schoolUrn, supplierId });
      }
    },

    SharesSettled: (rows, data, event) => {
      rows.patch(RoundRow, data.roundId, { settled: data });
      cite(rows, event, data.roundId, 'Shares settled');
    },
  },
};

type Narrower = { schoolUrn?: string; quoteId?: string; supplierId?: string };

function cite(
  rows: Rows,
  { stream, revision }: StoredEvent,
  about: string,
  label: string,
  { schoolUrn = everySchool, quoteId, supplierId }: Narrower = {},
): void {
  const narrower = { quoteId: quoteId ?? null, supplierId: supplierId ?? null };
  rows.put(SourceRow, { stream, revision, schoolUrn, about, label, ...narrower });
}
