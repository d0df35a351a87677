import { Inject } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { Column, DataSource, Entity, ILike, In, PrimaryColumn } from 'typeorm';
import { consortiaOf, seesEverything } from '#libs/decider';
import type { ReadModel } from '#libs/event-sourcing';
import {
  FindParties,
  FindSchool,
  FindSchools,
  type LegalForm,
  type PartyEvent,
  type PartySummary,
  type RegisteredSchool,
  type SchoolEvent,
  type VatRecovery,
} from '#messages/membership';
import { MemberRow } from './consortia.read-model.js';

@Entity('schools')
export class SchoolRow {
  @PrimaryColumn('text') urn!: string;
  @Column('text') name!: string;
  @Column('text') phase!: string;
  @Column('text', { nullable: true }) localAuthority!: string | null;
  @Column('text', { nullable: true }) postcode!: string | null;
  @Column('text', { nullable: true }) partyId!: string | null;
  @Column('text', { nullable: true }) partyName!: string | null;
}

@Entity('parties')
export class PartyRow {
  @PrimaryColumn('text') partyId!: string;
  @Column('text') name!: string;
  @Column('text') legalForm!: LegalForm;
  @Column('text') vatRecovery!: VatRecovery;
  @Column('jsonb') schoolUrns!: readonly string[];
}

/** Schools and contracting parties, whoever works with whom. */
export const register: ReadModel<SchoolEvent | PartyEvent> = {
  name: 'register',
  version: 1,
  rows: [SchoolRow, PartyRow],
  on: {
    SchoolRegistered: (rows, { urn, name, phase, localAuthority, postcode }) =>
      rows.put(SchoolRow, {
        urn,
        name,
        phase,
        localAuthority: localAuthority ?? null,
        postcode: postcode ?? null,
        partyId: null,
        partyName: null,
      }),
    PartyRegistered: (rows, { partyId, name, legalForm, vatRecovery, schoolUrns }) => {
      rows.put(PartyRow, { partyId, name, legalForm, vatRecovery, schoolUrns });
      for (const urn of schoolUrns) rows.patch(SchoolRow, urn, { partyId, partyName: name });
    },
  },
};

@QueryHandler(FindSchool)
export class FindSchoolHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ urn }: FindSchool): Promise<RegisteredSchool | null> {
    const row = await this.db.manager.findOneBy(SchoolRow, { urn });
    return row && registered(row);
  }
}

const mostFound = 50;

@QueryHandler(FindSchools)
export class FindSchoolsHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ search }: FindSchools): Promise<RegisteredSchool[]> {
    const text = search?.trim().replace(/[\\%_]/g, '\\$&');
    const where = text ? [{ urn: text }, { name: ILike(`%${text}%`) }] : {};
    const order = { name: 'ASC', urn: 'ASC' } as const;
    const rows = await this.db.manager.find(SchoolRow, { where, order, take: mostFound });
    return rows.map(registered);
  }
}

@QueryHandler(FindParties)
export class FindPartiesHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ meta: { actor } }: FindParties): Promise<PartySummary[]> {
    const order = { name: 'ASC', partyId: 'ASC' } as const;
    if (seesEverything(actor)) return this.db.manager.find(PartyRow, { order });
    const consortiumId = In(consortiaOf(actor));
    const members = await this.db.manager.findBy(MemberRow, { consortiumId });
    const partyId = In(members.map((member) => member.partyId));
    return this.db.manager.find(PartyRow, { where: { partyId }, order });
  }
}

function registered(row: SchoolRow): RegisteredSchool {
  const { urn, name, phase, postcode, partyId, partyName } = row;
  return { urn, name, phase, ...(postcode !== null && { postcode }), partyId, partyName };
}
