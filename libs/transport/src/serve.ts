import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Transport, type MicroserviceOptions } from '@nestjs/microservices';
import { EVENT_STORE, EventSourcing } from '#libs/event-sourcing';
import type { EventStore } from '#libs/event-store';
import type { Messages } from '#messages/messages';
import { Desk, Served } from './desk.js';
import { standingOf, type Standing } from './readiness.js';
import type { Address } from './remote.js';
import { longestRequest } from './wire.js';

@Module({})
class Service {}

/** A context at work in this process. */
export interface Running {
  /** Takes nothing more, finishes what it has, and stops. */
  close(): Promise<void>;
}

/** Where a context listens, and the secret that its callers' tokens are signed with. */
export interface Listening extends Address {
  readonly secret: Uint8Array;
}

const starting: Standing = { reasons: ['It is still starting.'], readers: [] };

/** Closing cuts connections at once; the last answers get this long to leave. */
const flushMs = 50;

/**
 * Runs a context as a process of its own: its messages over TCP, its readers and processes on the
 * log. Settles when it listens and has started. `module` brings its own event store and database.
 */
export async function serve(
  messages: Messages,
  module: Type | DynamicModule,
  { host, port, secret }: Listening,
): Promise<Running> {
  let standing = async (): Promise<Standing> => starting;
  const served = new Served(messages, secret, () => standing());
  const root: DynamicModule = {
    module: Service,
    imports: [module],
    controllers: [Desk],
    providers: [{ provide: Served, useValue: served }],
  };
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(root, {
    transport: Transport.TCP,
    options: { host, port, maxBufferSize: longestRequest },
    logger: ['error', 'warn', 'fatal'],
    abortOnError: false,
  });
  const eventSourcing = app.get(EventSourcing, { strict: false });
  await app.listen();
  await eventSourcing.start();
  const store = app.get<EventStore>(EVENT_STORE, { strict: false });
  standing = () => standingOf(eventSourcing, store);
  return {
    async close() {
      await app.get(Desk).drain();
      await new Promise((settle) => setTimeout(settle, flushMs));
      await app.close();
    },
  };
}
