import type { Event, Grant } from './messages.js';
import type { ConsortiumKind, LegalForm, VatRecovery } from './membership.js';

export type SchoolEvent = Event<
  'SchoolRegistered',
  { urn: string; name: string; phase: string; localAuthority?: string; postcode?: string }
>;

export type PartyEvent = Event<
  'PartyRegistered',
  {
    partyId: string;
    name: string;
    legalForm: LegalForm;
    vatRecovery: VatRecovery;
    schoolUrns: readonly string[];
  }
>;

export type ConsortiumEvent =
  | Event<
      'ConsortiumFormed',
      {
        consortiumId: string;
        name: string;
        kind: ConsortiumKind;
        leadPartyId: string;
        agreementVersion: string;
      }
    >
  | Event<'MemberInvited', { consortiumId: string; schoolUrn: string; partyId: string }>
  | Event<
      'MemberJoined',
      {
        consortiumId: string;
        schoolUrn: string;
        partyId: string;
        agreementVersion: string;
        acceptedBy: string;
      }
    >;

export type PersonEvent =
  | Event<'RoleGranted', { personId: string; grant: Grant }>
  | Event<'RoleRevoked', { personId: string; grant: Grant }>;

export type MembershipEvent = SchoolEvent | PartyEvent | ConsortiumEvent | PersonEvent;
