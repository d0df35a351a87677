import { IsOptional, IsUUID } from 'class-validator';
import { IsText, IsUrn } from './fields.js';
import { AllowedTo, Query, type Grant } from './messages.js';
import type { ConsortiumKind, LegalForm, VatRecovery } from './membership.js';

/** What one person may be and where: asked by the edge for every request. */
@AllowedTo('system')
export class FindGrants extends Query<Grant[]> {
  @IsUUID() readonly personId!: string;
}

export interface SchoolParty {
  readonly schoolUrn: string;
  readonly schoolName: string;
  readonly partyId: string;
  readonly partyName: string;
  readonly vatRecovery: VatRecovery;
}

/** A school on the register, or null. */
@AllowedTo('system')
export class FindSchool extends Query<RegisteredSchool | null> {
  @IsUrn() readonly urn!: string;
}

/** Where a school and a person stand in a consortium: what a rule about demand needs to know. */
export interface Standing {
  readonly joined: boolean;
  readonly partyId: string;
  readonly vatRecovery: VatRecovery;
  /** The person's own limit as this school's buyer, net; null without one. */
  readonly limitPence: number | null;
}

@AllowedTo('system')
export class FindStanding extends Query<Standing | null> {
  @IsUUID() readonly consortiumId!: string;
  @IsUrn() readonly schoolUrn!: string;
  @IsText(100) readonly personId!: string;
}

export interface ConsortiumSummary {
  readonly consortiumId: string;
  readonly name: string;
  readonly kind: ConsortiumKind;
  readonly leadPartyId: string;
  readonly agreementVersion: string;
  readonly members: number;
  readonly demo: boolean;
}

/** The consortia that the asker has to do with; all of them for an operator. */
@AllowedTo('signed-in', 'system')
export class FindConsortia extends Query<ConsortiumSummary[]> {}

export interface Member extends SchoolParty {
  readonly consortiumId: string;
  readonly phase: string;
  readonly status: 'invited' | 'joined';
}

/** The schools of a consortium with their contracting parties, by name. */
@AllowedTo('signed-in', 'system')
export class FindMembers extends Query<Member[]> {
  @IsUUID() readonly consortiumId!: string;
}

export interface PersonGrants {
  readonly personId: string;
  readonly grants: readonly Grant[];
}

/** Everyone who has a role in a consortium. Names are the gateway's to add. */
@AllowedTo('lead', 'operator', 'auditor', 'system')
export class FindPeople extends Query<PersonGrants[]> {
  @IsUUID() readonly consortiumId!: string;
}

export interface RegisteredSchool {
  readonly urn: string;
  readonly name: string;
  readonly phase: string;
  readonly postcode?: string;
  readonly partyId: string | null;
  readonly partyName: string | null;
}

/** The register, by part of a name or a URN; at most 50. */
@AllowedTo('operator', 'lead', 'system')
export class FindSchools extends Query<RegisteredSchool[]> {
  @IsOptional() @IsText(100) readonly search?: string;
}

export interface PartySummary {
  readonly partyId: string;
  readonly name: string;
  readonly legalForm: LegalForm;
  readonly vatRecovery: VatRecovery;
  readonly schoolUrns: readonly string[];
}

/** Contracting parties: all for an operator, else those of the asker's consortia. */
@AllowedTo('signed-in', 'system')
export class FindParties extends Query<PartySummary[]> {}
