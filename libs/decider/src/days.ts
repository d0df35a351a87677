import { formatDay, londonDay } from '#libs/calendar';
import { refuse } from './decider.js';

/**
 * Refuses a day (YYYY-MM-DD) that has not come yet in London at an instant, for what can only be
 * recorded once it has happened. `what` begins the sentence: "The payment is dated".
 */
export function refuseFutureDay(day: string | undefined, at: string, what: string): void {
  if (day === undefined || day <= londonDay(at)) return;
  refuse('day-in-future', `${what} ${formatDay(day)}, and that day has not come yet: check it.`);
}
