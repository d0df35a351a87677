import { Inject } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { DataSource, In } from 'typeorm';
import { isMember, notFound } from '#libs/decider';
import { sumPence } from '#libs/money';
import type { Actor } from '#messages/messages';
import {
  FindComputedShares,
  FindShares,
  FindStatement,
  type ComputedShares,
  type OneBuyerLot,
  type Shares,
  type ShareRow,
  type Source,
  type Statement,
} from '#messages/savings';
import { computeShares } from './compute-shares.js';
import { asOneBuyer } from './one-buyer.js';
import { everySchool, OpenedQuoteRow, RoundRow, SourceRow } from './shares.read-model.js';

@QueryHandler(FindComputedShares)
export class FindComputedSharesHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ roundId }: FindComputedShares): Promise<ComputedShares | null> {
    const round = await this.db.manager.findOneBy(RoundRow, { roundId });
    return round && computed(this.db, round);
  }
}

@QueryHandler(FindShares)
export class FindSharesHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ roundId, meta: { actor } }: FindShares): Promise<Shares | null> {
    const round = await visibleRound(this.db, roundId, actor);
    return sharesOf(this.db, round);
  }
}

@QueryHandler(FindStatement)
export class FindStatementHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ roundId, schoolUrn, meta: { actor } }: FindStatement): Promise<Statement> {
    const round = await visibleRound(this.db, roundId, actor);
    const shares = await sharesOf(this.db, round);
    const rows = shares?.rows.filter(({ urn }) => urn === schoolUrn) ?? [];
    if (!shares || rows.length === 0) notFound();
    const sources = await sourcesOf(this.db, round, schoolUrn);
    const { consortiumId, title, status, rule, inputHash } = shares;
    const buyer = await oneBuyer(this.db, round, rows);
    return {
      roundId,
      consortiumId,
      title,
      schoolUrn,
      status,
      rule,
      inputHash,
      rows: rows.map((row) => ({ ...row, sources: sourcesOfRow(row, round, sources) })),
      total: totalOf(rows),
      ...(buyer.length > 0 && { asOneBuyer: buyer }),
    };
  }
}

async function oneBuyer(
  db: DataSource,
  { award, lots }: RoundRow,
  [row]: readonly ShareRow[],
): Promise<OneBuyerLot[]> {
  if (!award || !row) return [];
  const quotes = await db.manager.findBy(OpenedQuoteRow, { tenderId: award.tenderId });
  return asOneBuyer({ lots, quotes, award }, row.partyId);
}

async function visibleRound(db: DataSource, roundId: string, actor: Actor): Promise<RoundRow> {
  const round = await db.manager.findOneBy(RoundRow, { roundId });
  // The members share their figures once there are any; suppliers do not see them.
  if (!round || !isMember(actor, round.consortiumId)) notFound();
  return round;
}

async function sharesOf(db: DataSource, round: RoundRow): Promise<Shares | null> {
  const { title, settled } = round;
  if (settled) return { ...settled, title, status: 'settled' };
  const live = await computed(db, round);
  return live && { ...live, title, status: 'live' };
}

async function computed(db: DataSource, { award, lots }: RoundRow): Promise<ComputedShares | null> {
  if (!award) return null;
  const { tenderId } = award;
  const quotes = await db.manager.findBy(OpenedQuoteRow, { tenderId });
  return computeShares({ lots, quotes, award });
}

function sourcesOf(db: DataSource, round: RoundRow, schoolUrn: string): Promise<SourceRow[]> {
  const about = In([round.roundId, ...(round.award ? [round.award.tenderId] : [])]);
  return db.manager.find(SourceRow, {
    where: { about, schoolUrn: In([everySchool, schoolUrn]) },
    order: { stream: 'ASC', revision: 'ASC' },
  });
}

/** Of a lot count the quotes that were compared for it, and its own supplier's papers. */
function sourcesOfRow(row: ShareRow, round: RoundRow, sources: readonly SourceRow[]): Source[] {
  const lot = round.award?.lots.find(({ lotId }) => lotId === row.lotId);
  const compared = new Set(lot?.ranking.map(({ quoteId }) => quoteId));
  return sources
    .filter(({ quoteId, supplierId }) =>
      quoteId !== null
        ? compared.has(quoteId)
        : supplierId === null || supplierId === lot?.supplierId,
    )
    .map(({ label, stream, revision }) => ({ label, stream, revision }));
}

function totalOf(rows: readonly ShareRow[]): Statement['total'] {
  const sum = (of: (row: ShareRow) => number) => sumPence(rows.map(of));
  return {
    paysPence: sum((row) => row.paysPence),
    baselinePence: sum((row) => row.baselinePence),
    savingPence: sum((row) => row.savingPence),
    competitionPence: sum((row) => row.competitionPence),
    aggregationPence: sum((row) => row.aggregationPence),
  };
}
