import { setTimeout as pause } from 'node:timers/promises';
import { Inject } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { DataSource, In, MoreThan } from 'typeorm';
import { isMember, notFound } from '#libs/decider';
import { sumPence } from '#libs/money';
import type { Actor } from '#messages/messages';
import {
  FindComputedShares,
  FindShares,
  FindStatement,
  type ChangeCause,
  type ComputedShares,
  type OneBuyerLot,
  type Shares,
  type ShareRow,
  type Source,
  type Statement,
} from '#messages/savings';
import { auditsOf, withAudits } from './audits.js';
import { asOneBuyer, hasSeveralSchools } from './one-buyer.js';
import type { ShareInputs } from './share-inputs.js';
import { inputsOf, rememberedShares, rowsBesideEarlier } from './share-inputs.read-model.js';
import {
  ChangeRow,
  everySchool,
  RestatementRow,
  RoundRow,
  RunningCostRow,
  SourceRow,
  WaitingCostRow,
} from './shares.read-model.js';

/** A page rather says that the audit is under way than that it waits for it. */
const auditPatienceMs = 1_000;

@QueryHandler(FindComputedShares)
export class FindComputedSharesHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ roundId }: FindComputedShares): Promise<ComputedShares | null> {
    const round = await this.db.manager.findOneBy(RoundRow, { roundId });
    if (!round) return null;
    const inputs = await inputsOf(this.db, round);
    if (!inputs) return null;
    const causes = await changesSinceClosed(this.db, round);
    const shares = withAudits(rememberedShares(inputs), await auditsOf(inputs));
    return { ...shares, ...(causes.length > 0 && { causes }) };
  }
}

async function changesSinceClosed(
  db: DataSource,
  { roundId, closedPosition }: RoundRow,
): Promise<ChangeCause[]> {
  if (closedPosition === null) return [];
  const changes = await db.manager.find(ChangeRow, {
    where: { roundId, position: MoreThan(closedPosition) },
    order: { position: 'ASC' },
  });
  return changes.map(({ stream, revision, reason }) => ({ stream, revision, reason }));
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
    const { audits, certificates, auditPending, restatements } = shares;
    const own = new Set(rows.map(({ lotId }) => lotId));
    const notSharedAnew = shares.notSharedAnew?.filter(({ lotId }) => own.has(lotId)) ?? [];
    const buyer = await oneBuyer(this.db, round, shares.rows, rows[0]!.partyId);
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
      ...(audits && { audits }),
      ...(certificates && { certificates }),
      ...(auditPending && { auditPending }),
      ...(notSharedAnew.length > 0 && { notSharedAnew }),
      ...(restatements && { restatements }),
    };
  }
}

/** From the same rows as the page shows, so that both tie; most parties have one school. */
async function oneBuyer(
  db: DataSource,
  round: RoundRow,
  rows: readonly ShareRow[],
  partyId: string,
): Promise<OneBuyerLot[]> {
  if (!hasSeveralSchools(rows, partyId)) return [];
  const inputs = await inputsOf(db, round);
  return inputs ? asOneBuyer(rows, inputs, partyId) : [];
}

async function visibleRound(db: DataSource, roundId: string, actor: Actor): Promise<RoundRow> {
  const round = await db.manager.findOneBy(RoundRow, { roundId });
  // The members share their figures once there are any; suppliers do not see them.
  if (!round || !isMember(actor, round.consortiumId)) notFound();
  return round;
}

async function sharesOf(db: DataSource, round: RoundRow): Promise<Shares | null> {
  const { roundId, title, settled } = round;
  const figures = settled ?? (await liveShares(db, round));
  if (!figures) return null;
  const restatements = await db.manager.find(RestatementRow, {
    where: { roundId },
    order: { revision: 'ASC' },
  });
  const costs = await db.manager.find(RunningCostRow, {
    where: { roundId },
    order: { costId: 'ASC' },
  });
  const waiting = await db.manager.find(WaitingCostRow, {
    where: { roundId },
    order: { costId: 'ASC' },
  });
  const corrected = restatements.length > 0 ? 'restated' : 'settled';
  return {
    ...figures,
    rows: await rowsBesideEarlier(db, round, figures.rows),
    title,
    status: settled ? corrected : 'live',
    ...(restatements.length > 0 && {
      restatements: restatements.map(({ restatement }) => restatement),
    }),
    ...(costs.length > 0 && { runningCosts: costs.map(({ cost }) => cost) }),
    ...(waiting.length > 0 && { waitingCosts: waiting.map(({ cost }) => cost) }),
  };
}

async function liveShares(db: DataSource, round: RoundRow) {
  const inputs = await inputsOf(db, round);
  if (!inputs) return null;
  const shares = rememberedShares(inputs);
  const audited = await auditedSoon(inputs);
  return audited ? withAudits(shares, audited) : { ...shares, auditPending: true };
}

async function auditedSoon(inputs: ShareInputs) {
  const waiting = new AbortController();
  const patience = pause(auditPatienceMs, undefined, { signal: waiting.signal, ref: false });
  const audited = auditsOf(inputs).catch(() => undefined);
  const first = await Promise.race([audited, patience.catch(() => undefined)]);
  waiting.abort();
  return first;
}

function sourcesOf(db: DataSource, round: RoundRow, schoolUrn: string): Promise<SourceRow[]> {
  const about = In([round.roundId, ...(round.award ? [round.award.tenderId] : [])]);
  return db.manager.find(SourceRow, {
    where: { about, schoolUrn: In([everySchool, schoolUrn]) },
    order: { stream: 'ASC', revision: 'ASC' },
  });
}

/** Of a lot count the quotes that were compared for it, and the papers of those who serve it. */
function sourcesOfRow(
  { lotId, urn }: ShareRow,
  { award }: RoundRow,
  sources: readonly SourceRow[],
): Source[] {
  const parts = award?.lots.filter((lot) => lot.lotId === lotId) ?? [];
  const compared = new Set(parts.flatMap(({ ranking }) => ranking.map(({ quoteId }) => quoteId)));
  const serving = new Set(
    parts
      .filter(({ shares }) => shares.some(({ schoolUrn }) => schoolUrn === urn))
      .map(({ supplierId }) => supplierId),
  );
  return sources
    .filter(({ quoteId, supplierId }) =>
      quoteId !== null ? compared.has(quoteId) : supplierId === null || serving.has(supplierId),
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
