import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Buses, EventSourcing, EventSourcingModule } from '#libs/event-sourcing';
import { createPostgresEventStore, type EventStore } from '#libs/event-store';
import type { Actor, Body, Command, Event, Grant, MessageClass, Query } from '#messages/messages';
import { SavingsModule } from './savings.module.js';

/** The context at work on a database, alone: other contexts' events are put into the log. */
export interface Running {
  record(stream: string, ...events: Event[]): Promise<void>;
  ask<C extends Command>(actor: Actor, message: MessageClass<C>, body: Body<C>): Promise<unknown>;
  /** The answer has seen everything that is recorded. */
  find<R, Q extends Query<R>>(
    actor: Actor,
    message: MessageClass<Q & Query<R>>,
    body: Body<Q>,
  ): Promise<R>;
  /** Settles when processes and read models have seen all that is recorded, and what came of it. */
  rest(): Promise<void>;
  /** Fills the read models anew from the log. */
  rebuild(): Promise<void>;
  stop(): Promise<void>;
}

/** The consortium of the specifications. */
export const consortiumId = '20000000-0000-4000-8000-000000000001';

export const system: Actor = { id: 'process:spec', kind: 'service', grants: [] };

/** Someone with one role in the consortium of the specifications. */
export function person(role: Grant['role'], where: Partial<Grant> = {}): Actor {
  return { id: `a ${role}`, kind: 'person', grants: [{ consortiumId, ...where, role }] };
}

export async function run(url: string): Promise<Running> {
  const store = await createPostgresEventStore({ url });
  const app = await NestFactory.createApplicationContext(rootOf(store, url), { logger: ['error'] });
  const buses = app.get(Buses);
  // Rounds of the specifications closed long ago by the clock on the wall.
  await app.get(EventSourcing).start({ dueTimes: false });
  return {
    record: async (stream, ...events) => {
      const [at, commandId] = [new Date().toISOString(), randomUUID()];
      const meta = { at, actor: 'spec', commandId, correlationId: commandId };
      const appended = events.map(({ type, data }) => ({ id: randomUUID(), type, data, meta }));
      await store.append({ stream, expected: 'any', events: appended });
    },
    ask: async (actor, message, body) => {
      const [at, commandId] = [new Date().toISOString(), randomUUID()];
      const meta = { commandId, actor, at, correlationId: commandId };
      return buses.command(message, body, { ...meta, after: String(await store.head()) });
    },
    find: async (actor, message, body) =>
      buses.query(message, body, { actor, after: String(await store.head()) }),
    rest: async () => {
      const eventSourcing = app.get(EventSourcing);
      for (let head = -1n; head < (await store.head());) {
        head = await store.head();
        await eventSourcing.waitFor(head);
      }
    },
    rebuild: async () => {
      const eventSourcing = app.get(EventSourcing);
      for (const name of eventSourcing.readModels()) await eventSourcing.rebuild(name);
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
      SavingsModule,
    ],
  })
  class Root {}
  return Root;
}
