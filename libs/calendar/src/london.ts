const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  weekday: 'long',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const numbers = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const hourLong = 3_600_000;

/**
 * The instant at which clocks in London show this day (`2026-12-01`) and time (`12:00`), in UTC
 * with milliseconds: `2026-12-01T12:00:00.000Z`. In the hour that comes twice in autumn it is the
 * later one, so that nobody who reads the clock is turned away; a time in the hour left out in
 * spring is taken as one hour on. Throws RangeError for a day or time that no clock shows.
 */
export function londonInstant(day: string, time: string): string {
  const shown = `${day}T${time}`;
  const asUtc = Date.parse(`${shown}:00.000Z`);
  const real = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d$/.test(shown) && !Number.isNaN(asUtc);
  if (!real || !new Date(asUtc).toISOString().startsWith(shown)) {
    throw new RangeError(`${day} ${time} is not a real date and time.`);
  }
  const summer = new Date(asUtc - hourLong);
  const winter = new Date(asUtc);
  const isSummer = shownAt(winter) !== shown && shownAt(summer) === shown;
  return (isSummer ? summer : winter).toISOString();
}

/** For people: `Tuesday 1 December 2026, 12:00pm`, in London. Throws RangeError for no instant. */
export function formatLondon(instant: string): string {
  const { weekday, day, month, year, hour, minute } = partsOf(clock, instantOf(instant));
  const hours = Number(hour);
  const time = `${hours % 12 === 0 ? 12 : hours % 12}:${minute}${hours < 12 ? 'am' : 'pm'}`;
  return `${weekday} ${day} ${month} ${year}, ${time}`;
}

/** The day that it is in London at an instant: `2026-12-01`. Throws RangeError for no instant. */
export function londonDay(instant: string): string {
  return shownAt(instantOf(instant)).slice(0, 10);
}

/** A day for people: `Tuesday 1 December 2026`. Throws RangeError for no real day. */
export function formatDay(day: string): string {
  return formatLondon(londonInstant(day, '12:00')).replace(', 12:00pm', '');
}

function instantOf(instant: string): Date {
  const date = new Date(instant);
  if (!/(Z|[+-]\d\d:\d\d)$/.test(instant) || Number.isNaN(date.getTime())) {
    throw new RangeError(`${instant} is not an instant.`);
  }
  return date;
}

function shownAt(date: Date): string {
  const { year, month, day, hour, minute } = partsOf(numbers, date);
  return `${year}-${month}-${day}T${hour}:${minute}`;
}

type Shown = Record<'weekday' | 'year' | 'month' | 'day' | 'hour' | 'minute', string>;

function partsOf(format: Intl.DateTimeFormat, date: Date): Shown {
  const pairs = format.formatToParts(date).map(({ type, value }) => [type, value]);
  return Object.fromEntries(pairs) as Shown;
}
