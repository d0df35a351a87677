import {
  addWorkingDays,
  bankHolidaysKnown,
  formatLondon,
  londonDay,
  londonInstant,
  workingDaysBetween,
} from '#libs/calendar';

const leastWorkingDays = 3;
const extensionWorkingDays = 5;
const dayLong = 86_400_000;
const londonTime = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** The last day on which a round may close: an extension needs bank holidays that are known. */
export const lastClosingDay = addWorkingDays(bankHolidaysKnown.to, -2 * extensionWorkingDays);

/** Is it past what working days can be counted for? */
export function tooFar(closesAt: string): boolean {
  return londonDay(closesAt) > lastClosingDay;
}

/** Fewer than three working days after the day that it is now? */
export function tooSoon(closesAt: string, now: string): boolean {
  return workingDaysBetween(londonDay(now), londonDay(closesAt)) < leastWorkingDays;
}

/** Five working days later at the same time of day, by clocks in London. */
export function extended(closesAt: string): string {
  const day = addWorkingDays(londonDay(closesAt), extensionWorkingDays);
  return londonInstant(day, londonTime.format(new Date(closesAt)));
}

/** The day that comes so many days after a day. */
export function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + days * dayLong).toISOString().slice(0, 10);
}

/** An instant for people, in London. */
export const inWords = formatLondon;
