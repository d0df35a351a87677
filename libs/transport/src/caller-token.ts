import { SignJWT, jwtVerify } from 'jose';
import type { Actor } from '#messages/messages';

const seconds = 60;

/** The call did not prove who makes it: it is refused before anything else is looked at. */
export class Unsigned extends Error {
  constructor() {
    super('The call carries no good token of a caller.');
  }
}

/** Says to one context, for a minute, on whose behalf a message comes and what they may do. */
export function signCaller(actor: Actor, context: string, secret: Uint8Array): Promise<string> {
  const { id, kind, grants } = actor;
  return new SignJWT({ actor: { id, kind, grants } })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(context)
    .setIssuedAt()
    .setExpirationTime(`${seconds}s`)
    .sign(secret);
}

/** On whose behalf it comes; throws `Unsigned` for a token that is missing, forged or too old. */
export async function readCaller(
  token: unknown,
  context: string,
  secret: Uint8Array,
): Promise<Actor> {
  try {
    const { payload } = await jwtVerify(typeof token === 'string' ? token : '', secret, {
      algorithms: ['HS256'],
      audience: context,
      requiredClaims: ['exp', 'iat'],
      maxTokenAge: seconds,
    });
    return payload['actor'] as Actor;
  } catch {
    throw new Unsigned();
  }
}
