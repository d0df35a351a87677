import { IsBoolean, IsOptional, IsUUID, Matches } from 'class-validator';
import { Refused, type RefusalKind } from '#libs/decider';
import { isDatabaseAway, StoreFailed } from '#libs/event-store';
import type { CarriedTrace } from '#libs/metrics';
import { IsInstant, IsText } from '#messages/fields';
import { Invalid, type Fault } from '#messages/receive';
import { Unsigned } from './caller-token.js';

/** The patterns of Nest's transport that a context listens to. */
export const messagePattern = 'message';
export const healthPattern = 'health';

/** Characters of one request on the wire; an answer may be longer, a list of many rows. */
export const longestRequest = 2_000_000;
export const longestAnswer = 32_000_000;

/** A message on its way to another process. The actor travels in the token alone. */
export interface Sent {
  readonly name: string;
  readonly body: object;
  readonly meta: object;
  readonly token: string;
  /** The trace that goes on over there, when one does. */
  readonly trace?: CarriedTrace;
}

/** `meta` of a command, without its actor. */
export class WireMeta {
  @IsUUID() readonly commandId!: string;
  @IsInstant() readonly at!: string;
  @IsText(100) readonly correlationId!: string;
  @IsOptional() @IsText(100) readonly causationId?: string;
  /** What the asker has seen: facts must not be older. */
  @IsOptional() @Matches(/^\d{1,19}$/) readonly after?: string;
  @IsOptional() @IsBoolean() readonly demo?: boolean;
}

/** `meta` of a query, without its actor. */
export class WireQueryMeta {
  @IsOptional() @Matches(/^\d{1,19}$/) readonly after?: string;
}

/** What comes back: an answer, or why there is none. */
export type Answer =
  { readonly ok: true; readonly answer: unknown } | { readonly ok: false; readonly fault: Fallen };

type Fallen =
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly message: string;
      readonly refusalKind: RefusalKind;
    }
  | { readonly kind: 'invalid'; readonly faults: readonly Fault[] }
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'failed' };

/** The other process does not answer now; the same message may be sent again: HTTP 503. */
export class Unavailable extends StoreFailed {
  constructor(context: string, options?: ErrorOptions) {
    super(`The context ${context} does not answer.`, true, options);
  }
}

/** What of an error may cross: refusals in full, bugs only as such. */
export function lay(error: unknown): Fallen {
  if (error instanceof Refused) {
    const { code, message, kind } = error;
    return { kind: 'refused', code, message, refusalKind: kind };
  }
  if (error instanceof Invalid) return { kind: 'invalid', faults: error.faults };
  const isAway = (error instanceof StoreFailed && error.retryable) || isDatabaseAway(error);
  if (isAway) return { kind: 'unavailable' };
  return { kind: error instanceof Unsigned ? 'unsigned' : 'failed' };
}

/** The error again, on the asking side. */
export function lift(fallen: Fallen, context: string, name: string): Error {
  if (fallen.kind === 'refused') {
    return new Refused(fallen.code, fallen.message, fallen.refusalKind);
  }
  if (fallen.kind === 'invalid') return new Invalid(fallen.faults);
  if (fallen.kind === 'unavailable') return new Unavailable(context);
  if (fallen.kind === 'unsigned') {
    return new Error(`${context} refused our caller token: do both use the same secrets?`);
  }
  return new Error(`${name} failed in ${context}; its log says why.`);
}
