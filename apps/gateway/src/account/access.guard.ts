import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { allowedTo } from '#messages/messages';
import { Database, findPerson, findTokenOwners, touchSession } from '#libs/auth';
import {
  actorOf,
  formToken,
  publicKey,
  requireFormToken,
  setActor,
  takenBy,
  unauthenticated,
} from '#libs/http';
import { together } from '#libs/together';
import { GatewayOptions } from '../gateway-options.js';
import { nobody, seenBy } from '../pages/kit/visitor.js';
import { sessionIn } from './session-cookie.js';
import { Visitors } from './visitors.js';

/** Who asks: by bearer token for the API, by cookie for pages. Everything is shut unless public. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly ownerOf = together((tokens: readonly string[]) =>
    findTokenOwners(this.db, tokens, new Date()),
  );

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
    @Inject(Visitors) private readonly visitors: Visitors,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const open = this.isOpen(context);
    if (request.path.startsWith('/api/')) {
      await this.recogniseToken(request);
    } else {
      await this.recogniseSession(request, context.switchToHttp().getResponse(), open);
    }
    if (!open) actorOf(request);
    return true;
  }

  private isOpen(context: ExecutionContext): boolean {
    const [method, controller] = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(publicKey, [method, controller])) return true;
    const taken = takenBy(controller, method.name);
    return taken !== undefined && allowedTo(taken.message).includes('anyone');
  }

  private async recogniseToken(request: Request): Promise<void> {
    const { authorization } = request.headers;
    if (authorization === undefined) return;
    const [, token] = /^Bearer ([\w-]{1,200})$/i.exec(authorization) ?? [];
    const personId = token && (await this.ownerOf(token));
    if (!personId) {
      unauthenticated('This token is not known, or no longer: get one by POST /api/v1/tokens.');
    }
    setActor(request, await this.visitors.actorOf(personId));
  }

  private async recogniseSession(request: Request, response: Response, open: boolean) {
    response.setHeader('Cache-Control', 'no-store');
    const session = sessionIn(request, this.options.publicUrl);
    const personId = session && (await touchSession(this.db, session, new Date()));
    const { demonstration } = this.options;
    if (!personId) return seenBy(response, { ...nobody, demonstration });
    const isPost = request.method !== 'GET' && request.method !== 'HEAD';
    if (isPost && !open) requireFormToken(request, this.options.secret, session);
    const actor = await this.visitors.actorOf(personId);
    setActor(request, actor);
    const person = await findPerson(this.db, personId);
    seenBy(response, {
      ...(person && { name: person.name }),
      roles: [...new Set(actor.grants.map(({ role }) => role))],
      formToken: formToken(this.options.secret, session),
      demonstration,
    });
  }
}
