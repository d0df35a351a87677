import {
  createPerson,
  findPersonByEmail,
  hashPassword,
  hasPassword,
  keepPasswordHash,
} from '#libs/auth';
import { FindGrants, GrantRole } from '#messages/membership';
import type { Actor, Grant, Role } from '#messages/messages';
import { parties, schools } from './cluster.data.js';
import { demoId, type Stage } from './stage.js';

export const consortiumId = demoId('consortium');
export const fundId = demoId('fund');
export const partyIdOf = (party: string) => demoId(`party ${party}`);
export const supplierIdOf = (supplier: string) => demoId(`supplier ${supplier}`);

/** Someone of the demonstration; `shown` accounts have the password that is told. */
export interface DemoAccount {
  readonly email: string;
  readonly name: string;
  readonly what: string;
  readonly grants: readonly (Omit<Grant, 'partyId'> & { role: Role })[];
  readonly shown: boolean;
}

const ofCluster = (role: Role, local: string, name: string, what: string): DemoAccount => ({
  email: `${local}@tarnbury.example`,
  name,
  what,
  grants: [{ role, consortiumId }],
  shown: true,
});

/** What a buyer may ask for without an approver; Brinehithe's manager may less than most. */
const limits: Readonly<Record<string, number>> = { '990006': 2_500_00 };
const usualLimit = 25_000_00;
const shownBuyers = ['990001', '990006', '990008', '990016', '990020'];
const shownApprovers = ['brinehithe-trust', 'quillby-federation', 'brightmire-learning-trust'];
const shownSuppliers = ['Quillstone', 'Brackenfold', 'Larkwire', 'Registerlight'];

export const suppliers = [
  'Quillstone',
  'Nethermere',
  'Brackenfold',
  'Platterleaf',
  'Tallowgate',
  'Larkwire',
  'Meadowpulse',
  'Beaconspan',
  'Mowbeck',
  'Turfwick',
  'Scythewell',
  'Chalkbridge',
  'Registerlight',
];

export const operatorAccount: DemoAccount = {
  email: 'operator@tarnbury.example',
  name: 'Olive Operator',
  what: 'operator of the installation',
  grants: [{ role: 'operator' }],
  shown: true,
};

/** One person for each role, a buyer for each school, an approver for each contracting party. */
export const accounts: readonly DemoAccount[] = [
  ofCluster('lead', 'lead', 'Lena Lead', 'consortium lead'),
  ofCluster('award-approver', 'approver', 'Amir Award', 'award approver, and second person'),
  ofCluster('finance', 'finance', 'Fay Finance', 'finance officer of the pooled fund'),
  ofCluster('auditor', 'auditor', 'Ada Auditor', 'auditor: reads everything, writes nothing'),
  ...schools.map(([urn, name]) => ({
    email: `buyer-${urn}@tarnbury.example`,
    name: `Buyer of ${name}`,
    what: `school buyer, ${name}`,
    grants: [
      {
        role: 'school-buyer' as const,
        consortiumId,
        schoolUrn: urn,
        limitPence: limits[urn] ?? usualLimit,
      },
    ],
    shown: shownBuyers.includes(urn),
  })),
  ...parties.map(([party, name]) => ({
    email: `head-${party}@tarnbury.example`,
    name: `Approver of ${name}`,
    what: `school approver, ${name}`,
    grants: schools
      .filter(([, , of]) => of === party)
      .map(([urn]) => ({ role: 'school-approver' as const, consortiumId, schoolUrn: urn })),
    shown: shownApprovers.includes(party),
  })),
  ...suppliers.map((supplier) => ({
    email: `sales@${supplier.toLowerCase()}.example`,
    name: `Sales of ${supplier}`,
    what: `supplier, ${supplier}`,
    grants: [{ role: 'supplier' as const, consortiumId, supplierId: supplierIdOf(supplier) }],
    shown: shownSuppliers.includes(supplier),
  })),
];

/** Everybody's person id by e-mail address; makes those who are not there yet. */
export async function makePeople({ db }: Stage): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (const { email, name } of [...accounts, operatorAccount]) {
    const person =
      (await findPersonByEmail(db, email)) ?? (await createPerson(db, { email, name }, new Date()));
    ids.set(email, person.id);
  }
  return ids;
}

/** Gives the accounts that are told one password. */
export async function givePasswords({ db }: Stage, password: string): Promise<void> {
  const scrypt = await hashPassword(password);
  const shown = [...accounts, operatorAccount].filter((account) => account.shown);
  await Promise.all(
    shown.map(async ({ email }) => {
      const person = await findPersonByEmail(db, email);
      if (!person || (await hasPassword(db, person.id))) return;
      await keepPasswordHash(db, person.id, scrypt, new Date());
    }),
  );
}

/** Grants roles, by the operator who set the consortium up. */
export async function grantRoles(
  stage: Stage,
  accountsToGrant: readonly DemoAccount[],
  ids: ReadonlyMap<string, string>,
  as: Actor,
  at: string,
): Promise<void> {
  for (const { email, grants } of accountsToGrant) {
    const personId = ids.get(email);
    if (!personId) throw new Error(`${email} has no person.`);
    for (const grant of grants) await stage.ask(GrantRole, { personId, ...grant }, { as, at });
  }
}

/** The cast: who acts as whom, with the roles that membership gave them. */
export async function castOf(
  stage: Stage,
  ids: ReadonlyMap<string, string>,
): Promise<(email: string) => Actor> {
  const cast = new Map<string, Actor>();
  for (const [email, personId] of ids) {
    const grants = await stage.find<Grant[], FindGrants>(FindGrants, { personId });
    cast.set(email, { id: personId, kind: 'person', grants });
  }
  return (email) => {
    const actor = cast.get(email);
    if (!actor) throw new Error(`Nobody has the address ${email}.`);
    return actor;
  };
}
