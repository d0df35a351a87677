import { Module, type DynamicModule, type OnApplicationShutdown, type Type } from '@nestjs/common';
import { CommandHandler, QueryHandler } from '@nestjs/cqrs';
import { ClientProxyFactory, Transport } from '@nestjs/microservices';
import { firstValueFrom, timeout } from 'rxjs';
import type { Actor, Command, MessageClass, Messages, Query } from '#messages/messages';
import { registerMessages } from '#libs/event-sourcing';
import { carriedTrace, traced } from '#libs/metrics';
import { signCaller } from './caller-token.js';
import type { Standing } from './readiness.js';
import {
  Unavailable,
  healthPattern,
  lift,
  longestAnswer,
  messagePattern,
  type Answer,
} from './wire.js';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** What an asker waits, the second try included. */
const patienceMs = 10_000;
const healthPatienceMs = 2_000;
const pauseMs = 300;

@Module({})
class Remote {}

/**
 * A context that runs in another process, to be imported in its module's stead: its commands and
 * queries go through the same buses and from there over TCP, each with a token that says who asks.
 */
export function remote(messages: Messages, address: Address, secret: Uint8Array): DynamicModule {
  registerMessages(messages);
  const line = new Line(messages.name, address, secret);
  const commands = Object.values(messages.commands).map((message) => {
    const Forward = forwarder(message, line);
    CommandHandler(message)(Forward);
    return Forward;
  });
  const queries = Object.values(messages.queries).map((message) => {
    const Forward = forwarder(message, line);
    QueryHandler(message)(Forward);
    return Forward;
  });
  const lines = { provide: `line to ${messages.name}`, useFactory: () => line };
  return { module: Remote, providers: [lines, ...commands, ...queries], exports: [lines] };
}

function forwarder(message: MessageClass<Command | Query<unknown>>, line: Line): Type {
  return class {
    execute({ meta, ...body }: Command | Query<unknown>): Promise<unknown> {
      const { actor, ...rest } = meta;
      return line.ask(message.name, body, rest, actor);
    }
  };
}

/**
 * One connection to a context. It is made at the first message, and made anew when it broke, or
 * when nothing has come over it for as long as an asker waited: a machine that is gone says nothing.
 */
export class Line implements OnApplicationShutdown {
  private readonly client;
  private heardAt = 0;

  constructor(
    readonly context: string,
    { host, port }: Address,
    private readonly secret: Uint8Array,
  ) {
    const options = { host, port, maxBufferSize: longestAnswer };
    this.client = ClientProxyFactory.create({ transport: Transport.TCP, options });
  }

  /** Asks, and asks once more when the connection broke: a command's id makes that safe. */
  ask(name: string, body: object, meta: object, actor: Actor): Promise<unknown> {
    const attributes = { 'commonpurse.context': this.context };
    return traced(`ask ${name}`, 'outgoing', attributes, () =>
      this.asking(name, body, meta, actor),
    );
  }

  private async asking(name: string, body: object, meta: object, actor: Actor): Promise<unknown> {
    const token = await signCaller(actor, this.context, this.secret);
    const trace = carriedTrace();
    const sent = { name, body, meta, token, ...(trace && { trace }) };
    const askedAt = performance.now();
    const send = () => this.send<Answer>(messagePattern, sent, askedAt + patienceMs);
    const answer = await send()
      .catch(async (error: Error) => {
        if (error.name === 'TimeoutError') throw error;
        await new Promise((settle) => setTimeout(settle, pauseMs));
        return send();
      })
      .catch((cause: Error) => {
        if (cause.name === 'TimeoutError' && this.heardAt < askedAt) void this.client.close();
        throw new Unavailable(this.context, { cause });
      });
    if (answer.ok) return answer.answer;
    throw lift(answer.fault, this.context, name);
  }

  /** How the context stands; not ready when it does not answer. */
  async standing(): Promise<Standing> {
    const silent = { reasons: [`The context ${this.context} does not answer.`], readers: [] };
    const { reasons = [], readers = [] } = await this.send<Partial<Standing>>(
      healthPattern,
      {},
      performance.now() + healthPatienceMs,
    ).catch((): Standing => silent);
    return { reasons, readers };
  }

  onApplicationShutdown(): void {
    void this.client.close();
  }

  private async send<Result>(pattern: string, payload: object, until: number): Promise<Result> {
    const patience = timeout<Result>(Math.max(until - performance.now(), 1));
    const answers = this.client.send<Result>(pattern, payload).pipe(patience);
    const answer = await firstValueFrom(answers);
    this.heardAt = performance.now();
    return answer;
  }
}
