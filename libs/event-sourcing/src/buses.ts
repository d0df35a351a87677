import { Inject, Injectable } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { notFound, Refused } from '#libs/decider';
import type { EventStore } from '#libs/event-store';
import {
  allowedTo,
  type Accepted,
  type Actor,
  type Command,
  type MessageClass,
  type Meta,
  type Query,
  type QueryMeta,
} from '#messages/messages';
import { receive } from '#messages/receive';
import { EVENT_STORE } from './options.js';
import { asUnavailable } from './passing.js';
import { Readers } from './readers.js';

/** Who asks without being signed in. Only what `anyone` may do is theirs. */
export const anonymous: Actor = { id: 'anonymous', kind: 'person', grants: [] };

/**
 * The one way in for the API, the pages, the wire and the processes: makes the message of its
 * class, validates it, and asks on Nest's buses. `Invalid`, `Refused` and `StoreFailed` pass as
 * they are.
 */
@Injectable()
export class Buses {
  /** The last position answered to somebody here. */
  private latest = 0n;

  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Readers) private readonly readers: Readers,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /**
   * Permission is decided with the stream's state, by the shared handler. What another context
   * tells it of must have seen what was answered here before.
   */
  async command<C extends Command>(
    message: MessageClass<C>,
    body: unknown,
    meta: Meta,
  ): Promise<Accepted> {
    const seen = meta.after === undefined ? { ...meta, after: String(this.latest) } : meta;
    const command = Object.assign(receive(message, body), { meta: seen });
    const accepted = await this.commands.execute<C, Accepted>(command).catch(unavailable);
    const position = BigInt(accepted.position);
    if (position > this.latest) this.latest = position;
    return accepted;
  }

  /** The answer has seen the position `meta.after`. Which rows are whose is the handler's to say. */
  async query<Result>(
    message: MessageClass<Query<Result>>,
    body: unknown,
    meta: QueryMeta,
  ): Promise<Result> {
    return this.find(Object.assign(receive(message, body), { meta }));
  }

  /** Asks a query that is made already, its `meta` set. */
  async find<Result>(query: Query<Result>): Promise<Result> {
    const { actor, after } = query.meta;
    refuseUnlessAllowed(actor, query.constructor);
    // A person rather sees an old page than none; a fact that a rule rests on must not be old.
    const strict = actor.kind === 'service';
    if (after) {
      const position = strict ? BigInt(after) : await this.upToHead(BigInt(after));
      await this.readers.reachedFor(query.constructor, position, strict);
    }
    return this.queries.execute<Query<Result>, Result>(query).catch(unavailable);
  }

  /** Nobody waits for what is not recorded. */
  private async upToHead(position: bigint): Promise<bigint> {
    const head = await this.store.head();
    return position > head ? head : position;
  }
}

/** An outage of the read side's database is one that a later try may get past: HTTP 503. */
function unavailable(error: unknown): never {
  throw asUnavailable(error);
}

/** Permission of a query, by kind of actor and role: rows have no scope before they are found. */
export function refuseUnlessAllowed(actor: Actor, message: object): void {
  const who = allowedTo(message);
  if (who.includes('anyone')) return;
  refuseAnonymous(actor);
  if (actor.kind === 'service' && !who.includes('system')) {
    const { name } = message as { name: string };
    throw new Error(`${name} is not allowed to 'system', but the service ${actor.id} asks it.`);
  }
  if (actor.kind === 'service' || who.includes('signed-in')) return;
  if (actor.grants.some(({ role }) => who.includes(role))) return;
  if (actor.grants.length === 0) notFound();
  throw forbidden();
}

/** Whoever is not signed in is told so, rather than that there is nothing here. */
export function refuseAnonymous(actor: Actor): void {
  if (actor.id === anonymous.id) {
    throw new Refused('sign-in-needed', 'Sign in to do this.', 'forbidden');
  }
}

/** HTTP 403: the actor may look, but not do this. */
export function forbidden(): Refused {
  const sentence = 'Your role does not allow this. Ask someone in your consortium whose role does.';
  return new Refused('forbidden', sentence, 'forbidden');
}
