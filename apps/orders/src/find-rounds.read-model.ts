import { Inject } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { DataSource, In } from 'typeorm';
import { consortiaOf, hasRole, notFound } from '#libs/decider';
import type { Actor } from '#messages/messages';
import {
  FindLockedRound,
  FindRound,
  FindRounds,
  type LockedRound,
  type RoundSummary,
  type RoundView,
} from '#messages/rounds';
import { statusOf, viewOf } from './round-view.js';
import {
  RoundDemandRow,
  RoundMemberRow,
  RoundRow,
  RoundSchoolNameRow,
} from './rounds.read-model.js';
import { maySeeRound } from './visibility.js';

@QueryHandler(FindRounds)
export class FindRoundsHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ meta: { actor } }: FindRounds): Promise<RoundSummary[]> {
    const rows = await this.db.manager.find(RoundRow, {
      where: actor.kind === 'service' ? {} : { consortiumId: In(consortiaOf(actor)) },
      order: { draftedAt: 'DESC', roundId: 'ASC' },
    });
    return rows
      .filter((row) => isVisible(row, actor))
      .map((row) => {
        const { roundId, consortiumId, title, closesAt, lots, demo } = row;
        const status = statusOf(row);
        return { roundId, consortiumId, title, status, closesAt, lots: lots.length, demo };
      });
  }
}

@QueryHandler(FindRound)
export class FindRoundHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ roundId, meta: { actor } }: FindRound): Promise<RoundView> {
    const row = await this.db.manager.findOneBy(RoundRow, { roundId });
    if (!row || !isVisible(row, actor)) notFound();
    const demand = await this.db.manager.find(RoundDemandRow, {
      where: { roundId },
      order: { schoolUrn: 'ASC' },
    });
    const chases = row.status === 'open' && hasRole(actor, row.consortiumId, 'lead');
    const silent = chases ? await this.silent(row.consortiumId, demand) : [];
    return viewOf(row, demand, silent, actor);
  }

  /** Members who have neither asked for anything nor said "not this time", by name. */
  private async silent(consortiumId: string, demand: readonly RoundDemandRow[]) {
    const members = await this.db.manager.findBy(RoundMemberRow, { consortiumId });
    const heard = new Set(demand.map(({ schoolUrn }) => schoolUrn));
    const urns = members.map(({ schoolUrn }) => schoolUrn).filter((urn) => !heard.has(urn));
    const names = await this.db.manager.findBy(RoundSchoolNameRow, { urn: In(urns) });
    const nameOf = new Map(names.map(({ urn, name }) => [urn, name]));
    return urns
      .map((schoolUrn) => ({ schoolUrn, schoolName: nameOf.get(schoolUrn) ?? schoolUrn }))
      .sort((a, b) => a.schoolName.localeCompare(b.schoolName, 'en'));
  }
}

@QueryHandler(FindLockedRound)
export class FindLockedRoundHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ roundId }: FindLockedRound): Promise<LockedRound | null> {
    const row = await this.db.manager.findOneBy(RoundRow, { roundId });
    return row && row.status !== 'cancelled' ? row.locked : null;
  }
}

function isVisible({ consortiumId, status }: RoundRow, actor: Actor): boolean {
  return maySeeRound(actor, { consortiumId, isDraft: status === 'draft' });
}
