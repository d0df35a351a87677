import { Inject } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';
import { hasRole, notFound, seesEverything } from '#libs/decider';
import type { ReadModel } from '#libs/event-sourcing';
import type { Grant } from '#messages/messages';
import {
  FindGrants,
  FindPeople,
  FindStanding,
  type PersonEvent,
  type PersonGrants,
  type Standing,
} from '#messages/membership';
import { MemberRow } from './consortia.read-model.js';
import { PartyRow } from './register.read-model.js';

@Entity('people')
export class PersonRow implements PersonGrants {
  @PrimaryColumn('text') personId!: string;
  @Column('jsonb') grants!: readonly Grant[];
}

/** What everyone may be, and where. */
export const people: ReadModel<PersonEvent> = {
  name: 'people',
  version: 1,
  rows: [PersonRow],
  on: {
    RoleGranted: (rows, { personId, grant }) =>
      rows.change(PersonRow, personId, (before) => ({
        personId,
        grants: [...others(before, grant), grant],
      })),
    RoleRevoked: (rows, { personId, grant }) =>
      rows.change(PersonRow, personId, (before) => ({ personId, grants: others(before, grant) })),
  },
};

function others(person: PersonRow | undefined, grant: Grant): Grant[] {
  const isOther = (held: Grant) =>
    held.role !== grant.role ||
    held.consortiumId !== grant.consortiumId ||
    held.schoolUrn !== grant.schoolUrn ||
    held.supplierId !== grant.supplierId;
  return (person?.grants ?? []).filter(isOther);
}

@QueryHandler(FindGrants)
export class FindGrantsHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ personId }: FindGrants): Promise<Grant[]> {
    const row = await this.db.manager.findOneBy(PersonRow, { personId });
    return row ? [...row.grants] : [];
  }
}

@QueryHandler(FindPeople)
export class FindPeopleHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ consortiumId, meta: { actor } }: FindPeople): Promise<PersonGrants[]> {
    const may = seesEverything(actor) || hasRole(actor, consortiumId, 'lead', 'auditor');
    if (!may) notFound();
    const rows = await this.db.manager
      .createQueryBuilder(PersonRow, 'person')
      .where('person.grants @> :sought::jsonb', { sought: JSON.stringify([{ consortiumId }]) })
      .orderBy('person.personId')
      .getMany();
    const ofThis = (grants: readonly Grant[]) =>
      grants.filter((grant) => grant.consortiumId === consortiumId);
    return rows.map(({ personId, grants }) => ({ personId, grants: ofThis(grants) }));
  }
}

@QueryHandler(FindStanding)
export class FindStandingHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ consortiumId, schoolUrn, personId }: FindStanding): Promise<Standing | null> {
    const member = await this.db.manager.findOneBy(MemberRow, { consortiumId, schoolUrn });
    if (!member) return null;
    const { partyId, status } = member;
    const party = await this.db.manager.findOneBy(PartyRow, { partyId });
    const person = await this.db.manager.findOneBy(PersonRow, { personId });
    const buyer = person?.grants.find(
      (grant) =>
        grant.role === 'school-buyer' &&
        grant.consortiumId === consortiumId &&
        grant.schoolUrn === schoolUrn,
    );
    return {
      joined: status === 'joined',
      partyId,
      vatRecovery: party?.vatRecovery ?? 'none',
      limitPence: buyer?.limitPence ?? null,
    };
  }
}
