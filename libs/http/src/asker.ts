import type { Request } from 'express';
import { anonymous } from '#libs/event-sourcing';
import { allowedTo, type Actor } from '#messages/messages';
import { unauthenticated } from './problem.js';

const askers = new WeakMap<Request, Actor>();

/** Notes who asks; done once by the guard that looked at the token or the cookie. */
export function setActor(request: Request, actor: Actor): void {
  askers.set(request, actor);
}

/** The signed-in person of this request, or a 401. */
export function actorOf(request: Request): Actor {
  const sentence =
    'Sign in, and send the token of POST /api/v1/tokens as "Authorization: Bearer …".';
  return askers.get(request) ?? unauthenticated(sentence);
}

/** Like `actorOf`, but anybody will do for a message that is allowed to anyone. */
export function actorFor(request: Request, message: object): Actor {
  if (allowedTo(message).includes('anyone')) return askers.get(request) ?? anonymous;
  return actorOf(request);
}
