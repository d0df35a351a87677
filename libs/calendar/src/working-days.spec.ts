import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addWorkingDays,
  bankHolidays,
  bankHolidaysKnown,
  isWorkingDay,
  lastWorkingDay,
  workingDaysBetween,
} from './index.js';

const anyDay = fc
  .integer({ min: 0, max: 1200 })
  .map((n) => new Date(Date.UTC(2025, 5, 1 + n)).toISOString().slice(0, 10));
const years = [2025, 2026, 2027, 2028];

/** Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher). */
function easter(year: number): Date {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const [d, e] = [Math.floor(b / 4), b % 4];
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const [i, k] = [Math.floor(c / 4), c % 4];
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return new Date(Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1));
}

function shifted(day: Date, by: number): string {
  return new Date(day.getTime() + by * 86_400_000).toISOString().slice(0, 10);
}

describe('The bank holidays', () => {
  it.each(years)('of %d agree with Easter', (year) => {
    const [friday, monday] = [shifted(easter(year), -2), shifted(easter(year), 1)];
    for (const days of Object.values(bankHolidays)) expect(days).toContain(friday);
    expect(bankHolidays['england-and-wales']).toContain(monday);
    expect(bankHolidays['northern-ireland']).toContain(monday);
    expect(bankHolidays.scotland).not.toContain(monday);
  });

  it.each(years)('of %d are as many as usual in each part', (year) => {
    const count = (days: readonly string[]) =>
      days.filter((day) => day.startsWith(String(year))).length;
    expect(count(bankHolidays['england-and-wales'])).toBe(8);
    expect(count(bankHolidays['northern-ireland'])).toBe(10);
    expect(count(bankHolidays.scotland)).toBe(year === 2026 ? 10 : 9);
  });

  it('ascend, repeat none, never fall on a weekend, and lie in the known years', () => {
    for (const days of Object.values(bankHolidays)) {
      expect(days).toEqual([...new Set(days)].toSorted());
      for (const day of days) {
        expect([1, 2, 3, 4, 5]).toContain(new Date(`${day}T00:00:00Z`).getUTCDay());
        expect(day >= bankHolidaysKnown.from && day <= bankHolidaysKnown.to).toBe(true);
      }
    }
  });
});

describe('Working days', () => {
  it.each([
    ['2026-11-27', 1, '2026-12-01'],
    ['2026-12-23', 2, '2026-12-29'],
    ['2026-12-31', 1, '2027-01-05'],
    ['2026-07-10', 1, '2026-07-14'],
    ['2026-12-05', 0, '2026-12-05'],
    ['2026-12-01', -1, '2026-11-27'],
  ])('leave out weekends and bank holidays anywhere: %s + %d is %s', (day, n, result) => {
    expect(addWorkingDays(day, n)).toBe(result);
  });

  it('of a standstill begin with the day of the notice', () => {
    expect(lastWorkingDay('2026-12-01', 8)).toBe('2026-12-10');
    expect(lastWorkingDay('2026-12-05', 1)).toBe('2026-12-07');
    expect(() => lastWorkingDay('2026-12-01', 0)).toThrow('at least one working day');
  });

  it('between two days are the ones added', () => {
    expect(workingDaysBetween('2026-12-23', '2026-12-29')).toBe(2);
    expect(workingDaysBetween('2026-12-29', '2026-12-23')).toBe(0);
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 20 }), (day, n) => {
        const end = addWorkingDays(day, n);
        expect(isWorkingDay(end)).toBe(true);
        expect(workingDaysBetween(day, end)).toBe(n);
      }),
    );
  });

  it.each(['2026-02-30', '2026-13-01', '1.12.2026', '', '2026-12-01T00:00:00Z'])(
    'are not counted from %j',
    (day) => {
      expect(() => addWorkingDays(day, 1)).toThrow(RangeError);
    },
  );

  it('are not guessed for years whose bank holidays are unknown', () => {
    expect(() => addWorkingDays('2028-12-29', 1)).toThrow(
      'The bank holidays of 2029 are not known yet.',
    );
    expect(() => isWorkingDay('2024-12-24')).toThrow(RangeError);
    expect(() => addWorkingDays('2026-12-01', 0.5)).toThrow(RangeError);
  });
});
