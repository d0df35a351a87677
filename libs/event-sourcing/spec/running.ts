import { randomUUID } from 'node:crypto';
import { Module, type INestApplicationContext, type Provider } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { createPostgresEventStore, type EventStore } from '#libs/event-store';
import type { Accepted, Actor, Body, Command, MessageClass, Meta } from '#messages/messages';
import type { Upcasters } from '#messages/upcasters';
import {
  Buses,
  commandHandlers,
  EventSourcing,
  EventSourcingModule,
  readModel,
  readSideConnections,
} from '../src/index.js';
import { jar } from './jar.decider.js';
import { jars } from './jar.messages.js';
import { CountJarsHandler, FindJarHandler, JarRow, openJars, PutRow } from './jars.read-model.js';

export const consortiumId = '0b8f7c1e-1b1b-4c39-9a63-0a3c2f6f6f01';

export const lead: Actor = {
  id: 'lead-1',
  kind: 'person',
  grants: [{ role: 'lead', consortiumId }],
};

/** The example context, running on a database. */
export interface Running {
  readonly store: EventStore;
  readonly db: DataSource;
  readonly eventSourcing: EventSourcing;
  readonly buses: Buses;
  ask<C extends Command>(
    message: MessageClass<C>,
    body: Body<C>,
    meta?: Partial<Meta>,
  ): Promise<Accepted>;
  stop(): Promise<void>;
}

export interface How {
  readonly extra?: readonly Provider[];
  readonly dueTimes?: boolean;
  readonly mostWaiting?: number;
  readonly mostStreams?: number;
  /** Puts something between the command handler and the store. */
  readonly wrap?: (store: EventStore) => EventStore;
  readonly upcasters?: Upcasters;
  /** False leaves the readers alone. */
  readonly start?: boolean;
}

export async function run(url: string, how: How = {}): Promise<Running> {
  const store = (how.wrap ?? ((plain) => plain))(await createPostgresEventStore({ url }));
  const app = await NestFactory.createApplicationContext(rootOf(store, url, how), {
    logger: ['error'],
  });
  const eventSourcing = app.get(EventSourcing);
  if (how.start !== false) await eventSourcing.start({ dueTimes: how.dueTimes ?? true });
  return runningOf(app, store, eventSourcing);
}

function rootOf(store: EventStore, url: string, how: How) {
  const { extra = [], mostWaiting, mostStreams, upcasters } = how;
  @Module({
    imports: [CqrsModule, TypeOrmModule.forFeature([JarRow, PutRow])],
    providers: [
      ...commandHandlers(jars.commands, jar),
      readModel(openJars),
      FindJarHandler,
      CountJarsHandler,
      ...extra,
    ],
  })
  class JarsModule {}

  @Module({
    imports: [
      TypeOrmModule.forRoot({
        type: 'postgres',
        url,
        autoLoadEntities: true,
        extra: readSideConnections,
      }),
      EventSourcingModule.forRoot({
        store,
        secret: 'of the example',
        ...(mostWaiting !== undefined && { mostWaiting }),
        ...(mostStreams !== undefined && { mostStreams }),
        ...(upcasters && { upcasters }),
      }),
      JarsModule,
    ],
  })
  class Root {}
  return Root;
}

function runningOf(
  app: INestApplicationContext,
  store: EventStore,
  eventSourcing: EventSourcing,
): Running {
  const buses = app.get(Buses);
  return {
    store,
    db: app.get(DataSource),
    eventSourcing,
    buses,
    ask: (message, body, meta = {}) =>
      buses.command(message, body, {
        commandId: randomUUID(),
        actor: lead,
        at: '2026-06-01T09:00:00.000Z',
        correlationId: 'c',
        ...meta,
      }),
    stop: async () => {
      await app.close();
      await store.close();
    },
  };
}

/** Looks again until it holds; fails after ten seconds. */
export async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (const until = Date.now() + 10_000; Date.now() < until;) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('It did not come about within ten seconds.');
}
