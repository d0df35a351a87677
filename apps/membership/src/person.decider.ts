import { refuse, type Decider } from '#libs/decider';
import {
  FindMembers,
  type GrantRole,
  type Member,
  type personCommands,
  type PersonEvent,
  type RevokeRole,
} from '#messages/membership';
import { find, type Grant, type Query } from '#messages/messages';
import { FindSuppliers, type SupplierSummary } from '#messages/quotes';

type Person = { readonly grants: readonly Grant[] };
type Facts = {
  GrantRole: { members?: readonly Member[]; suppliers?: readonly SupplierSummary[] };
};

/** What one person may be, and where. Their name is kept elsewhere, where it can be erased. */
export const person: Decider<Person, typeof personCommands, PersonEvent, Facts> = {
  stream: ({ personId }) => `person-${personId}`,
  scope: (_, { consortiumId }) => (consortiumId ? { consortiumId } : {}),
  initialState: { grants: [] },

  needs: {
    GrantRole: ({ consortiumId, schoolUrn, supplierId }) => ({
      ...(consortiumId &&
        schoolUrn && { members: find(FindMembers, { consortiumId }) as Query<readonly Member[]> }),
      ...(consortiumId &&
        supplierId && {
          suppliers: find(FindSuppliers, { consortiumId }) as Query<readonly SupplierSummary[]>,
        }),
    }),
  },

  decide: {
    GrantRole: ({ grants }, command, facts) => {
      if (command.personId === command.meta.actor.id) {
        refuse('own-role', 'Nobody gives themselves a role: ask another lead, or the operator.');
      }
      const grant = grantOf(command, facts);
      if (grants.some((held) => isSame(held, grant) && held.limitPence === grant.limitPence)) {
        refuse('role-held', 'This person has that role already.');
      }
      refuseMixing(grants, grant);
      return [{ type: 'RoleGranted', data: { personId: command.personId, grant } }];
    },

    RevokeRole: ({ grants }, command) => {
      const grant = grants.find((held) => isSame(held, command));
      if (!grant) refuse('role-not-held', 'This person does not have that role.');
      return [{ type: 'RoleRevoked', data: { personId: command.personId, grant } }];
    },
  },

  evolve: {
    RoleGranted: ({ grants }, { grant }) => ({
      grants: [...grants.filter((held) => !isSame(held, grant)), grant],
    }),
    RoleRevoked: ({ grants }, { grant }) => ({
      grants: grants.filter((held) => !isSame(held, grant)),
    }),
  },
};

/** The role with everything that belongs to it, or a refusal that says what is missing. */
function grantOf(command: GrantRole, { members, suppliers }: Facts['GrantRole']): Grant {
  const { role, consortiumId, schoolUrn, supplierId, limitPence } = command;
  if (role === 'operator') {
    if (consortiumId) refuse('role-of-installation', 'An operator is not of one consortium.');
    return { role };
  }
  if (!consortiumId) refuse('consortium-missing', 'Say in which consortium this role holds.');
  if (role === 'school-buyer' || role === 'school-approver') {
    const member = members?.find((one) => one.schoolUrn === schoolUrn);
    if (!schoolUrn) refuse('school-missing', 'Say for which school this role holds.');
    if (!member)
      refuse('not-a-member', `School ${schoolUrn} has not been invited yet; invite it first.`);
    const limit = role === 'school-buyer' && limitPence !== undefined ? { limitPence } : {};
    return { role, consortiumId, schoolUrn, partyId: member.partyId, ...limit };
  }
  if (role === 'supplier') {
    if (!supplierId) refuse('supplier-missing', 'Say for which supplier this role holds.');
    if (!suppliers?.some((one) => one.supplierId === supplierId)) {
      refuse('unknown-supplier', 'This supplier is not registered with the consortium yet.');
    }
    return { role, consortiumId, supplierId };
  }
  return { role, consortiumId };
}

/** Roles that go with no other one in the same consortium, and why. */
const apart: Partial<Record<Grant['role'], readonly [code: string, sentence: string]>> = {
  auditor: ['auditor-writes-nothing', 'An auditor of a consortium can have no other role in it.'],
  supplier: ['supplier-apart', 'Who sells to a consortium can have no role among its members.'],
};

/** An auditor writes nothing, and nobody stands on both sides of a tender. */
function refuseMixing(held: readonly Grant[], next: Grant): void {
  const other = held.find(
    ({ role, consortiumId }) => consortiumId === next.consortiumId && role !== next.role,
  );
  const why = other && (apart[next.role] ?? apart[other.role]);
  if (why) refuse(...why);
}

function isSame(held: Grant, other: Grant | RevokeRole): boolean {
  return (
    held.role === other.role &&
    held.consortiumId === other.consortiumId &&
    held.schoolUrn === other.schoolUrn &&
    held.supplierId === other.supplierId
  );
}
