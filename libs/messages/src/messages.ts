import { Command as CqrsCommand, Query as CqrsQuery } from '@nestjs/cqrs';

/** What a person may be in a consortium. `operator` is of the whole installation. */
export const roles = [
  'school-buyer',
  'school-approver',
  'lead',
  'award-approver',
  'supplier',
  'finance',
  'auditor',
  'operator',
] as const;
export type Role = (typeof roles)[number];

/** One role of one person, and where it holds. A spending limit goes with a school buyer's role. */
export interface Grant {
  readonly role: Role;
  readonly consortiumId?: string;
  readonly partyId?: string;
  readonly schoolUrn?: string;
  readonly supplierId?: string;
  readonly limitPence?: number;
}

/** Who asks: a person by a random id that says nothing about them, or a named service. */
export interface Actor {
  readonly id: string;
  readonly kind: 'person' | 'service';
  readonly grants: readonly Grant[];
}

/** Whose business a stream is: what a grant is compared with. */
export interface Scope {
  readonly consortiumId?: string;
  readonly partyId?: string;
  readonly schoolUrn?: string;
  readonly supplierId?: string;
  /** Who else of the consortium may know that it exists; every member, unless it says otherwise. */
  readonly knownTo?: 'overseers' | 'members' | 'members-and-suppliers';
}

/** What travels beside a message: never part of its body, set by the edge. */
export interface Meta {
  /** The client's idempotency key, a UUID; scoped by actor. */
  readonly commandId: string;
  readonly actor: Actor;
  /** When it was asked, by the edge's clock: UTC with milliseconds. */
  readonly at: string;
  readonly correlationId: string;
  /** The event that caused it, when a process asks. */
  readonly causationId?: string;
  /** A position (bigint in text) that the facts asked for it must have seen. */
  readonly after?: string;
  /** Marks the invented demonstration, whose clock is scripted. */
  readonly demo?: boolean;
}

/** What a query carries: who asks, and the position that the answer must have seen. */
export interface QueryMeta {
  readonly actor: Actor;
  readonly after?: string;
}

/** The answer to a command: where its last event lies. `position` is a bigint in text. */
export interface Accepted {
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
}

export abstract class Command extends CqrsCommand<Accepted> {
  readonly meta!: Meta;
}

export abstract class Query<Result> extends CqrsQuery<Result> {
  readonly meta!: QueryMeta;
}

export interface Event<Type extends string = string, Data extends object = object> {
  readonly type: Type;
  readonly data: Data;
}

export type MessageClass<M extends object = object> = new () => M;

/** The published language of one context: every message that another may send it. */
export interface Messages {
  readonly name: string;
  readonly commands: Record<string, MessageClass<Command>>;
  readonly queries: Record<string, MessageClass<Query<unknown>>>;
}

/** `system` is a process or a due time; `signed-in` is any person; `anyone` needs no account. */
export type Allowed = Role | 'system' | 'signed-in' | 'anyone';

const allowed = new WeakMap<object, readonly Allowed[]>();

/** The permission beside the message. A message without one is refused to everybody. */
export function AllowedTo(...who: Allowed[]): ClassDecorator {
  return (message) => void allowed.set(message, who);
}

export function allowedTo(message: object): readonly Allowed[] {
  return allowed.get(message) ?? [];
}

/** The fields of a message without what it inherits. */
export type Body<M> = Omit<M, 'meta' | keyof CqrsCommand<unknown>>;

/** What a process wants done. */
export interface Ask<M extends Command = Command> {
  readonly message: MessageClass<M>;
  readonly body: Body<M>;
}

export function ask<M extends Command>(message: MessageClass<M>, body: Body<M>): Ask<M> {
  return { message, body };
}

/** A query ready to be asked. */
export function find<R, Q extends Query<R>>(
  message: MessageClass<Q & Query<R>>,
  body: Body<Q>,
): Query<R> {
  return Object.assign(new message(), body);
}
