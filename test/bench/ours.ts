import { Module, type INestApplicationContext, type Provider } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type EntityTarget } from 'typeorm';
import { v7 } from 'uuid';
import { Buses, commandHandlers, EventSourcing, EventSourcingModule } from '#libs/event-sourcing';
import { createPostgresEventStore, type EventStore } from '#libs/event-store';
import type { Accepted, Body, Command, MessageClass } from '#messages/messages';
import { account, accountCommands } from './account.js';

/** Our own way with accounts, running on a database: deciders, and whatever is to follow the log. */
export interface Ours {
  readonly store: EventStore;
  readonly db: DataSource;
  readonly eventSourcing: EventSourcing;
  command<C extends Command>(message: MessageClass<C>, body: Body<C>): Promise<Accepted>;
  close(): Promise<void>;
}

const actor = { id: 'process:bench', kind: 'service', grants: [] } as const;

export async function startOurs(
  url: string,
  { entities = [], providers = [] }: { entities?: EntityTarget<object>[]; providers?: Provider[] },
): Promise<Ours> {
  @Module({
    imports: [CqrsModule, TypeOrmModule.forFeature(entities as [])],
    providers: [...commandHandlers(accountCommands, account), ...providers],
  })
  class Accounts {}

  const store = await createPostgresEventStore({ url });
  @Module({
    imports: [
      TypeOrmModule.forRoot({ type: 'postgres', url, autoLoadEntities: true }),
      EventSourcingModule.forRoot({ store, secret: 'of the bench' }),
      Accounts,
    ],
  })
  class Root {}

  const app = await NestFactory.createApplicationContext(Root, { logger: ['error'] });
  return running(app, store);
}

function running(app: INestApplicationContext, store: EventStore): Ours {
  const buses = app.get(Buses);
  return {
    store,
    db: app.get(DataSource),
    eventSourcing: app.get(EventSourcing),
    command: (message, body) => {
      const [commandId, at] = [v7(), new Date().toISOString()];
      return buses.command(message, body, { commandId, actor, at, correlationId: commandId });
    },
    close: async () => {
      await app.close();
      await store.close();
    },
  };
}
