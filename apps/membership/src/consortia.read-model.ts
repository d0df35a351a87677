import { Inject } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { Column, DataSource, Entity, In, PrimaryColumn } from 'typeorm';
import { consortiaOf, isMember, notFound, seesEverything } from '#libs/decider';
import type { ReadModel } from '#libs/event-sourcing';
import {
  FindConsortia,
  FindMembers,
  type ConsortiumEvent,
  type ConsortiumKind,
  type ConsortiumSummary,
  type Member,
} from '#messages/membership';
import { PartyRow, SchoolRow } from './register.read-model.js';

@Entity('consortia')
export class ConsortiumRow implements ConsortiumSummary {
  @PrimaryColumn('text') consortiumId!: string;
  @Column('text') name!: string;
  @Column('text') kind!: ConsortiumKind;
  @Column('text') leadPartyId!: string;
  @Column('text') agreementVersion!: string;
  @Column('int') members!: number;
  @Column('boolean') demo!: boolean;
}

@Entity('members')
export class MemberRow {
  @PrimaryColumn('text') consortiumId!: string;
  @PrimaryColumn('text') schoolUrn!: string;
  @Column('text') partyId!: string;
  @Column('text') status!: 'invited' | 'joined';
}

/** Who buys with whom. */
export const consortia: ReadModel<ConsortiumEvent> = {
  name: 'consortia',
  version: 1,
  rows: [ConsortiumRow, MemberRow],
  on: {
    ConsortiumFormed: (rows, data, { meta }) =>
      rows.put(ConsortiumRow, { ...data, members: 0, demo: meta.demo ?? false }),
    MemberInvited: (rows, data) => rows.put(MemberRow, { ...data, status: 'invited' }),
    MemberJoined: (rows, { consortiumId, schoolUrn }) => {
      rows.patch(MemberRow, { consortiumId, schoolUrn }, { status: 'joined' });
      rows.add(ConsortiumRow, consortiumId, { members: 1 });
    },
  },
};

@QueryHandler(FindConsortia)
export class FindConsortiaHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ meta: { actor } }: FindConsortia): Promise<ConsortiumSummary[]> {
    const where = seesEverything(actor) ? {} : { consortiumId: In(consortiaOf(actor)) };
    return this.db.manager.find(ConsortiumRow, { where, order: { name: 'ASC' } });
  }
}

@QueryHandler(FindMembers)
export class FindMembersHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ consortiumId, meta: { actor } }: FindMembers): Promise<Member[]> {
    // Suppliers learn where to deliver from a tender, not from the list of members.
    if (!seesEverything(actor) && !isMember(actor, consortiumId)) notFound();
    const members = await this.db.manager.findBy(MemberRow, { consortiumId });
    const urn = In(members.map(({ schoolUrn }) => schoolUrn));
    const partyId = In(members.map((member) => member.partyId));
    const schools = await this.db.manager.findBy(SchoolRow, { urn });
    const parties = await this.db.manager.findBy(PartyRow, { partyId });
    const schoolOf = new Map(schools.map((school) => [school.urn, school]));
    const partyOf = new Map(parties.map((party) => [party.partyId, party]));
    return members
      .map((member) =>
        memberOf(member, schoolOf.get(member.schoolUrn), partyOf.get(member.partyId)),
      )
      .sort((a, b) => a.schoolName.localeCompare(b.schoolName, 'en'));
  }
}

function memberOf(
  { consortiumId, schoolUrn, partyId, status }: MemberRow,
  school: SchoolRow | undefined,
  party: PartyRow | undefined,
): Member {
  return {
    consortiumId,
    schoolUrn,
    schoolName: school?.name ?? schoolUrn,
    phase: school?.phase ?? '',
    partyId,
    partyName: party?.name ?? '',
    vatRecovery: party?.vatRecovery ?? 'none',
    status,
  };
}
