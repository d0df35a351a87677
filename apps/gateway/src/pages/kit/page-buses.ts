import { Inject, Injectable } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { Response } from 'express';
import { Buses } from '#libs/event-sourcing';
import { actorFor, correlationIdOf } from '#libs/http';
import type { Accepted, Body, Command, MessageClass, Query } from '#messages/messages';
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
    const { req } = response;
    const after = parseCookie(req.headers.cookie ?? '')[writtenCookie] ?? '';
    const meta = { actor: actorFor(req, message), ...(/^\d{1,18}$/.test(after) && { after }) };
    return this.buses.query<Result>(message, body, meta);
  }

  /** Sends the form's command; the same form sent twice is one command. */
  async send<C extends Command>(
    response: Response,
    form: Form,
    message: MessageClass<C>,
    body: Body<C>,
  ): Promise<Accepted> {
    const { req } = response;
    const accepted = await this.buses.command(message, body, {
      commandId: form.commandId,
      actor: actorFor(req, message),
      at: new Date().toISOString(),
      correlationId: correlationIdOf(req),
    });
    const rules = { httpOnly: true, sameSite: 'lax', secure: req.secure, path: '/' } as const;
    response.cookie(writtenCookie, accepted.position, { ...rules, maxAge: minute });
    return accepted;
  }
}
