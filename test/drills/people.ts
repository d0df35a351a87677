import { spawnSync } from 'node:child_process';
import { DataSource } from 'typeorm';
import { v7 as newId } from 'uuid';
import { authTables, createPerson, issueToken } from '#libs/auth';
import { program } from '../../tools/testing.js';
import type { Installed } from './installed.js';

/** One command of a person, as it goes over HTTP. */
export interface Sending {
  /** Idempotency key: the same at every try. */
  readonly key: string;
  readonly token: string;
  readonly path: string;
  readonly body: object;
}

export interface Accepted {
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
}

/** Who acts in a drill: the operator puts schools on the register, the approver allows budgets. */
export interface People {
  readonly operator: string;
  readonly approver: string;
  readonly fundId: string;
  readonly consortiumId: string;
  readonly partyIds: readonly string[];
}

/** One try over HTTP: the answer, or undefined when there was none or the server was not ready. */
export async function send(url: string, sending: Sending): Promise<Accepted | undefined> {
  const answer = await fetch(`${url}/api/v1${sending.path}`, {
    method: 'POST',
    body: JSON.stringify(sending.body),
    headers: {
      authorization: `Bearer ${sending.token}`,
      'content-type': 'application/json',
      'idempotency-key': sending.key,
    },
    signal: AbortSignal.timeout(10_000),
  }).catch(() => undefined);
  const text = await answer?.text().catch(() => undefined);
  if (!answer || text === undefined || answer.status >= 500) return undefined;
  if (answer.ok) return JSON.parse(text) as Accepted;
  throw new Error(`${sending.path} was refused: ${answer.status} ${text}`);
}

const parties = 4;
/** Schools of the load begin after those of the parties. */
export const firstUrn = 100_000;
const agreementVersion = 'memorandum v1';

/** An operator, a finance officer, an approver for each party, and the fund that they share. */
export async function gather(installed: Installed): Promise<People> {
  const [operator, finance, approver] = await makePeople(installed);
  if (!operator || !finance || !approver) throw new Error('Somebody is missing.');
  const add = ['--email', 'operator@drill.example', '--name', 'Operator', '--role', 'operator'];
  const { status, stderr } = spawnSync(process.execPath, [program('user-add'), ...add], {
    env: installed.env,
  });
  if (status !== 0) throw new Error(stderr.toString());

  const ask = async ({ token }: { token: string }, path: string, body: object) => {
    if (!(await send(installed.url, { key: newId(), token, path, body }))) {
      throw new Error(`${path} had no answer.`);
    }
  };
  const consortiumId = newId();
  const fundId = newId();
  const partyIds = Array.from({ length: parties }, () => newId());
  const urnOf = (n: number) => String(firstUrn + n);
  for (const [n, partyId] of partyIds.entries()) {
    const urn = urnOf(n);
    await ask(operator, '/schools', { urn, name: `Invented School ${urn}`, phase: 'primary' });
    const legal = { legalForm: 'governing-body', vatRecovery: 'section-33' };
    const party = { partyId, name: `Invented Party ${n}`, schoolUrns: [urn], ...legal };
    await ask(operator, '/parties', party);
  }
  const named = { consortiumId, name: 'Invented Cluster', kind: 'informal-cluster' };
  await ask(operator, '/consortia', { ...named, leadPartyId: partyIds[0], agreementVersion });
  const grant = (person: { id: string }, role: object) =>
    ask(operator, `/people/${person.id}/grants`, { consortiumId, ...role });
  await grant(finance, { role: 'finance' });
  for (const n of partyIds.keys()) {
    await ask(operator, `/consortia/${consortiumId}/members`, { schoolUrn: urnOf(n) });
    await grant(approver, { role: 'school-approver', schoolUrn: urnOf(n) });
  }
  const fund = { fundId, consortiumId, name: 'Invented fund', holderPartyId: partyIds[0] };
  await ask(finance, '/funds', fund);
  return { operator: operator.token, approver: approver.token, fundId, consortiumId, partyIds };
}

async function makePeople({ databaseUrl }: Installed) {
  const db = new DataSource({ type: 'postgres', url: databaseUrl, entities: authTables });
  await db.initialize();
  try {
    const made: { id: string; token: string }[] = [];
    for (const name of ['operator', 'finance', 'approver']) {
      const { id } = await createPerson(db, { email: `${name}@drill.example`, name }, new Date());
      made.push({ id, token: (await issueToken(db, id, new Date())).token });
    }
    return made;
  } finally {
    await db.destroy();
  }
}
