import { ArrayMaxSize, ArrayMinSize, IsIn, IsOptional, IsUUID } from 'class-validator';
import { IsPence, IsText, IsUrn } from './fields.js';
import { AllowedTo, Command, roles, type Messages, type Role } from './messages.js';
import {
  FindConsortia,
  FindGrants,
  FindMembers,
  FindParties,
  FindPeople,
  FindSchool,
  FindSchools,
  FindStanding,
} from './membership-queries.js';

export const legalForms = [
  'multi-academy-trust',
  'single-academy-trust',
  'federation',
  'governing-body',
  'local-authority',
  'company',
] as const;
export type LegalForm = (typeof legalForms)[number];

/** How a party gets VAT back: as a council (s. 33), as an academy (s. 33B), or not at all. */
export const vatRecoveries = ['section-33', 'section-33b', 'none'] as const;
export type VatRecovery = (typeof vatRecoveries)[number];

export const consortiumKinds = [
  'informal-cluster',
  'federation',
  'multi-academy-trust',
  'company',
] as const;
export type ConsortiumKind = (typeof consortiumKinds)[number];

export type * from './membership-events.js';
export * from './membership-queries.js';

// Commands

/** Puts a school on the register: from the GIAS file, or by hand. */
@AllowedTo('operator', 'system')
export class RegisterSchool extends Command {
  @IsUrn() readonly urn!: string;
  @IsText(200) readonly name!: string;
  @IsText(100) readonly phase!: string;
  @IsOptional() @IsText(100) readonly localAuthority?: string;
  @IsOptional() @IsText(10) readonly postcode?: string;
}

/** Who signs, pays and recovers VAT for one school or more. */
@AllowedTo('operator', 'system')
export class RegisterParty extends Command {
  @IsUUID() readonly partyId!: string;
  @IsText(200) readonly name!: string;
  @IsIn(legalForms) readonly legalForm!: LegalForm;
  @IsIn(vatRecoveries) readonly vatRecovery!: VatRecovery;
  @ArrayMinSize(1) @ArrayMaxSize(500) @IsUrn({ each: true }) readonly schoolUrns!: string[];
}

@AllowedTo('operator')
export class FormConsortium extends Command {
  @IsUUID() readonly consortiumId!: string;
  @IsText(200) readonly name!: string;
  @IsIn(consortiumKinds) readonly kind!: ConsortiumKind;
  @IsUUID() readonly leadPartyId!: string;
  /** Which terms of working its members accept, e.g. `memorandum v3`. */
  @IsText(100) readonly agreementVersion!: string;
}

@AllowedTo('lead', 'operator')
export class InviteMember extends Command {
  @IsUUID() readonly consortiumId!: string;
  @IsUrn() readonly schoolUrn!: string;
}

/** A school accepts the agreement and is a member from then on. */
@AllowedTo('school-buyer', 'school-approver')
export class JoinConsortium extends Command {
  @IsUUID() readonly consortiumId!: string;
  @IsUrn() readonly schoolUrn!: string;
  @IsText(100) readonly agreementVersion!: string;
}

/** Gives a person a role; a school's role holds for its contracting party too. */
@AllowedTo('lead', 'operator', 'system')
export class GrantRole extends Command {
  @IsUUID() readonly personId!: string;
  @IsIn(roles) readonly role!: Role;
  @IsOptional() @IsUUID() readonly consortiumId?: string;
  @IsOptional() @IsUrn() readonly schoolUrn?: string;
  @IsOptional() @IsUUID() readonly supplierId?: string;
  /** A school buyer's own limit for one request, net; above it an approver decides. */
  @IsOptional() @IsPence() readonly limitPence?: number;
}

@AllowedTo('lead', 'operator', 'system')
export class RevokeRole extends Command {
  @IsUUID() readonly personId!: string;
  @IsIn(roles) readonly role!: Role;
  @IsOptional() @IsUUID() readonly consortiumId?: string;
  @IsOptional() @IsUrn() readonly schoolUrn?: string;
  @IsOptional() @IsUUID() readonly supplierId?: string;
}

export const schoolCommands = { RegisterSchool };
export const partyCommands = { RegisterParty };
export const consortiumCommands = { FormConsortium, InviteMember, JoinConsortium };
export const personCommands = { GrantRole, RevokeRole };

export const membership = {
  name: 'membership',
  commands: { ...schoolCommands, ...partyCommands, ...consortiumCommands, ...personCommands },
  queries: {
    FindGrants,
    FindSchool,
    FindStanding,
    FindConsortia,
    FindMembers,
    FindPeople,
    FindSchools,
    FindParties,
  },
} satisfies Messages;
