import { HttpException } from '@nestjs/common';
import { Invalid, type Fault } from '#messages/receive';
import { Refused } from '#libs/decider';
import { isDatabaseAway, StoreFailed, TooLate, WrongExpectedRevision } from '#libs/event-store';

/** What went wrong, as RFC 9457 has it, with a stable `code` and a sentence for people. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  /** Every fault of a request whose shape is wrong. */
  readonly errors?: readonly Fault[];
  readonly retryAfterSeconds?: number;
  /** Names the line of the log that says more. */
  readonly correlationId?: string;
}

/** The edge itself turns a request away, before any rule was asked. */
export class EdgeRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}

/** Nobody is signed in, or no longer: HTTP 401. */
export function unauthenticated(sentence: string): never {
  throw new EdgeRefusal(401, 'unauthenticated', sentence);
}

const titles: Record<number, string> = {
  400: 'The request has faults',
  401: 'Sign in first',
  403: 'Not permitted',
  404: 'Not found',
  405: 'Not possible here',
  409: 'A rule says no',
  413: 'Too large',
  415: 'Unknown kind of content',
  429: 'Too many attempts',
  503: 'Not available just now',
};

const refusalStatus = { rule: 409, forbidden: 403, 'not-found': 404 } as const;

/** The problem that tells of an error; anything unforeseen is 500 and says nothing of itself. */
export function problemOf(error: unknown, correlationId?: string): Problem {
  if (error instanceof Refused) {
    return problem(refusalStatus[error.kind], error.code, error.message);
  }
  if (error instanceof Invalid) {
    return { ...problem(400, 'invalid', error.message), errors: error.faults };
  }
  if (error instanceof EdgeRefusal) {
    const { status, code, message, retryAfterSeconds } = error;
    return { ...problem(status, code, message), ...(retryAfterSeconds && { retryAfterSeconds }) };
  }
  if ((error instanceof StoreFailed && error.retryable) || isDatabaseAway(error)) {
    const sentence = 'This part of the service is not answering. Try again in a few seconds.';
    return { ...problem(503, 'unavailable', sentence), retryAfterSeconds: 5 };
  }
  if (error instanceof WrongExpectedRevision) {
    const sentence = 'Someone else changed this at the same moment. Look at it again and retry.';
    return problem(409, 'changed-meanwhile', sentence);
  }
  if (error instanceof TooLate) return problem(409, 'too-late', 'The deadline has passed.');
  return ofFramework(error) ?? unforeseen(correlationId);
}

function problem(status: number, code: string, detail: string): Problem {
  return { type: 'about:blank', title: titles[status] ?? 'Problem', status, detail, code };
}

function unforeseen(correlationId?: string): Problem {
  const sentence = 'Something went wrong on our side. Try again; if it stays, quote this number: ';
  return {
    ...problem(500, 'unforeseen', `${sentence}${correlationId ?? 'none'}.`),
    title: 'Something went wrong',
    ...(correlationId && { correlationId }),
  };
}

/** What the body parser calls its errors, and our sentence for each. */
const parserFaults: Record<string, readonly [number, string, string]> = {
  'entity.too.large': [413, 'too-large', 'The request is too large: send at most 1 MB.'],
  'entity.parse.failed': [400, 'malformed-json', 'The body is not JSON. Check its punctuation.'],
  'encoding.unsupported': [415, 'unknown-encoding', 'Send the body without that compression.'],
  'charset.unsupported': [415, 'unknown-charset', 'Send the body as UTF-8.'],
  'parameters.too.many': [413, 'too-large', 'The form has too many fields.'],
  'request.size.invalid': [400, 'cut-short', 'The body is not as long as its header says.'],
  'request.aborted': [400, 'cut-short', 'The request ended before all of it had come.'],
};

/** Errors of Nest, Express and its parsers that the sender caused; Nest keeps the parser's inside. */
function ofFramework(error: unknown): Problem | undefined {
  const said = error instanceof HttpException ? error.getStatus() : undefined;
  const inner = said ? (error as HttpException).cause : error;
  const { type, status = said } = (inner ?? {}) as { type?: string; status?: number };
  const fault = parserFaults[type ?? ''];
  if (fault) return problem(...fault);
  const [code, sentence] = sentences[status ?? 0] ?? ['malformed', 'This request cannot be read.'];
  return status && status >= 400 && status < 500 ? problem(status, code, sentence) : undefined;
}

const sentences: Record<number, readonly [string, string]> = {
  400: ['malformed', 'The address or the body of this request cannot be read.'],
  403: ['forbidden', 'You may not do this.'],
  404: ['not-found', 'There is nothing at this address.'],
  413: ['too-large', 'The request is too large.'],
};
