import { notFound, refuse, type Decider } from '#libs/decider';
import { find } from '#messages/messages';
import {
  FindSchool,
  type consortiumCommands,
  type ConsortiumEvent,
  type RegisteredSchool,
} from '#messages/membership';

type Membership = { readonly partyId: string; readonly joined: boolean };
type Consortium = {
  readonly consortiumId?: string;
  readonly agreementVersion?: string;
  readonly members: Readonly<Record<string, Membership>>;
};
type Facts = { InviteMember: { school: RegisteredSchool | null } };

/** Schools that buy together under one agreement. */
export const consortium: Decider<Consortium, typeof consortiumCommands, ConsortiumEvent, Facts> = {
  stream: ({ consortiumId }) => `consortium-${consortiumId}`,
  scope: ({ consortiumId }, command) => {
    const schoolUrn = 'schoolUrn' in command ? command.schoolUrn : undefined;
    return { ...(consortiumId && { consortiumId }), ...(schoolUrn && { schoolUrn }) };
  },
  initialState: { members: {} },

  needs: {
    InviteMember: ({ schoolUrn }) => ({ school: find(FindSchool, { urn: schoolUrn }) }),
  },

  decide: {
    FormConsortium: (state, { consortiumId, name, kind, leadPartyId, agreementVersion }) => {
      if (state.consortiumId)
        refuse('consortium-exists', 'This consortium has been formed already.');
      return [
        {
          type: 'ConsortiumFormed',
          data: { consortiumId, name, kind, leadPartyId, agreementVersion },
        },
      ];
    },

    InviteMember: ({ consortiumId, members }, { schoolUrn }, { school }) => {
      if (!consortiumId) notFound();
      if (!school) {
        refuse('unknown-school', `School ${schoolUrn} is not on the register; check its URN.`);
      }
      if (!school.partyId) {
        const sentence = `${school.name} has no contracting party yet; ask the operator to register it.`;
        refuse('school-without-party', sentence);
      }
      if (members[schoolUrn]) {
        refuse('school-invited', `${school.name} has been invited already.`);
      }
      return [
        { type: 'MemberInvited', data: { consortiumId, schoolUrn, partyId: school.partyId } },
      ];
    },

    JoinConsortium: (state, { schoolUrn, agreementVersion, meta }) => {
      const { consortiumId, members } = state;
      const member = members[schoolUrn];
      if (!consortiumId || !member) notFound();
      if (member.joined) refuse('school-joined', 'Your school is a member already.');
      if (agreementVersion !== state.agreementVersion) {
        const sentence = `The agreement is now ${state.agreementVersion}; read and accept that one.`;
        refuse('other-agreement', sentence);
      }
      const { partyId } = member;
      const acceptedBy = meta.actor.id;
      return [
        {
          type: 'MemberJoined',
          data: { consortiumId, schoolUrn, partyId, agreementVersion, acceptedBy },
        },
      ];
    },
  },

  evolve: {
    ConsortiumFormed: (_, { consortiumId, agreementVersion }) => ({
      consortiumId,
      agreementVersion,
      members: {},
    }),
    MemberInvited: (state, { schoolUrn, partyId }) => ({
      ...state,
      members: { ...state.members, [schoolUrn]: { partyId, joined: false } },
    }),
    MemberJoined: (state, { schoolUrn, partyId }) => ({
      ...state,
      members: { ...state.members, [schoolUrn]: { partyId, joined: true } },
    }),
  },
};
