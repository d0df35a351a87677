/** A part of the United Kingdom with bank holidays of its own. */
export type Division = 'england-and-wales' | 'scotland' | 'northern-ireland';

/** The first and last day for which bank holidays are known. */
export const bankHolidaysKnown = { from: '2025-01-01', to: '2028-12-31' } as const;

/**
 * Bank and public holidays with substitute days, as GOV.UK lists them under "UK bank holidays". The
 * far years follow the Banking and Financial Dealings Act 1971 and its usual substitute days:
 * compare them with GOV.UK each year, because a proclamation may add one, as it did in Scotland for
 * 15 June 2026.
 */
export const bankHolidays: Readonly<Record<Division, readonly string[]>> = {
  'england-and-wales': [
    ...daysOf(2025, '01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26'),
    ...daysOf(2026, '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28'),
    ...daysOf(2027, '01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28'),
    ...daysOf(2028, '01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26'),
  ],
  scotland: [
    ...daysOf(2025, '01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26'),
    ...daysOf(2026, '01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28'),
    ...daysOf(2027, '01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28'),
    ...daysOf(2028, '01-03 01-04 04-14 05-01 05-29 08-07 11-30 12-25 12-26'),
  ],
  'northern-ireland': [
    ...daysOf(2025, '01-01 03-17 04-18 04-21 05-05 05-26 07-14 08-25 12-25 12-26'),
    ...daysOf(2026, '01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28'),
    ...daysOf(2027, '01-01 03-17 03-26 03-29 05-03 05-31 07-12 08-30 12-27 12-28'),
    ...daysOf(2028, '01-03 03-17 04-14 04-17 05-01 05-29 07-12 08-28 12-25 12-26'),
  ],
};

function daysOf(year: number, days: string): string[] {
  return days.split(' ').map((day) => `${year}-${day}`);
}
