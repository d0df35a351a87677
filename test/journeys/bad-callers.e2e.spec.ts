import { randomUUID } from 'node:crypto';
import { Logger, Module } from '@nestjs/common';
import { ClientProxyFactory, Transport } from '@nestjs/microservices';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { firstValueFrom } from 'rxjs';
import { neighbours } from '#libs/running';
import { StorageModule } from '#libs/storage';
import { serve, type Running } from '#libs/transport';
import { ledger } from '#messages/ledger';
import type { Actor } from '#messages/messages';
import { LedgerModule } from '../../apps/ledger/src/ledger.module.js';
import { consortiumId, fundId, SmallCluster, trust } from './small-cluster.js';
import { expectNoInsides } from './wire.js';

@Module({})
class Service {}

let cluster: SmallCluster;
let running: Running;
let secret: Uint8Array;
let address: { host: string; port: number };

beforeAll(async () => {
  cluster = await SmallCluster.open();
  const { configuration } = cluster.installation;
  const imports = [
    StorageModule.forRoot(configuration),
    ...neighbours(configuration, 'ledger'),
    LedgerModule,
  ];
  secret = configuration.secrets.serviceSecret;
  address = configuration.services.ledger;
  running = await serve(ledger, { module: Service, imports }, { ...address, secret });
  // Every call without a good token is a line of the log: here they are the point.
  Logger.overrideLogger(['error', 'fatal']);
  await cluster.quiet();
}, 60_000);

afterAll(async () => {
  await running.close();
  await cluster.close();
});

interface Token {
  readonly actor?: Actor;
  readonly context?: string;
  readonly signedWith?: Uint8Array;
  /** Seconds since it was signed, and how long it means to live. */
  readonly ago?: number;
  readonly lasts?: number;
}

function tokenOf({ actor, context = 'ledger', signedWith, ago = 0, lasts = 60 }: Token) {
  const issued = Math.floor(Date.now() / 1000) - ago;
  return new SignJWT({ actor: actor ?? cluster.actor('trustHead') })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(context)
    .setIssuedAt(issued)
    .setExpirationTime(issued + lasts)
    .sign(signedWith ?? secret);
}

/** What the service's port answers to a command or a query that comes over TCP. */
async function call(name: string, body: object, token: unknown, meta: object = {}) {
  const client = ClientProxyFactory.create({ transport: Transport.TCP, options: address });
  const id = randomUUID();
  const given = { commandId: id, at: new Date().toISOString(), correlationId: id };
  const sent = { name, body, token, meta: name.startsWith('Find') ? meta : { ...given, ...meta } };
  try {
    return await firstValueFrom(client.send<{ ok: boolean; fault?: object }>('message', sent));
  } finally {
    await client.close();
  }
}

const budget = () => {
  const minuteReference = 'Minute 13';
  return { fundId, consortiumId, partyId: trust, amountPence: 2_000_00, minuteReference };
};

describe('The TCP port of a service', () => {
  const none = new Uint8Array(32);

  it.each<[string, () => Promise<unknown>]>([
    ['no token', async () => undefined],
    ['text for a token', async () => 'let me in'],
    ['an object for a token', async () => ({ actor: cluster.actor('finance') })],
    ['a token that nobody signed', async () => withoutSignature(await tokenOf({}))],
    ['a token signed with another secret', () => tokenOf({ signedWith: none })],
    ['a token whose actor was changed', async () => forged(await tokenOf({}))],
    ['a token for another context', () => tokenOf({ context: 'quotes' })],
    ['a token that is over', () => tokenOf({ ago: 61 })],
    ['a token of yesterday that lives for a year', () => tokenOf({ ago: 86_400, lasts: 3e7 })],
  ])('answers nothing to %s', async (_, token) => {
    const before = await cluster.store.head();
    for (const [name, body] of [
      ['ApproveBudget', budget()],
      ['FindFund', { fundId }],
      ['NoSuchThing', {}],
    ] as const) {
      const answer = await call(name, body, await token());
      expect([name, answer]).toEqual([name, { ok: false, fault: { kind: 'unsigned' } }]);
    }
    expect(await cluster.store.head()).toBe(before);
  });

  it('authorises the person behind a good token, whatever the message says', async () => {
    const before = await cluster.store.head();
    const refused = { ok: false, fault: { kind: 'refused', refusalKind: 'not-found' } };
    for (const who of ['outsider', 'stranger', 'governorsHead'] as const) {
      const token = await tokenOf({ actor: cluster.actor(who) });
      expect(await call('ApproveBudget', budget(), token)).toMatchObject(refused);
    }
    const token = await tokenOf({ actor: cluster.actor('outsider') });
    const meta = { actor: cluster.actor('trustHead') };
    const spoken = await call('ApproveBudget', budget(), token, meta);
    expect(spoken).toMatchObject({ ok: false, fault: { kind: 'invalid' } });
    expectNoInsides(JSON.stringify(spoken));
    expect(await cluster.store.head()).toBe(before);
  });

  it('checks the shape of what comes in as the API does', async () => {
    const before = await cluster.store.head();
    const token = await tokenOf({});
    for (const amountPence of [12.345, -1, '100', null]) {
      const answer = await call('ApproveBudget', { ...budget(), amountPence }, token);
      const faults = [{ path: 'amountPence', message: expect.stringMatching(/whole pence/) }];
      expect(answer).toEqual({ ok: false, fault: { kind: 'invalid', faults } });
    }
    expect(await cluster.store.head()).toBe(before);
  });

  it('takes the same from a good caller', async () => {
    const token = await tokenOf({});
    expect(await call('FindFund', { fundId }, token)).toMatchObject({ ok: true });
    const before = await cluster.store.head();
    expect(await call('ApproveBudget', budget(), token)).toMatchObject({ ok: true });
    const { events } = await cluster.store.readAll({ after: before, limit: 10 });
    expect(events.map(({ type }) => type)).toEqual(['BudgetApproved']);
  });
});

function withoutSignature(token: string): string {
  const [, claims] = token.split('.');
  const header = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
  return `${header}.${claims}.`;
}

function forged(token: string): string {
  const [header, , signature] = token.split('.');
  const now = Math.floor(Date.now() / 1000);
  const claims = { actor: cluster.actor('finance'), aud: 'ledger', iat: now, exp: now + 60 };
  return `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
}
