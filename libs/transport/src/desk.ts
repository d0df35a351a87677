import { Controller, Inject } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { Buses, logger } from '#libs/event-sourcing';
import { StoreFailed } from '#libs/event-store';
import { goingOn, traced } from '#libs/metrics';
import type { Actor, MessageClass, Messages } from '#messages/messages';
import { receive } from '#messages/receive';
import { readCaller } from './caller-token.js';
import type { Standing } from './readiness.js';
import { WireMeta, WireQueryMeta, healthPattern, lay, messagePattern } from './wire.js';
import type { Answer, Sent } from './wire.js';

/** What this process serves, to whom. */
export class Served {
  constructor(
    readonly messages: Messages,
    readonly secret: Uint8Array,
    /** How this process stands. */
    readonly standing: () => Promise<Standing>,
  ) {}
}

/** Where messages from other processes come in. Nest's transport checks nothing by itself. */
@Controller()
export class Desk {
  private readonly working = new Set<Promise<Answer>>();
  private closing = false;

  constructor(
    @Inject(Served) private readonly served: Served,
    @Inject(ModuleRef) private readonly modules: ModuleRef,
  ) {}

  @MessagePattern(messagePattern)
  async take(@Payload() sent: Partial<Sent> | null): Promise<Answer> {
    const work = this.answer(sent ?? {});
    this.working.add(work);
    return work.finally(() => this.working.delete(work));
  }

  @MessagePattern(healthPattern)
  async health(): Promise<Standing> {
    return this.served.standing();
  }

  /** Takes nothing more, and settles when what was taken has been answered. */
  async drain(): Promise<void> {
    this.closing = true;
    await Promise.all(this.working);
  }

  private async answer(sent: Partial<Sent>): Promise<Answer> {
    try {
      return { ok: true, answer: (await this.handle(sent)) ?? null };
    } catch (error) {
      const fault = lay(error);
      const about = { message: sent.name, correlationId: correlationIdIn(sent.meta) };
      if (fault.kind === 'failed') logger.error({ ...about, err: error }, 'A message failed.');
      if (fault.kind === 'unsigned') logger.warn('A call without a good token was refused.');
      return { ok: false, fault };
    }
  }

  private async handle(sent: Partial<Sent>): Promise<unknown> {
    const { messages, secret } = this.served;
    const actor = await readCaller(sent.token, messages.name, secret);
    if (this.closing) throw new StoreFailed('This process is going down.', true);
    const attributes = { 'commonpurse.context': messages.name };
    const work = () =>
      traced(`take ${sent.name}`, 'incoming', attributes, () => this.dispatch(sent, actor));
    return goingOn(sent.trace, work);
  }

  private async dispatch({ name = '', body, meta }: Partial<Sent>, actor: Actor) {
    const { messages } = this.served;
    const buses = this.modules.get(Buses, { strict: false });
    const command = own(messages.commands, name);
    if (command) {
      return buses.command(command, body, { ...receive(WireMeta, meta ?? {}), actor });
    }
    const query = own(messages.queries, name);
    if (query) return buses.query(query, body, { ...receive(WireQueryMeta, meta ?? {}), actor });
    throw new Error(`${messages.name} has no message of the name that came in.`);
  }
}

/** Of a message that nothing else is known of yet. */
function correlationIdIn(meta: unknown): string | undefined {
  const { correlationId } = (meta ?? {}) as { correlationId?: unknown };
  return typeof correlationId === 'string' ? correlationId.slice(0, 100) : undefined;
}

function own<M extends object>(
  messages: Record<string, MessageClass<M>>,
  name: string,
): MessageClass<M> | undefined {
  return Object.hasOwn(messages, name) ? messages[name] : undefined;
}
