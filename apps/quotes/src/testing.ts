import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Buses, EventSourcing, EventSourcingModule } from '#libs/event-sourcing';
import { createPostgresEventStore, type EventStore } from '#libs/event-store';
import { newKey } from '#libs/sealing';
import { CONFIGURATION } from '#libs/storage';
import type {
  Accepted,
  Actor,
  Body,
  Command,
  Grant,
  MessageClass,
  Query,
} from '#messages/messages';
import {
  FindOpenedQuotes,
  FindOwnSubmission,
  OpenQuotes,
  OpenSubmissions,
  RegisterSupplier,
  SealQuote,
} from '#messages/quotes';
import { QuotesModule } from './quotes.module.js';
import { paper, priced } from './submissions.fixture.js';

export const consortiumId = randomUUID();
export const suppliers = {
  quillstone: randomUUID(),
  nethermere: randomUUID(),
  tallowgate: randomUUID(),
};

export const person = (id: string, ...grants: Grant[]): Actor => ({ id, kind: 'person', grants });
export const system: Actor = { id: 'process:spec', kind: 'service', grants: [] };
export const lead = person('ada', { role: 'lead', consortiumId });
export const approver = person('ben', { role: 'award-approver', consortiumId });
export const sellerOf = (supplierId: string) =>
  person(`seller of ${supplierId}`, { role: 'supplier', consortiumId, supplierId });

export async function registerSuppliers(app: Running): Promise<void> {
  for (const [name, supplierId] of Object.entries(suppliers)) {
    await app.ask(lead, RegisterSupplier, { supplierId, consortiumId, name });
  }
}

/** The context at work on a database. */
export interface Running {
  readonly store: EventStore;
  readonly db: DataSource;
  readonly eventSourcing: EventSourcing;
  /** Asks as this actor, now unless said otherwise. */
  ask<C extends Command>(
    actor: Actor,
    message: MessageClass<C>,
    body: Body<C>,
    how?: { readonly at?: string; readonly commandId?: string },
  ): Promise<Accepted>;
  /** The answer has seen everything that is recorded. */
  find<R, Q extends Query<R>>(
    actor: Actor,
    message: MessageClass<Q & Query<R>>,
    body: Body<Q>,
  ): Promise<R>;
  stop(): Promise<void>;
}

export async function run(url: string): Promise<Running> {
  const store = await createPostgresEventStore({ url });
  const app = await NestFactory.createApplicationContext(rootOf(store, url), { logger: ['error'] });
  const buses = app.get(Buses);
  const eventSourcing = app.get(EventSourcing);
  await eventSourcing.start();
  return {
    store,
    db: app.get(DataSource),
    eventSourcing,
    ask: (actor, message, body, { at = new Date().toISOString(), commandId = randomUUID() } = {}) =>
      buses.command(message, body, { commandId, actor, at, correlationId: commandId }),
    find: async (actor, message, body) =>
      buses.query(message, body, { actor, after: String(await store.head()) }),
    stop: async () => {
      await app.close();
      await store.close();
    },
  };
}

function rootOf(store: EventStore, url: string) {
  @Module({
    providers: [{ provide: CONFIGURATION, useValue: { secrets: { sealKey: newKey() } } }],
    exports: [CONFIGURATION],
  })
  class Configured {}

  @Module({
    imports: [
      { module: Configured, global: true },
      TypeOrmModule.forRoot({ type: 'postgres', url, autoLoadEntities: true }),
      EventSourcingModule.forRoot({ store, secret: 'of the suite' }),
      QuotesModule,
    ],
  })
  class Root {}
  return Root;
}

/** A tender that takes quotes for this long. */
export async function published(app: Running, openMs: number) {
  const tenderId = randomUUID();
  const closesAt = new Date(Date.now() + openMs).toISOString();
  const lots = [{ lotId: paper, item: 'copier-paper', quantity: 804 }];
  await app.ask(system, OpenSubmissions, { tenderId, consortiumId, closesAt, lots });
  const from = (supplierId: string) => ({ tenderId, consortiumId, supplierId });
  return {
    tenderId,
    from,
    closesAt,
    seal: (supplierId: string, pence: number, how: { at?: string; commandId?: string } = {}) =>
      app.ask(
        sellerOf(supplierId),
        SealQuote,
        { ...from(supplierId), quoteId: randomUUID(), lines: [priced(pence)] },
        how,
      ),
    open: (actor: Actor) => app.ask(actor, OpenQuotes, { tenderId, consortiumId }),
    own: (supplierId: string) =>
      app.find(sellerOf(supplierId), FindOwnSubmission, { tenderId, supplierId }),
    opened: (actor: Actor) => app.find(actor, FindOpenedQuotes, { tenderId }),
    closed: () => closed(app, tenderId, closesAt),
  };
}

async function closed(app: Running, tenderId: string, closesAt: string): Promise<void> {
  await pause(Math.max(0, Date.parse(closesAt) - Date.now()));
  for (const until = Date.now() + 10_000; Date.now() < until; await pause(50)) {
    const [last] = await app.store.readStream(`submissions-${tenderId}`, {
      direction: 'backwards',
      limit: 1,
    });
    if (last?.type === 'SubmissionsClosed') return;
  }
  throw new Error('The submissions did not close by themselves.');
}
