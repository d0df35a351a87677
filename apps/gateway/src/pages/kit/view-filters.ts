/** How figures and times are written on every page. */

import { formatLondon } from '#libs/calendar';
import { assertPence, formatWhole } from '#libs/money';

const minus = '\u2212';

/** For charts: the nearest pound, then £24k and £1.2m. The table beside it has the pennies. */
export function formatPenceRoughly(pence: number): string {
  const whole = Math.round(Math.abs(assertPence(pence)) / 100);
  const sign = pence < 0 && whole > 0 ? minus : '';
  if (whole >= 1_000_000) return `${sign}£${tenths(whole, 1_000_000)}m`;
  if (whole >= 10_000) return `${sign}£${tenths(whole, 1_000)}k`;
  return `${sign}£${formatWhole(whole)}`;
}

/** Basis points in per cent with one place: 950 → 9.5%. */
export function formatPercent(basisPoints: number): string {
  const rounded = Math.round(Math.abs(assertPence(basisPoints)) / 10);
  const sign = basisPoints < 0 && rounded > 0 ? minus : '';
  return `${sign}${formatWhole(Math.trunc(rounded / 10))}.${rounded % 10}%`;
}

/** 1 December 2026, in London; from an instant or from a day such as 2026-12-01. */
export function formatDay(day: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(day) ? shownIn(`${day}T12:00:00.000Z`).day : shownIn(day).day;
}

/** 1 December 2026 at 12:30pm, in London; twelve o'clock is midday or midnight. */
export function formatInstant(instant: string): string {
  const { day, time } = shownIn(instant);
  const word = { '12:00pm': 'midday', '12:00am': 'midnight' }[time];
  return `${day} at ${word ?? time.replace(':00', '')}`;
}

/** "1 box", "84 boxes". */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatWhole(count)} ${count === 1 ? one : many}`;
}

/** The size of a download as people read it: 12KB. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)}KB` : `${tenths(bytes, 1_000_000)}MB`;
}

function tenths(amount: number, unit: number): string {
  const rounded = Math.round((amount * 10) / unit);
  return rounded % 10 === 0 ? `${rounded / 10}` : `${Math.trunc(rounded / 10)}.${rounded % 10}`;
}

function shownIn(instant: string): { day: string; time: string } {
  const [day = '', time = ''] = formatLondon(instant).split(', ');
  return { day: day.slice(day.indexOf(' ') + 1), time };
}
