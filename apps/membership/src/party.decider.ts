import { refuse, type Decider } from '#libs/decider';
import { find } from '#messages/messages';
import {
  FindSchool,
  type partyCommands,
  type PartyEvent,
  type RegisteredSchool,
} from '#messages/membership';

type Party = { readonly registered: boolean };
type Facts = { RegisterParty: Record<string, RegisteredSchool | null> };

/** Who signs, pays and recovers VAT. A school has one contracting party. */
export const party: Decider<Party, typeof partyCommands, PartyEvent, Facts> = {
  stream: ({ partyId }) => `party-${partyId}`,
  scope: () => ({}),
  initialState: { registered: false },

  needs: {
    RegisterParty: ({ schoolUrns }) =>
      Object.fromEntries(schoolUrns.map((urn) => [urn, find(FindSchool, { urn })])),
  },

  decide: {
    RegisterParty: (
      { registered },
      { partyId, name, legalForm, vatRecovery, schoolUrns },
      schools,
    ) => {
      if (registered) refuse('party-registered', `${name} has been registered already.`);
      for (const urn of schoolUrns) {
        const school = schools[urn];
        if (!school)
          refuse('unknown-school', `School ${urn} is not on the register; import it first.`);
        if (school.partyName) {
          refuse(
            'school-has-party',
            `${school.name} (${urn}) belongs to ${school.partyName} already.`,
          );
        }
      }
      if (new Set(schoolUrns).size < schoolUrns.length) {
        refuse('school-twice', 'Name each school once.');
      }
      return [
        { type: 'PartyRegistered', data: { partyId, name, legalForm, vatRecovery, schoolUrns } },
      ];
    },
  },

  evolve: {
    PartyRegistered: () => ({ registered: true }),
  },
};
