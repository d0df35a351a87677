import { londonDay } from '#libs/calendar';
import type { Form, Typed } from './kit/form.js';

/** The three boxes of a day, filled in with today. */
export function today(field: string): Typed {
  const [year = '', month = '', day = ''] = londonDay(new Date().toISOString()).split('-');
  const parts = { day: String(Number(day)), month: String(Number(month)), year };
  return Object.fromEntries(Object.entries(parts).map(([part, v]) => [`${field}-${part}`, v]));
}

/** A day on which something has happened: today at the latest. */
export function pastDay(form: Form, field: string, words: string): string {
  const day = form.day(field, words);
  if (day > londonDay(new Date().toISOString())) {
    form.refuse(field, `The ${words} must be today or in the past`);
  }
  return day;
}
