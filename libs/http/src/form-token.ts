import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { EdgeRefusal } from './problem.js';

/** The field of every form of a signed-in page. */
export const formTokenField = 'formToken';

/** A token that only our own pages of this session can know. */
export function formToken(secret: Uint8Array, sessionId: string): string {
  return createHmac('sha256', secret).update(`form:${sessionId}`).digest('base64url');
}

/**
 * Refuses a post without its session's token. A form with files carries it in the query of its
 * action, since its body is read only later.
 */
export function requireFormToken(request: Request, secret: Uint8Array, sessionId: string): void {
  const body = (request.body ?? {}) as Record<string, unknown>;
  const sent = body[formTokenField] ?? request.query[formTokenField];
  const given = Buffer.from(typeof sent === 'string' ? sent : '');
  const wanted = Buffer.from(formToken(secret, sessionId));
  if (given.length === wanted.length && timingSafeEqual(given, wanted)) return;
  const sentence = 'This form is out of date. Go back, refresh the page, and send it again.';
  throw new EdgeRefusal(403, 'form-out-of-date', sentence);
}
