import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { takenBy } from '#libs/http';
import { Refused } from '#libs/decider';
import type { Accepted, Command, MessageClass, Meta, Query, QueryMeta } from '#messages/messages';
import { api } from '../../apps/gateway/src/api/api.js';
import type { Ways } from '../../apps/marketplace/src/demonstration/stage.js';

interface Route {
  readonly method: string;
  readonly path: string;
}

/** The address of every message of the API, read off its controllers. */
const routes = new Map<string, Route>(
  api.flatMap((controller) => {
    const base = Reflect.getMetadata(PATH_METADATA, controller) as string;
    const prototype = controller.prototype as unknown as Record<string, object>;
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const taken = takenBy(controller, name);
      const handler = prototype[name];
      if (!taken || !handler) return [];
      const path = Reflect.getMetadata(PATH_METADATA, handler) as string;
      const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod;
      const route = {
        method: RequestMethod[method] ?? 'GET',
        path: `/${base}/${path}`.replace(/\/+$/, ''),
      };
      return [[taken.message.name, route] as const];
    });
  }),
);

const today = new Date().toISOString().slice(0, 10);

/** Over HTTP it is now: what a story dates later was paid today. */
function happened(body: object): object {
  const days = Object.entries(body).filter(
    ([key, day]) => (key === 'paidDay' || key === 'receivedDay') && String(day) > today,
  );
  return { ...body, ...Object.fromEntries(days.map(([key]) => [key, today])) };
}

/** Persons ask over HTTP with their tokens; the system by its own way. */
export class HttpWays implements Ways {
  constructor(
    private readonly url: string,
    private readonly tokens: ReadonlyMap<string, string>,
    private readonly system: Ways,
  ) {}

  async command<C extends Command>(
    message: MessageClass<C>,
    body: unknown,
    meta: Meta,
  ): Promise<Accepted> {
    if (meta.actor.kind === 'service') return this.system.command(message, body, meta);
    const { path, method, rest } = this.addressOf(message.name, happened(body as object));
    const answer = await this.fetch(path, meta.actor.id, {
      method,
      body: JSON.stringify(rest),
      headers: { 'content-type': 'application/json', 'idempotency-key': meta.commandId },
    });
    return (await answer.json()) as Accepted;
  }

  async query<R>(message: MessageClass<Query<R>>, body: unknown, meta: QueryMeta): Promise<R> {
    if (meta.actor.kind === 'service') return this.system.query(message, body, meta);
    const { path, rest } = this.addressOf(message.name, body as object);
    const asked = new URLSearchParams(rest as Record<string, string>);
    if (meta.after) asked.set('after', meta.after);
    const answer = await this.fetch(`${path}?${asked}`, meta.actor.id);
    return (await answer.json()) as R;
  }

  private addressOf(message: string, body: object) {
    const route = routes.get(message);
    if (!route) throw new Error(`The API has no route for ${message}.`);
    const rest: Record<string, unknown> = { ...body };
    const path = route.path.replace(/:(\w+)/g, (_, name: string) => {
      const value = rest[name];
      delete rest[name];
      return encodeURIComponent(String(value));
    });
    return { path, method: route.method, rest };
  }

  private async fetch(path: string, personId: string, init: RequestInit = {}): Promise<Response> {
    const token = this.tokens.get(personId);
    const headers = { ...init.headers, authorization: `Bearer ${token}` };
    const answer = await fetch(`${this.url}${path}`, { ...init, headers });
    if (answer.ok) return answer;
    const { code, detail, status } = (await answer.json()) as Record<string, string>;
    if (Number(status) >= 500) throw new Error(`${path} answered ${status}: ${detail}`);
    throw new Refused(code ?? '', `${path}: ${detail}`);
  }
}
