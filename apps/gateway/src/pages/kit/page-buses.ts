import { Inject, Injectable } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { Response } from 'express';
import { Buses } from '#libs/event-sourcing';
import { actorFor, correlationIdOf } from '#libs/http';
import type { Accepted, Body, Command, MessageClass, Meta, Query } from '#messages/messages';
import type { Form } from './form.js';

/** Where the visitor's last write lies, so that the next page has seen it. */
const writtenCookie = 'written';
const minute = 60_000;

/** How a page asks and tells: as its visitor, and after what they wrote a moment ago. */
@Injectable()
export class PageBuses {
  constructor(@Inject(Buses) private readonly buses: Buses) {}

  /** The answer to a query, with this visitor's last write in it. */
  async find<Result, Q extends Query<Result>>(
    response: Response,
    message: MessageClass<Q & Query<Result>>,
    body: Body<Q>,
  ): Promise<Result> {
    const meta = { actor: actorFor(response.req, message), ...lastWrite(response) };
    return this.buses.query<Result>(message, body, meta);
  }

  /** Sends the form's command; the same form sent twice is one command. */
  async send<C extends Command>(
    response: Response,
    form: Form,
    message: MessageClass<C>,
    body: Body<C>,
  ): Promise<Accepted> {
    const accepted = await this.buses.command(message, body, this.meta(response, form, message));
    this.wrote(response, accepted);
    return accepted;
  }

  /** What travels beside a form's command: its rules see what this visitor wrote before. */
  meta(response: Response, form: Form, message: object): Meta {
    return {
      commandId: form.commandId,
      actor: actorFor(response.req, message),
      at: new Date().toISOString(),
      correlationId: correlationIdOf(response.req),
      ...lastWrite(response),
    };
  }

  /** Remembers a write that another service of the gateway made for this visitor. */
  wrote(response: Response, { position }: Accepted): void {
    const { secure } = response.req;
    const rules = { httpOnly: true, sameSite: 'lax', secure, path: '/' } as const;
    response.cookie(writtenCookie, position, { ...rules, maxAge: minute });
  }
}

function lastWrite({ req }: Response): { after?: string } {
  const after = parseCookie(req.headers.cookie ?? '')[writtenCookie] ?? '';
  return /^\d{1,18}$/.test(after) ? { after } : {};
}
