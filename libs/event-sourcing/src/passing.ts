import { Refused } from '#libs/decider';
import { isDatabaseAway, StoreFailed } from '#libs/event-store';

/** May the very same thing go well later? Lost races and outages may; bugs and bad values do not. */
export function isPassing(error: unknown): boolean {
  if (error instanceof StoreFailed) return error.retryable;
  if (error instanceof Refused) return error.code === 'lost-race';
  return isDatabaseAway(error);
}

/** An outage of the read side's database, under the one name that edges and the wire know. */
export function asUnavailable(error: unknown): unknown {
  if (error instanceof StoreFailed || error instanceof Refused || !isPassing(error)) return error;
  return new StoreFailed('The database does not answer.', true, { cause: error });
}
