/** What people type into forms, read into what messages carry; undefined: it cannot be read. */

/** "1,116" or "40" as a whole number. */
export function readCount(typed: string): number | undefined {
  const match = /^(\d{1,3}(?:[, ]\d{3})+|\d+)$/.exec(typed.trim());
  const count = Number(match?.[1]?.replace(/[, ]/g, ''));
  return Number.isSafeInteger(count) ? count : undefined;
}

/** Hours such as "14", "1.5" or "1,200.25", at most two decimals. */
export function readHours(typed: string): number | undefined {
  const [, whole, rest = ''] = /^([^.]+)(?:\.(\d{1,2}))?$/.exec(typed.trim()) ?? [];
  const count = whole === undefined ? undefined : readCount(whole);
  return count === undefined ? undefined : Number(`${count}.${rest}`);
}

/** "2.5" or "2.5%" in basis points, at most two decimals. */
export function readPercent(typed: string): number | undefined {
  const match = /^(\d{1,3})(?:\.(\d{1,2}))?\s?%?$/.exec(typed.trim());
  if (!match) return undefined;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

/** Basis points as people type them: 250 → "2.5". */
export function percentText(basisPoints: number): string {
  const rest = basisPoints % 100;
  const whole = String((basisPoints - rest) / 100);
  return rest === 0 ? whole : `${whole}.${pad(rest).replace(/0$/, '')}`;
}

/** Day, month (1–12 or its name) and year as `2026-12-01`, if there is such a day. */
export function readDay(day: string, month: string, year: string): string | undefined {
  const number = monthNumber(month.trim().toLowerCase());
  if (number === undefined || !/^\d{1,2}$/.test(day.trim()) || !/^\d{4}$/.test(year.trim())) {
    return undefined;
  }
  const text = `${year.trim()}-${pad(number)}-${day.trim().padStart(2, '0')}`;
  const date = new Date(`${text}T00:00:00.000Z`);
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  return exists ? text : undefined;
}

/** "12:30", "9.05am", "5pm", "midday" or "midnight" as hours and minutes. */
export function readTime(typed: string): string | undefined {
  const text = typed.trim().toLowerCase();
  if (text === 'midday' || text === 'noon') return '12:00';
  if (text === 'midnight') return '00:00';
  const match = /^(\d{1,2})(?:[:.](\d{2}))?\s?(am|pm)?$/.exec(text);
  if (!match || (match[2] === undefined && match[3] === undefined)) return undefined;
  const typedHour = Number(match[1]);
  const minute = Number(match[2] ?? '0');
  if (match[3] && (typedHour < 1 || typedHour > 12)) return undefined;
  const hour = match[3] ? (typedHour % 12) + (match[3] === 'pm' ? 12 : 0) : typedHour;
  return hour < 24 && minute < 60 ? `${pad(hour)}:${pad(minute)}` : undefined;
}

const months =
  'january february march april may june july august september october november december'.split(
    ' ',
  );

function monthNumber(text: string): number | undefined {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const index = text.length < 3 ? -1 : months.findIndex((month) => month.startsWith(text));
  return index < 0 ? undefined : index + 1;
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
