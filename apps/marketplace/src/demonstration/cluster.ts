import { ApproveBudget, OpenFund } from '#messages/ledger';
import {
  FormConsortium,
  InviteMember,
  JoinConsortium,
  RegisterParty,
  RegisterSchool,
} from '#messages/membership';
import type { Actor } from '#messages/messages';
import { RegisterSupplier } from '#messages/quotes';
import { partyOf, type Cast } from './cast.js';
import { parties, schools } from './cluster.data.js';
import { consortiumId, fundId, partyIdOf, suppliers, supplierIdOf } from './people.js';
import * as first from './round-1.data.js';
import * as second from './round-2.data.js';
import * as third from './round-3.data.js';
import type { Stage } from './stage.js';

const agreementVersion = 'memorandum v3';
export const leadParty = 'brightmire-learning-trust';

/** Schools, parties, suppliers and the consortium itself, by the operator. */
export async function formCluster(stage: Stage, operator: Actor, at: string): Promise<void> {
  const as = operator;
  for (const [urn, name, , phase] of schools) {
    const register = { urn, name, phase, localAuthority: 'Mereshire' };
    await stage.ask(RegisterSchool, register, { as, at });
  }
  for (const [party, name, legalForm, vatRecovery] of parties) {
    const schoolUrns = schools.filter(([, , of]) => of === party).map(([urn]) => urn);
    const register = { partyId: partyIdOf(party), name, legalForm, vatRecovery, schoolUrns };
    await stage.ask(RegisterParty, register, { as, at });
  }
  const name = 'Tarnbury Learning Cluster';
  const leadPartyId = partyIdOf(leadParty);
  await stage.ask(
    FormConsortium,
    { consortiumId, name, kind: 'informal-cluster', leadPartyId, agreementVersion },
    { as, at },
  );
  for (const [schoolUrn] of schools) {
    await stage.ask(InviteMember, { consortiumId, schoolUrn }, { as, at });
  }
  for (const supplier of suppliers) {
    const register = { supplierId: supplierIdOf(supplier), consortiumId, name: supplier };
    await stage.ask(RegisterSupplier, register, { as, at });
  }
}

/** Every school accepts the agreement; every party allows the pooled fund what it may need. */
export async function joinAndFund(stage: Stage, cast: Cast, at: string): Promise<void> {
  for (const [schoolUrn] of schools) {
    const as = cast.approverOf(partyOf(schoolUrn));
    await stage.ask(JoinConsortium, { consortiumId, schoolUrn, agreementVersion }, { as, at });
  }
  const holderPartyId = partyIdOf(leadParty);
  const fund = { fundId, consortiumId, name: 'Tarnbury pooled fund', holderPartyId };
  await stage.ask(OpenFund, fund, { as: cast.finance, at });
  for (const [party] of parties) {
    const partyId = partyIdOf(party);
    const amountPence = budgetOf(party);
    const minuteReference = 'Governing body, invented minute 7';
    await stage.ask(
      ApproveBudget,
      { fundId, consortiumId, partyId, amountPence, minuteReference },
      { as: cast.approverOf(party), at },
    );
  }
}

/** Room for all three rounds at their worst, and half as much again, in whole hundreds of pounds. */
function budgetOf(party: string): number {
  const worst = [first, second, third].flatMap(({ items, demand }) =>
    demand
      .filter(([urn]) => partyOf(urn) === party)
      .map(([, item, , , max]) => {
        const lot = items.find((one) => one.item === item);
        return max * (lot?.ceilingPence ?? 0);
      }),
  );
  const hundredPounds = 100_00;
  const most = worst.reduce((sum, pence) => sum + pence, 0) * 1.5 + 4_000_00;
  return Math.ceil(most / hundredPounds) * hundredPounds;
}
