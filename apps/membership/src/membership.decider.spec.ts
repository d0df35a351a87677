import { describe, it } from '@jest/globals';
import { specify } from '#specification';
import type { Member, RegisteredSchool } from '#messages/membership';
import type { Actor, Grant } from '#messages/messages';
import { consortium } from './consortium.decider.js';
import { party } from './party.decider.js';
import { person } from './person.decider.js';
import { school } from './school.decider.js';

const consortiumId = '0190a000-0000-7000-8000-000000000001';
const partyId = '0190a000-0000-7000-8000-000000000002';
const personId = '0190a000-0000-7000-8000-000000000003';
const supplierId = '0190a000-0000-7000-8000-000000000004';
const urn = '990008';
const registered: RegisteredSchool = {
  urn,
  name: 'Nether Quillby Primary',
  phase: 'primary',
  partyId,
  partyName: 'Quillby Federation',
};

describe('A school', () => {
  const given = specify(school);
  const data = { urn, name: 'Nether Quillby Primary', phase: 'primary' };

  it('is registered once', () => {
    given().when('RegisterSchool', data).records({ type: 'SchoolRegistered', data });
    given({ type: 'SchoolRegistered', data })
      .when('RegisterSchool', data)
      .refuses('school-registered');
  });
});

describe('A contracting party', () => {
  const given = specify(party);
  const data = {
    partyId,
    name: 'Quillby Federation',
    legalForm: 'federation',
    vatRecovery: 'section-33',
    schoolUrns: [urn],
  } as const;
  const body = { ...data, schoolUrns: [urn] };
  const free = { ...registered, partyId: null, partyName: null };

  it('is registered for schools that have none', () => {
    given()
      .when('RegisterParty', body, { facts: { [urn]: free } })
      .records({ type: 'PartyRegistered', data });
  });

  it('cannot take a school that is unknown, named twice or another party’s', () => {
    given()
      .when('RegisterParty', body, { facts: { [urn]: null } })
      .refuses('unknown-school');
    given()
      .when('RegisterParty', { ...body, schoolUrns: [urn, urn] }, { facts: { [urn]: free } })
      .refuses('school-twice');
    given()
      .when('RegisterParty', body, { facts: { [urn]: registered } })
      .refuses('school-has-party');
  });
});

describe('A consortium', () => {
  const given = specify(consortium);
  const formed = {
    type: 'ConsortiumFormed',
    data: {
      consortiumId,
      name: 'Tarnbury Learning Cluster',
      kind: 'informal-cluster',
      leadPartyId: partyId,
      agreementVersion: 'memorandum v3',
    },
  } as const;
  const invited = {
    type: 'MemberInvited',
    data: { consortiumId, schoolUrn: urn, partyId },
  } as const;
  const joining = { consortiumId, schoolUrn: urn, agreementVersion: 'memorandum v3' };

  it('is formed once', () => {
    given().when('FormConsortium', formed.data).records(formed);
    given(formed).when('FormConsortium', formed.data).refuses('consortium-exists');
  });

  it('invites a registered school that has a contracting party', () => {
    const body = { consortiumId, schoolUrn: urn };
    given(formed)
      .when('InviteMember', body, { facts: { school: registered } })
      .records(invited);
    given(formed)
      .when('InviteMember', body, { facts: { school: null } })
      .refuses('unknown-school');
    given(formed)
      .when('InviteMember', body, { facts: { school: { ...registered, partyId: null } } })
      .refuses('school-without-party');
    given(formed, invited)
      .when('InviteMember', body, { facts: { school: registered } })
      .refuses('school-invited');
  });

  it('takes in an invited school that accepts the present agreement, once', () => {
    const joined = {
      type: 'MemberJoined',
      data: { ...joining, partyId, acceptedBy: 'someone' },
    } as const;
    given(formed, invited).when('JoinConsortium', joining).records(joined);
    given(formed, invited, joined).when('JoinConsortium', joining).refuses('school-joined');
    given(formed, invited)
      .when('JoinConsortium', { ...joining, agreementVersion: 'memorandum v2' })
      .refuses('other-agreement');
    given(formed).when('JoinConsortium', joining).refuses('not-found');
  });
});

describe('A person', () => {
  const given = specify(person);
  const member: Member = {
    consortiumId,
    schoolUrn: urn,
    schoolName: registered.name,
    phase: 'primary',
    partyId,
    partyName: 'Quillby Federation',
    vatRecovery: 'section-33',
    status: 'invited',
  };
  const granted = (grant: Grant) => ({ type: 'RoleGranted', data: { personId, grant } }) as const;
  const lead: Grant = { role: 'lead', consortiumId };
  const buyer: Grant = {
    role: 'school-buyer',
    consortiumId,
    schoolUrn: urn,
    partyId,
    limitPence: 2_500_00,
  };

  it('gets a role in a consortium, once', () => {
    given()
      .when('GrantRole', { personId, ...lead }, { facts: {} })
      .records(granted(lead));
    given(granted(lead))
      .when('GrantRole', { personId, ...lead }, { facts: {} })
      .refuses('role-held');
  });

  it('buys for an invited school, with its contracting party and a limit', () => {
    const { partyId: _, ...asked } = buyer;
    given()
      .when('GrantRole', { personId, ...asked }, { facts: { members: [member] } })
      .records(granted(buyer));
    given()
      .when('GrantRole', { personId, ...asked }, { facts: { members: [] } })
      .refuses('not-a-member');
    given()
      .when('GrantRole', { personId, role: 'school-buyer', consortiumId }, { facts: {} })
      .refuses('school-missing');
  });

  it('quotes for a registered supplier only', () => {
    const asked = { personId, role: 'supplier', consortiumId, supplierId } as const;
    given()
      .when('GrantRole', asked, { facts: { suppliers: [] } })
      .refuses('unknown-supplier');
    given()
      .when('GrantRole', asked, {
        facts: { suppliers: [{ supplierId, consortiumId, name: 'Quillstone' }] },
      })
      .records(granted({ role: 'supplier', consortiumId, supplierId }));
  });

  it('who audits has no other role in that consortium', () => {
    const auditor: Grant = { role: 'auditor', consortiumId };
    given(granted(lead))
      .when('GrantRole', { personId, ...auditor }, { facts: {} })
      .refuses('auditor-writes-nothing');
    given(granted(auditor))
      .when('GrantRole', { personId, ...lead }, { facts: {} })
      .refuses('auditor-writes-nothing');
  });

  it('who sells to a consortium has no role among its members', () => {
    const sales: Grant = { role: 'supplier', consortiumId, supplierId };
    const suppliers = [{ supplierId, consortiumId, name: 'Quillstone' }];
    const asked = { personId, role: 'supplier', consortiumId, supplierId } as const;
    given(granted(lead))
      .when('GrantRole', asked, { facts: { suppliers } })
      .refuses('supplier-apart');
    given(granted(sales))
      .when('GrantRole', { personId, ...lead }, { facts: {} })
      .refuses('supplier-apart');
  });

  it('is never given a role by themselves', () => {
    const actor: Actor = { id: personId, kind: 'person', grants: [lead] };
    given(granted(lead))
      .when('GrantRole', { personId, role: 'award-approver', consortiumId }, { actor, facts: {} })
      .refuses('own-role');
  });

  it('loses a role that was held', () => {
    given(granted(lead))
      .when('RevokeRole', { personId, ...lead })
      .records({ type: 'RoleRevoked', data: { personId, grant: lead } });
    given()
      .when('RevokeRole', { personId, ...lead })
      .refuses('role-not-held');
  });
});
