import { Refused } from '#libs/decider';
import { StoreFailed } from '#libs/event-store';

/** SQLSTATE classes that a later try may get past: connections, locks, resources, shutdowns. */
const passingStates = ['08', '25', '40', '53', '55', '57', '58'];

const networkCodes = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
];

/** What the database's client says, without a code, when its connection is gone. */
const goneWords = /^(Connection terminated|timeout exceeded|Query read timeout|Client has)/;

/** May the very same thing go well later? Lost races and outages may; bugs and bad values do not. */
export function isPassing(error: unknown): boolean {
  if (error instanceof StoreFailed) return error.retryable;
  if (error instanceof Refused) return error.code === 'lost-race';
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (typeof code === 'string') {
    const isState = code.length === 5 && passingStates.includes(code.slice(0, 2));
    return isState || networkCodes.includes(code);
  }
  return typeof message === 'string' && goneWords.test(message);
}

/** An outage of the read side's database, under the one name that edges and the wire know. */
export function asUnavailable(error: unknown): unknown {
  if (error instanceof StoreFailed || error instanceof Refused || !isPassing(error)) return error;
  return new StoreFailed('The database does not answer.', true, { cause: error });
}
