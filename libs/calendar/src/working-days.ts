import { bankHolidays, bankHolidaysKnown } from './bank-holidays.data.js';

const holidays: ReadonlySet<string> = new Set(Object.values(bankHolidays).flat());
const dayLong = 86_400_000;

/**
 * Neither a weekend nor a bank holiday of any part of the United Kingdom: the count that leaves out
 * most is the safe one for a deadline (as the Procurement Act 2023 counts).
 * Days are `2026-12-01`. Throws RangeError outside the years whose bank holidays are known.
 */
export function isWorkingDay(day: string): boolean {
  const weekday = new Date(startOf(day)).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !holidays.has(day);
}

/**
 * The n-th working day after `day` (before it, when n is negative); `day` itself is not counted.
 * With n = 0, `day` itself. Throws RangeError as `isWorkingDay` does.
 */
export function addWorkingDays(day: string, n: number): string {
  if (!Number.isSafeInteger(n)) throw new RangeError(`${n} is not a whole number of days.`);
  let at = startOf(day);
  for (let left = Math.abs(n); left > 0;) {
    at += n < 0 ? -dayLong : dayLong;
    if (isWorkingDay(dayOf(at))) left -= 1;
  }
  return dayOf(at);
}

/**
 * The last day of a period of `n` working days that begins with `day`, which counts when it is one:
 * a standstill of 8 working days from the award notice ends with `lastWorkingDay(notice, 8)`.
 * Throws RangeError for n below 1 and as `isWorkingDay` does.
 */
export function lastWorkingDay(day: string, n: number): string {
  if (n < 1) throw new RangeError('A period has at least one working day.');
  return addWorkingDays(dayOf(startOf(day) - dayLong), n);
}

/** How many working days lie after `from` and up to `to`; 0 when `to` is not later. */
export function workingDaysBetween(from: string, to: string): number {
  const end = startOf(to);
  let count = 0;
  for (let at = startOf(from) + dayLong; at <= end; at += dayLong) {
    if (isWorkingDay(dayOf(at))) count += 1;
  }
  return count;
}

/** The UTC midnight of a real day within the known years, in milliseconds. */
function startOf(day: string): number {
  const at = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00.000Z`) : Number.NaN;
  if (Number.isNaN(at) || dayOf(at) !== day) throw new RangeError(`${day} is not a real day.`);
  if (day < bankHolidaysKnown.from || day > bankHolidaysKnown.to) {
    throw new RangeError(`The bank holidays of ${day.slice(0, 4)} are not known yet.`);
  }
  return at;
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
