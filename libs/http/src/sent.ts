import {
  Inject,
  Injectable,
  createParamDecorator,
  type ArgumentMetadata,
  type ExecutionContext,
  type PipeTransform,
  type Type,
} from '@nestjs/common';
import type { Request } from 'express';
import { notFound } from '#libs/decider';
import { Buses } from '#libs/event-sourcing';
import { Invalid, receive } from '#messages/receive';
import type { Accepted, Actor, Command, MessageClass, Meta, Query } from '#messages/messages';
import { actorFor, actorOf } from './asker.js';
import { correlationIdOf } from './logging.js';
import { schemaOf } from './schema.js';

/** What a controller's method takes: a command, a query, or a body of its own. */
export interface Taken {
  readonly message: MessageClass;
  readonly as: 'command' | 'query' | 'body';
}

const taken = new Map<object, Map<string, Taken>>();

/** The message behind a route, if it has one: its permission and its fields are the route's. */
export function takenBy(controller: object, method: string): Taken | undefined {
  return taken.get(controller)?.get(method);
}

/** Every method that takes a message, under the operation id that OpenAPI gives it. */
export function takenByOperation(): ReadonlyMap<string, Taken> {
  const operations = [...taken].flatMap(([controller, methods]) =>
    [...methods].map(([method, it]) => [`${nameOf(controller)}_${method}`, it] as const),
  );
  return new Map(operations);
}

function nameOf(controller: object): string {
  return (controller as { name: string }).name;
}

const request = (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest();

/** Sends a command made of path and body: the parameter is the answer, 201 with its ETag. */
@Injectable()
class Send implements PipeTransform<Request, Promise<Accepted>> {
  constructor(@Inject(Buses) private readonly buses: Buses) {}

  async transform(request: Request, { data }: ArgumentMetadata): Promise<Accepted> {
    const message = data as unknown as MessageClass<Command>;
    const meta = metaOf(request, actorFor(request, message));
    const accepted = await this.buses.command(message, bodyOf(request), meta);
    request.res?.setHeader('ETag', `"${accepted.revision}"`);
    return accepted;
  }
}

/** Asks a query made of path and query string: the parameter is what was found. */
@Injectable()
class Ask implements PipeTransform<Request, Promise<unknown>> {
  constructor(@Inject(Buses) private readonly buses: Buses) {}

  async transform(request: Request, { data }: ArgumentMetadata): Promise<unknown> {
    const message = data as unknown as MessageClass<Query<unknown>>;
    const { after, ...asked } = request.query;
    const body = readable({ ...asked, ...request.params }, message);
    const meta = { actor: actorFor(request, message), ...(after !== undefined && position(after)) };
    return (await this.buses.query(message, body, meta)) ?? notFound();
  }
}

@Injectable()
class Receive implements PipeTransform<Request, object> {
  transform(request: Request, { data }: ArgumentMetadata): object {
    return receive(data as unknown as MessageClass, bodyOf(request));
  }
}

/**
 * `@Post(':tenderId/publication') publish(@Sent(PublishTender) accepted: Accepted)`: the command
 * made of path parameters and JSON body, with the `Idempotency-Key` that every write needs, has
 * been sent when the method runs; what goes wrong leaves as a problem.
 */
export const Sent = parameter(Send, 'command');

/**
 * `@Get() open(@Found(FindOpenTenders) tenders: OpenTender[])`: the answer to the query made of
 * path parameters and query string. `?after=<position>` waits until that write can be read; nothing found is 404.
 */
export const Found = parameter(Ask, 'query');

/** `@Post() issue(@Received(TokenRequest) wanted: TokenRequest)`: path and body, checked; no bus. */
export const Received = parameter(Receive, 'body');

function parameter(pipe: Type<PipeTransform>, as: Taken['as']) {
  const decorate = createParamDecorator(request);
  return (message: MessageClass): ParameterDecorator =>
    (target, method, index) => {
      const known = taken.get(target.constructor) ?? new Map<string, Taken>();
      taken.set(target.constructor, known.set(String(method), { message, as }));
      decorate(message, pipe)(target, method ?? '', index);
    };
}

/** What travels beside a command from this request: its key, who asks and when. */
export function metaOf(request: Request, actor: Actor = actorOf(request)): Meta {
  const correlationId = correlationIdOf(request);
  return { commandId: idempotencyKey(request), actor, at: new Date().toISOString(), correlationId };
}

const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The client's own id of this write, so that sending it twice does it once. */
export function idempotencyKey({ headers }: Request): string {
  const key = headers['idempotency-key'];
  if (typeof key === 'string' && uuid.test(key)) return key.toLowerCase();
  const message =
    'Send an Idempotency-Key header with a fresh UUID for each write, and the same one on a retry.';
  throw new Invalid([{ path: 'Idempotency-Key', message }]);
}

/** Path parameters and body as one object; what the address says may not be said otherwise. */
export function bodyOf({ body, params }: Request): unknown {
  if (body === undefined) return params;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const said = body as Record<string, unknown>;
  for (const [path, value] of Object.entries(params)) {
    if (path in said && said[path] !== value) {
      const message = `${path} is in the address already and differs there; leave it out of the body.`;
      throw new Invalid([{ path, message }]);
    }
  }
  return { ...said, ...params };
}

/** Numbers and yes or no arrive as text in an address: read as the query's fields want them. */
function readable(asked: Record<string, unknown>, message: MessageClass): object {
  const { properties } = schemaOf(message);
  const entries = Object.entries(asked).map(([key, value]) => {
    const type = properties[key]?.type;
    if (type === 'array' && typeof value === 'string') return [key, [value]];
    if (typeof value !== 'string') return [key, value];
    if ((type === 'integer' || type === 'number') && /^-?\d{1,15}$/.test(value)) {
      return [key, Number(value)];
    }
    if (type === 'boolean' && /^(true|false)$/.test(value)) return [key, value === 'true'];
    return [key, value];
  });
  return Object.fromEntries(entries) as object;
}

function position(after: unknown): { after: string } {
  if (typeof after === 'string' && /^\d{1,19}$/.test(after)) return { after };
  const message = 'after must be the position that a write answered: digits alone.';
  throw new Invalid([{ path: 'after', message }]);
}
