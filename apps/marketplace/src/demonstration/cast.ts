import type { Actor } from '#messages/messages';
import { schools } from './cluster.data.js';

/** Who acts in the rounds, by what they do. */
export class Cast {
  constructor(private readonly person: (email: string) => Actor) {}

  get lead(): Actor {
    return this.person('lead@tarnbury.example');
  }

  get awardApprover(): Actor {
    return this.person('approver@tarnbury.example');
  }

  get finance(): Actor {
    return this.person('finance@tarnbury.example');
  }

  buyerOf(urn: string): Actor {
    return this.person(`buyer-${urn}@tarnbury.example`);
  }

  approverOf(party: string): Actor {
    return this.person(`head-${party}@tarnbury.example`);
  }

  supplier(name: string): Actor {
    return this.person(`sales@${name.toLowerCase()}.example`);
  }
}

export function partyOf(urn: string): string {
  const school = schools.find(([one]) => one === urn);
  if (!school) throw new Error(`The demonstration has no school ${urn}.`);
  return school[2];
}
