import { Inject } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';
import { notFound, oversees } from '#libs/decider';
import type { ReadModel, Rows } from '#libs/event-sourcing';
import type { StoredEvent } from '#libs/event-store';
import { sumPence } from '#libs/money';
import {
  FindLedger,
  FindTrialBalance,
  type FundEvent,
  type JournalEntry,
  type LedgerLine,
  type TrialBalance,
} from '#messages/ledger';
import type { Actor } from '#messages/messages';
import { FundRow } from './fund-rows.read-model.js';

/** One leg of one entry: the whole journal, for ever. */
@Entity('legs')
export class LegRow {
  @PrimaryColumn('text') fundId!: string;
  @PrimaryColumn('int') revision!: number;
  @PrimaryColumn('int') leg!: number;
  @Column('text') stream!: string;
  @Column('text') eventType!: string;
  @Column('text') at!: string;
  @Column('text') recordedAt!: string;
  @Column('text') effectiveDay!: string;
  @Column('text') description!: string;
  @Column('text') account!: string;
  @Column('bigint') debitPence!: number;
  @Column('bigint') creditPence!: number;
  @Column('text', { nullable: true }) partyId!: string | null;
  @Column('text', { nullable: true }) schoolUrn!: string | null;
  @Column('text', { nullable: true }) supplierId!: string | null;
}

export const journal: ReadModel<FundEvent> = {
  name: 'journal',
  version: 1,
  rows: [LegRow],
  on: {
    FundsReserved: (rows, { fundId, entry }, event) => write(rows, fundId, entry, event),
    ReservationReduced: (rows, { fundId, entry }, event) => write(rows, fundId, entry, event),
    CashCalled: (rows, { fundId, entry }, event) => write(rows, fundId, entry, event),
    InvoicePosted: (rows, { fundId, entry }, event) => write(rows, fundId, entry, event),
    ContributionReceived: (rows, { fundId, entry }, event) => write(rows, fundId, entry, event),
    SupplierPaid: (rows, { fundId, entry }, event) => write(rows, fundId, entry, event),
    CreditNotePosted: (rows, { fundId, entry }, event) => write(rows, fundId, entry, event),
    SupplierRefundReceived: (rows, { fundId, entry }, event) => write(rows, fundId, entry, event),
    TransfersPosted: (rows, { fundId, entry }, event) => write(rows, fundId, entry, event),
    MemberRefunded: (rows, { fundId, entry }, event) => write(rows, fundId, entry, event),
  },
};

function write(
  rows: Rows,
  fundId: string,
  entry: JournalEntry | undefined,
  { revision, stream, type, meta, recordedAt }: StoredEvent,
): void {
  if (!entry) return;
  const { description, effectiveDay, legs } = entry;
  legs.forEach((one, leg) =>
    rows.put(LegRow, {
      fundId,
      revision,
      leg,
      stream,
      eventType: type,
      at: meta.at,
      recordedAt,
      effectiveDay,
      description,
      account: one.account,
      debitPence: one.debitPence,
      creditPence: one.creditPence,
      partyId: one.partyId ?? null,
      schoolUrn: one.schoolUrn ?? null,
      supplierId: one.supplierId ?? null,
    }),
  );
}

@QueryHandler(FindLedger)
export class FindLedgerHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ fundId, account, asAt, meta }: FindLedger): Promise<LedgerLine[]> {
    await expectVisible(this.db, fundId, meta.actor);
    const balance = `sum("debitPence" - "creditPence") OVER (
      PARTITION BY account ORDER BY revision, leg ROWS UNBOUNDED PRECEDING)::bigint`;
    const { tablePath } = this.db.getMetadata(LegRow);
    const lines: (LedgerLine & LegRow)[] = await this.db.query(
      `SELECT *, ${balance} AS "balancePence" FROM ${tablePath}
        WHERE "fundId" = $1 AND ($2::text IS NULL OR account = $2)
          AND ($3::text IS NULL OR at <= $3)
        ORDER BY revision, leg`,
      [fundId, account ?? null, asAt ?? null],
    );
    return lines.map(({ fundId: _, leg: __, ...line }) => line);
  }
}

@QueryHandler(FindTrialBalance)
export class FindTrialBalanceHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ fundId, asAt, meta }: FindTrialBalance): Promise<TrialBalance> {
    await expectVisible(this.db, fundId, meta.actor);
    const { tablePath } = this.db.getMetadata(LegRow);
    const sums: { account: string; balance: number }[] = await this.db.query(
      `SELECT account, sum("debitPence" - "creditPence")::bigint AS balance FROM ${tablePath}
        WHERE "fundId" = $1 AND ($2::text IS NULL OR at <= $2)
        GROUP BY account ORDER BY account COLLATE "C"`,
      [fundId, asAt ?? null],
    );
    const lines = sums.map(({ account, balance }) => ({
      account,
      debitPence: Math.max(balance, 0),
      creditPence: Math.max(-balance, 0),
    }));
    return {
      fundId,
      asAt: asAt ?? null,
      lines,
      debitPence: sumPence(lines.map(({ debitPence }) => debitPence)),
      creditPence: sumPence(lines.map(({ creditPence }) => creditPence)),
    };
  }
}

async function expectVisible(db: DataSource, fundId: string, actor: Actor): Promise<void> {
  const fund = await db.manager.findOneBy(FundRow, { fundId });
  if (!fund || !oversees(actor, fund.consortiumId)) notFound();
}
