import type { Request } from 'express';
import { allowedTo, type Actor } from '#messages/messages';
import { unauthenticated } from './problem.js';

const askers = new WeakMap<Request, Actor>();

/** Nobody in particular: may do what is allowed to anyone. */
export const nobody: Actor = { id: 'nobody', kind: 'person', grants: [] };

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

/** Like `actorOf`, but nobody will do for a message that is allowed to anyone. */
export function actorFor(request: Request, message: object): Actor {
  if (allowedTo(message).includes('anyone')) return askers.get(request) ?? nobody;
  return actorOf(request);
}
