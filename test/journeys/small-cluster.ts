import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';
import { authTables, createPerson, issueToken, startSession } from '#libs/auth';
import { createPostgresEventStore, type EventStore } from '#libs/event-store';
import { ApproveBudget, OpenFund } from '#messages/ledger';
import {
  FindGrants,
  FormConsortium,
  GrantRole,
  InviteMember,
  JoinConsortium,
  RegisterParty,
  RegisterSchool,
} from '#messages/membership';
import type { Accepted, Actor, Body, Command, Grant, MessageClass } from '#messages/messages';
import { RegisterSupplier } from '#messages/quotes';
import { install, type Installation, type Shape, type Wanted } from './installation.js';
import { expectRefusal, Wire, type Answer, type Refusal } from './wire.js';

export const consortiumId = randomUUID();
const otherConsortiumId = randomUUID();
export const fundId = randomUUID();
export const trust = randomUUID();
export const governors = randomUUID();
export const [alder, birch, cedar] = ['990001', '990002', '990003'] as const;
export const [ashdown, beckside] = [randomUUID(), randomUUID()];
/** What the trust allows for its two schools together. */
export const trustBudgetPence = 1_000_00;

const agreementVersion = 'memorandum v1';
const here = { consortiumId };
const buyerOf = (schoolUrn: string, limitPence = 1_000_000_00): Grant => {
  return { role: 'school-buyer', ...here, schoolUrn, limitPence };
};
const headOf = (schoolUrn: string): Grant => ({ role: 'school-approver', ...here, schoolUrn });

/** Everybody, by what the tests call them. */
const people = {
  lead: [{ role: 'lead', ...here }],
  approver: [{ role: 'award-approver', ...here }],
  finance: [{ role: 'finance', ...here }],
  auditor: [{ role: 'auditor', ...here }],
  operator: [{ role: 'operator' }],
  alderBuyer: [buyerOf(alder)],
  birchBuyer: [buyerOf(birch)],
  cedarBuyer: [buyerOf(cedar)],
  trustHead: [headOf(alder), headOf(birch)],
  governorsHead: [headOf(cedar)],
  ashdown: [{ role: 'supplier', ...here, supplierId: ashdown }],
  beckside: [{ role: 'supplier', ...here, supplierId: beckside }],
  /** Leads a consortium, but another one. */
  outsider: [{ role: 'lead', consortiumId: otherConsortiumId }],
  /** Has an account and no role. */
  stranger: [],
} satisfies Record<string, Grant[]>;
export type Who = keyof typeof people;
export const everybody = Object.keys(people) as Who[];

const service: Actor = { id: 'journey', kind: 'service', grants: [] };

/** A consortium of three schools, two contracting parties and two suppliers, ready to buy. */
export class SmallCluster {
  private constructor(
    readonly installation: Installation,
    readonly store: EventStore,
    readonly wire: Wire,
    private readonly cast: Map<Who, Actor>,
    private readonly db: DataSource,
  ) {}

  static async open(
    log?: Logger,
    shape: Shape = 'one process',
    wanted: Wanted = { log },
  ): Promise<SmallCluster> {
    const installation = await install(shape, wanted);
    const { databaseUrl, url } = installation;
    const store = await createPostgresEventStore({ url: databaseUrl });
    const db = await new DataSource({
      type: 'postgres',
      url: databaseUrl,
      entities: authTables,
    }).initialize();
    const cast = new Map<Who, Actor>();
    const tokens = new Map<Who, string>();
    for (const who of everybody) {
      const { id } = await createPerson(
        db,
        { email: `${who}@small.example`, name: who },
        new Date(),
      );
      tokens.set(who, (await issueToken(db, id, new Date())).token);
      cast.set(who, { id, kind: 'person', grants: [] });
    }
    const cluster = new SmallCluster(installation, store, new Wire(url, tokens), cast, db);
    try {
      await cluster.found();
    } catch (failure) {
      await cluster.close();
      throw failure;
    }
    return cluster;
  }

  actor(who: Who): Actor {
    const actor = this.cast.get(who);
    if (!actor) throw new Error(`Nobody is called ${who}.`);
    return actor;
  }

  /** Asks through the buses of the process, at a moment of the test's choice: for what goes well. */
  ask<C extends Command>(
    who: Who | 'system',
    message: MessageClass<C>,
    body: Body<C>,
    at = new Date().toISOString(),
  ): Promise<Accepted> {
    const actor = who === 'system' ? service : this.actor(who);
    const commandId = randomUUID();
    const meta = { commandId, actor, at, correlationId: commandId };
    return this.installation.system.command(message, body, meta);
  }

  /** One role more for somebody. */
  async grant(who: Who, grant: Grant): Promise<void> {
    const actor = this.actor(who);
    await this.ask('system', GrantRole, { personId: actor.id, ...grant });
    this.cast.set(who, { ...actor, grants: [...actor.grants, grant] });
  }

  /** Settles when no process has anything left to record. */
  async quiet(): Promise<void> {
    for (let still = 0, last = -1n; still < 4; await pause(40)) {
      const head = await this.store.head();
      still = head === last ? still + 1 : 0;
      last = head;
    }
  }

  /** The cookie of a fresh session, as after signing in. */
  async cookieOf(who: Who): Promise<string> {
    return `session=${await startSession(this.db, this.actor(who).id, new Date())}`;
  }

  async close(): Promise<void> {
    await this.db.destroy();
    await this.store.close();
    await this.installation.close();
  }

  private async found(): Promise<void> {
    const register = { phase: 'Primary', localAuthority: 'Mereshire' };
    for (const [urn, name] of [
      [alder, 'Alder Primary'],
      [birch, 'Birch Primary'],
      [cedar, 'Cedar Primary'],
    ] as const) {
      await this.ask('system', RegisterSchool, { urn, name, ...register });
    }
    await this.ask('system', RegisterParty, {
      partyId: trust,
      name: 'Two Trees Trust',
      legalForm: 'multi-academy-trust',
      vatRecovery: 'section-33b',
      schoolUrns: [alder, birch],
    });
    await this.ask('system', RegisterParty, {
      partyId: governors,
      name: 'Governors of Cedar Primary',
      legalForm: 'governing-body',
      vatRecovery: 'section-33',
      schoolUrns: [cedar],
    });
    await this.castRoles(['operator']);
    const form = { kind: 'informal-cluster', leadPartyId: trust, agreementVersion } as const;
    await this.ask('operator', FormConsortium, { ...here, ...form, name: 'Small cluster' });
    const other = { consortiumId: otherConsortiumId, ...form, name: 'Another cluster' };
    await this.ask('operator', FormConsortium, other);
    for (const schoolUrn of [alder, birch, cedar]) {
      await this.ask('operator', InviteMember, { ...here, schoolUrn });
    }
    for (const [supplierId, name] of [
      [ashdown, 'Ashdown Supplies'],
      [beckside, 'Beckside Trading'],
    ] as const) {
      await this.ask('operator', RegisterSupplier, { supplierId, ...here, name });
    }
    await this.castRoles(everybody.filter((who) => who !== 'operator'));
    await this.joinAndFund();
  }

  private async castRoles(whom: readonly Who[]): Promise<void> {
    const { system } = this.installation;
    for (const who of whom) {
      const { id } = this.actor(who);
      const granted: Grant[] = people[who];
      let after = '0';
      for (const { partyId: _, ...grant } of granted) {
        ({ position: after } = await this.ask('system', GrantRole, { personId: id, ...grant }));
      }
      const meta = { actor: service, after };
      const grants = await system.query<Grant[]>(FindGrants, { personId: id }, meta);
      this.cast.set(who, { id, kind: 'person', grants });
    }
  }

  private async joinAndFund(): Promise<void> {
    for (const schoolUrn of [alder, birch, cedar]) {
      const head = schoolUrn === cedar ? 'governorsHead' : 'trustHead';
      await this.ask(head, JoinConsortium, { ...here, schoolUrn, agreementVersion });
    }
    const fund = { fundId, ...here, holderPartyId: trust };
    await this.ask('finance', OpenFund, { ...fund, name: 'Small pooled fund' });
    const minuteReference = 'Minute 7';
    for (const [head, partyId] of [
      ['trustHead', trust],
      ['governorsHead', governors],
    ] as const) {
      const amountPence = trustBudgetPence;
      await this.ask(head, ApproveBudget, {
        fundId,
        ...here,
        partyId,
        amountPence,
        minuteReference,
      });
    }
  }
}

/** Expects a refusal that leaves nothing behind: the log ends where it did. */
export async function expectRefused(
  { store }: SmallCluster,
  act: () => Promise<Answer>,
  refusal: Refusal,
): Promise<Answer> {
  const before = await store.head();
  const answer = await act();
  expectRefusal(answer, refusal);
  expect(await store.head()).toBe(before);
  return answer;
}
