import { refuse, type Decider } from '#libs/decider';
import type { schoolCommands, SchoolEvent } from '#messages/membership';

type School = { readonly registered: boolean };

/** A school on the register, by its URN. Demand and deliveries are a school's. */
export const school: Decider<School, typeof schoolCommands, SchoolEvent> = {
  stream: ({ urn }) => `school-${urn}`,
  scope: () => ({}),
  initialState: { registered: false },

  decide: {
    RegisterSchool: ({ registered }, { urn, name, phase, localAuthority, postcode }) => {
      if (registered) refuse('school-registered', `School ${urn} is on the register already.`);
      return [
        {
          type: 'SchoolRegistered',
          data: {
            urn,
            name,
            phase,
            ...(localAuthority !== undefined && { localAuthority }),
            ...(postcode !== undefined && { postcode }),
          },
        },
      ];
    },
  },

  evolve: {
    SchoolRegistered: () => ({ registered: true }),
  },
};
