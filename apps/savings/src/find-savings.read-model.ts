import { Inject } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { consortiaOf, isMember, notFound } from '#libs/decider';
import type { Actor } from '#messages/messages';
import { FindSavings, type SavingsOverview } from '#messages/savings';
import { amountsOf, savingsLines, type RowOfRound } from './savings-lines.js';
import { awardedRounds } from './share-inputs.read-model.js';
import { PartyRow } from './shares.read-model.js';

@QueryHandler(FindSavings)
export class FindSavingsHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute(query: FindSavings): Promise<SavingsOverview> {
    const { by, yearEnd = 'legal-form', roundId, schoolUrn } = query;
    const rounds = await awardedRounds(this.db, visibleConsortia(query));
    const rows = rounds
      .filter((round) => roundId === undefined || round.roundId === roundId)
      .flatMap(({ rows: all, ...round }) => all.map((row): RowOfRound => ({ round, row })))
      .filter(({ row }) => schoolUrn === undefined || row.urn === schoolUrn);
    const parties = await this.db.manager.find(PartyRow);
    const legalForms = new Map(parties.map(({ partyId, legalForm }) => [partyId, legalForm]));
    return {
      by,
      yearEnd,
      lines: savingsLines(rows, { by, yearEnd, legalForms }),
      total: amountsOf(rows.map(({ row }) => row)),
    };
  }
}

/** Members share their figures; suppliers and operators see none. */
function visibleConsortia({ consortiumId, meta: { actor } }: FindSavings) {
  if (consortiumId === undefined) return memberOf(actor);
  if (!isMember(actor, consortiumId)) notFound();
  return [consortiumId];
}

function memberOf(actor: Actor): readonly string[] | 'all' {
  if (actor.kind === 'service') return 'all';
  return consortiaOf(actor).filter((consortiumId) => isMember(actor, consortiumId));
}
