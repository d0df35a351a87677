import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Buses, EventSourcing, EventSourcingModule } from '#libs/event-sourcing';
import { createPostgresEventStore, type EventStore } from '#libs/event-store';
import type {
  Accepted,
  Actor,
  Body,
  Command,
  Event,
  MessageClass,
  Query,
} from '#messages/messages';
import { TendersModule } from './tenders.module.js';

/** The context at work on a database. */
export interface Running {
  /** As if a command had led to these. */
  record(stream: string, ...events: Event[]): Promise<void>;
  ask<C extends Command>(actor: Actor, message: MessageClass<C>, body: Body<C>): Promise<Accepted>;
  /** The answer has seen everything that is recorded. */
  find<R, Q extends Query<R>>(
    actor: Actor,
    message: MessageClass<Q & Query<R>>,
    body: Body<Q>,
  ): Promise<R>;
  /** As a fact that a rule rests on is asked. */
  ofRule<R>(query: Query<R>): Promise<R>;
  stop(): Promise<void>;
}

const at = '2026-06-01T09:00:00.000Z';
const correlationId = 'c';
const facts: Actor = { id: 'facts', kind: 'service', grants: [] };

export async function run(url: string): Promise<Running> {
  const store = await createPostgresEventStore({ url });
  const app = await NestFactory.createApplicationContext(rootOf(store, url), { logger: ['error'] });
  const buses = app.get(Buses);
  await app.get(EventSourcing).start();
  return {
    record: async (stream, ...events) => {
      const meta = { at, actor: 'ada', correlationId, commandId: randomUUID() };
      const made = events.map(({ type, data }) => ({ id: randomUUID(), type, data, meta }));
      await store.append({ stream, expected: 'any', events: made });
    },
    ask: (actor, message, body) =>
      buses.command(message, body, { commandId: randomUUID(), actor, at, correlationId }),
    find: async (actor, message, body) =>
      buses.query(message, body, { actor, after: String(await store.head()) }),
    ofRule: async (query) => {
      const meta = { actor: facts, after: String(await store.head()) };
      return buses.find(Object.assign(query, { meta }));
    },
    stop: async () => {
      await app.close();
      await store.close();
    },
  };
}

function rootOf(store: EventStore, url: string) {
  @Module({
    imports: [
      TypeOrmModule.forRoot({ type: 'postgres', url, autoLoadEntities: true }),
      EventSourcingModule.forRoot({ store, secret: 'of the suite' }),
      TendersModule,
    ],
  })
  class Root {}
  return Root;
}
