import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Buses, EventSourcing, EventSourcingModule } from '#libs/event-sourcing';
import { createPostgresEventStore, type EventStore } from '#libs/event-store';
import { newKey } from '#libs/sealing';
import { CONFIGURATION } from '#libs/storage';
import type { Accepted, Actor, Body, Command, MessageClass, Query } from '#messages/messages';
import { QuotesModule } from './quotes.module.js';

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
