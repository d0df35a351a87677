import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Buses, EventSourcing, EventSourcingModule } from '#libs/event-sourcing';
import { createPostgresEventStore, type EventStore } from '#libs/event-store';
import { newKey } from '#libs/sealing';
import { CONFIGURATION } from '#libs/storage';
import type { Actor, Body, Command, Grant, MessageClass, Query } from '#messages/messages';
import { FindOwnSubmission, OpenQuotes, RegisterSupplier, SealQuote } from '#messages/quotes';
import {
  ApproveAward,
  FindAward,
  FindContracts,
  FindFeedback,
  FindTender,
  PublishTender,
  RecommendAward,
  SignContract,
} from '#messages/tenders';
import { freshDatabase, type FreshDatabase } from '#testing';
import { QuotesModule } from '../../apps/quotes/src/quotes.module.js';
import {
  consortiumId,
  drafted,
  governors,
  paper,
  paperQuotes,
  suppliers,
  tenderId,
  trust,
} from '../../apps/tenders/src/tender.fixture.js';
import { TendersModule } from '../../apps/tenders/src/tenders.module.js';

const person = (id: string, ...grants: Grant[]): Actor => ({ id, kind: 'person', grants });
const lead = person('ada', { role: 'lead', consortiumId });
const approver = person('ben', { role: 'award-approver', consortiumId });
const sellerOf = (supplierId: string) =>
  person('s', { role: 'supplier', consortiumId, supplierId });
const headOf = (partyId: string) =>
  person('h', { role: 'school-approver', consortiumId, schoolUrn: '990001', partyId });
const system: Actor = { id: 'process:spec', kind: 'service', grants: [] };

let database: FreshDatabase;
let store: EventStore;
let app: INestApplicationContext;

beforeAll(async () => {
  database = await freshDatabase();
  store = await createPostgresEventStore({ url: database.url });
  @Module({
    providers: [{ provide: CONFIGURATION, useValue: { secrets: { sealKey: newKey() } } }],
    exports: [CONFIGURATION],
  })
  class Configured {}
  @Module({
    imports: [
      { module: Configured, global: true },
      TypeOrmModule.forRoot({ type: 'postgres', url: database.url, autoLoadEntities: true }),
      EventSourcingModule.forRoot({ store, secret: 'of the suite' }),
      QuotesModule,
      TendersModule,
    ],
  })
  class Root {}
  app = await NestFactory.createApplicationContext(Root, { logger: ['error'] });
  await app.get(EventSourcing).start();
});

afterAll(async () => {
  await app.close();
  await store.close();
  await database.drop();
});

function ask<C extends Command>(actor: Actor, message: MessageClass<C>, body: Body<C>) {
  const commandId = randomUUID();
  const meta = { commandId, actor, at: new Date().toISOString(), correlationId: commandId };
  return app.get(Buses).command(message, body, meta);
}

async function find<R, Q extends Query<R>>(
  actor: Actor,
  message: MessageClass<Q & Query<R>>,
  body: Body<Q>,
): Promise<R> {
  return app.get(Buses).query(message, body, { actor, after: String(await store.head()) });
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 15_000; Date.now() < end; await pause(50)) {
    if (await holds().catch(() => false)) return;
  }
  throw new Error(`It did not come about: ${what}.`);
}

const own = (supplierId: string) =>
  find(sellerOf(supplierId), FindOwnSubmission, { tenderId, supplierId });
const statusIs = (status: string) => async () =>
  (await find(lead, FindTender, { tenderId })).status === status;

describe('From a published tender to contracts in force', () => {
  it('the quotes of one context become the award of another', async () => {
    await draftClosingIn(3000);
    await ask(approver, PublishTender, { tenderId });
    for (const { supplierName, supplierId, quoteId, lines } of paperQuotes) {
      await ask(lead, RegisterSupplier, { supplierId, consortiumId, name: supplierName });
      await until('quotes are taken', async () => (await own(supplierId)).status === 'open');
      const quote = { tenderId, consortiumId, supplierId, quoteId, lines: [...lines] };
      await ask(sellerOf(supplierId), SealQuote, quote);
    }
    const choices = [{ lotId: paper, quoteId: paperQuotes[2]!.quoteId }];
    const early = ask(lead, RecommendAward, { tenderId, choices });
    await expect(early).rejects.toMatchObject({ code: 'quotes-not-opened' });

    await until('the quotes close', statusIs('closed'));
    await ask(lead, OpenQuotes, { tenderId, consortiumId });
    await ask(approver, OpenQuotes, { tenderId, consortiumId });
    const [lot] = (await find(lead, FindTender, { tenderId })).lots;
    expect(lot!.ranking.map(({ totalPence }) => totalPence)).toEqual([
      992_940, 1_043_640, 1_049_220,
    ]);

    await ask(lead, RecommendAward, { tenderId, choices });
    await ask(approver, ApproveAward, { tenderId });
    const contracts = () => find(lead, FindContracts, { tenderId });
    await until('both contracts are issued', async () => (await contracts()).length === 2);
    for (const { contractId, partyId } of await contracts()) {
      await ask(headOf(partyId), SignContract, { contractId });
    }
    const award = await find(system, FindAward, { tenderId });
    expect(new Set(award!.inForce.map(({ partyId }) => partyId))).toEqual(
      new Set([trust, governors]),
    );
    const { Brackenfold: supplierId } = suppliers;
    expect(await find(sellerOf(supplierId), FindFeedback, { tenderId, supplierId })).toMatchObject([
      { won: false, ownTotalPence: 1_043_640, winnerTotalPence: 992_940, place: 2, of: 3 },
    ]);
  }, 30_000);
});

async function draftClosingIn(ms: number): Promise<void> {
  const closesAt = new Date(Date.now() + ms).toISOString();
  const commandId = randomUUID();
  const meta = { at: new Date().toISOString(), actor: 'ada', correlationId: 'c', commandId };
  const event = { id: randomUUID(), type: drafted.type, data: { ...drafted.data, closesAt }, meta };
  await store.append({ stream: `tender-${tenderId}`, expected: 'no-stream', events: [event] });
}
