import { assertPence } from './pence.js';

/** For people: `£1,234.56`; below zero with a true minus sign (U+2212), `−£15.00`. */
export function formatPounds(pence: number): string {
  const { sign, pounds, rest } = parts(pence);
  return `${sign && '\u2212'}£${formatWhole(pounds)}.${rest}`;
}

/** For files and machines: `1234.56`, no sign of pounds and no commas; `-15.00` below zero. */
export function poundsText(pence: number): string {
  const { sign, pounds, rest } = parts(pence);
  return `${sign}${pounds}.${rest}`;
}

/** A whole number for people: `1,116`. */
export function formatWhole(whole: number): string {
  const digits = String(Math.abs(assertPence(whole))).replace(/\B(?=(\d{3})+$)/g, ',');
  return whole < 0 ? `\u2212${digits}` : digits;
}

/** The most that `parsePounds` takes unless told otherwise: £1,000,000,000, in pence. */
export const mostPence = 1_000_000_000_00;

/** An amount in pence, or one sentence that says what is wrong with the text and what to write. */
export type ParsedPounds =
  | { readonly pence: number; readonly fault?: undefined }
  | { readonly fault: string; readonly pence?: undefined };

/**
 * Reads what people type or a spreadsheet holds: `£1,250.50`, `1250.5`, `12.35`, blanks around it.
 * Never below zero, at most two decimals, at most `most` pence. Digits are read as text, so nothing
 * is rounded on the way.
 */
export function parsePounds(text: string, most: number = mostPence): ParsedPounds {
  const price = text.trim();
  if (price === '') return { fault: `There is no price. ${advice}` };
  if (/^[-\u2212(]/.test(price)) {
    return { fault: `${quoted(price)} is below zero. A price is 0.00 or more.` };
  }
  const match = /^(?:£\s?)?(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/.exec(price);
  if (!match) return { fault: faultOfForm(price) };
  const [, pounds = '', decimals = ''] = match;
  if (decimals.length > 2) {
    const places = decimals.length === 3 ? 'three' : String(decimals.length);
    return { fault: `${quoted(price)} has ${places} decimals: prices have at most two.` };
  }
  const tooLarge = `${quoted(price)} is too large: ${formatPounds(most)} at most.`;
  if (pounds.length > 30) return { fault: tooLarge };
  const pence = BigInt(pounds.replaceAll(',', '')) * 100n + BigInt(decimals.padEnd(2, '0'));
  return pence > BigInt(most) ? { fault: tooLarge } : { pence: Number(pence) };
}

const advice = 'Write pounds and pence such as 1,250.50.';

function faultOfForm(price: string): string {
  if (/^£?\s?\d+,\d{1,2}$/.test(price)) {
    return `${quoted(price)} has a comma before the pence. Write a full stop there: 1250.50.`;
  }
  if (/^£?[\d,.\s]+$/.test(price)) {
    return `${quoted(price)} has a comma, a full stop or a space out of place. ${advice}`;
  }
  return `${quoted(price)} is not a number. ${advice}`;
}

function quoted(text: string): string {
  return `“${text.length > 24 ? `${text.slice(0, 24).toWellFormed()}…` : text}”`;
}

function parts(pence: number): { sign: '' | '-'; pounds: number; rest: string } {
  const size = Math.abs(assertPence(pence));
  const rest = String(size % 100).padStart(2, '0');
  return { sign: pence < 0 ? '-' : '', pounds: (size - (size % 100)) / 100, rest };
}
