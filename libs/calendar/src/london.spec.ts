import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatDay, formatLondon, londonDay, londonInstant } from './index.js';

describe('A time in London', () => {
  it.each([
    ['2026-12-01', '12:00', '2026-12-01T12:00:00.000Z'],
    ['2026-07-01', '12:00', '2026-07-01T11:00:00.000Z'],
    ['2026-07-01', '00:30', '2026-06-30T23:30:00.000Z'],
    ['2028-02-29', '23:59', '2028-02-29T23:59:00.000Z'],
    ['2026-03-29', '00:59', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29', '02:00', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25', '00:59', '2026-10-24T23:59:00.000Z'],
    ['2026-10-25', '02:00', '2026-10-25T02:00:00.000Z'],
  ])('%s %s is the instant %s', (day, time, instant) => {
    expect(londonInstant(day, time)).toBe(instant);
  });

  it('that comes twice in autumn is the later one', () => {
    expect(londonInstant('2026-10-25', '01:30')).toBe('2026-10-25T01:30:00.000Z');
  });

  it('that is left out in spring is one hour on', () => {
    expect(formatLondon(londonInstant('2026-03-29', '01:30'))).toContain('2:30am');
  });

  it.each([
    ['2026-02-30', '12:00'],
    ['2026-12-01', '24:00'],
    ['2026-12-01', '9:00'],
    ['2026-12-01', '09:60'],
    ['', ''],
    ['2026-12-01', '12:00Z'],
  ])('%j %j does not exist', (day, time) => {
    expect(() => londonInstant(day, time)).toThrow('is not a real date and time.');
  });

  it('is on the day that London has', () => {
    expect(londonDay('2026-06-30T23:30:00.000Z')).toBe('2026-07-01');
    expect(londonDay('2026-12-31T23:30:00.000Z')).toBe('2026-12-31');
  });

  it('comes back as the day and hour that were asked for, outside the hour left out', () => {
    const minute = fc.integer({ min: 0, max: 4 * 365 * 1440 });
    fc.assert(
      fc.property(minute, (n) => {
        const shown = new Date(Date.UTC(2025, 0, 1, 0, n)).toISOString();
        const [day, time] = [shown.slice(0, 10), shown.slice(11, 16)];
        fc.pre(!(/-03-(2[5-9]|3[01])$/.test(day) && time.startsWith('01')));
        const instant = londonInstant(day, time);
        expect(instant).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z$/);
        expect(londonDay(instant)).toBe(day);
      }),
    );
  });
});

describe('An instant for people', () => {
  it.each([
    ['2026-12-01T12:00:00.000Z', 'Tuesday 1 December 2026, 12:00pm'],
    ['2026-07-01T11:05:00.000Z', 'Wednesday 1 July 2026, 12:05pm'],
    ['2026-06-30T23:00:00.000Z', 'Wednesday 1 July 2026, 12:00am'],
    ['2026-12-01T16:30:59.999Z', 'Tuesday 1 December 2026, 4:30pm'],
    ['2026-12-01T09:00:00+01:00', 'Tuesday 1 December 2026, 8:00am'],
  ])('%s is written %s', (instant, words) => {
    expect(formatLondon(instant)).toBe(words);
  });

  it('has an offset, or is none', () => {
    expect(() => formatLondon('2026-12-01T12:00:00')).toThrow('is not an instant.');
    expect(() => londonDay('soon')).toThrow(RangeError);
  });

  it('may be a whole day', () => {
    expect(formatDay('2026-08-31')).toBe('Monday 31 August 2026');
  });
});
