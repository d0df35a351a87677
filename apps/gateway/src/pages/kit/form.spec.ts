import { describe, expect, it } from '@jest/globals';
import { validate } from 'uuid';
import { Refused } from '#libs/decider';
import { Invalid } from '#messages/receive';
import { fieldAt, problemFrom } from './form-faults.js';
import { Form, typedInstant } from './form.js';
import { readCount, readDay, readTime } from './typed-values.js';

const commandId = '0199a8a0-0000-7000-8000-000000000001';

describe('A form', () => {
  it('starts with an id of its own, and keeps the one that was sent', () => {
    expect(validate(new Form().commandId)).toBe(true);
    expect(new Form({ commandId }).commandId).toBe(commandId);
    expect(validate(new Form({ commandId: 'nonsense' }).commandId)).toBe(true);
  });

  it('reads money, quantities, dates and choices as people type them', () => {
    const form = new Form({
      ceiling: ' £1,250.50 ',
      desired: '1,116',
      rule: 'equal',
      ...typedInstant('closes', '2026-07-01T11:00:00.000Z'),
    });
    expect(form.pounds('ceiling', 'price ceiling')).toBe(125_050);
    expect(form.count('desired', 'number of boxes')).toBe(1116);
    expect(form.choice('rule', 'rule', ['equal', 'other'])).toBe('equal');
    expect(form.value('closes-time')).toBe('12:00pm');
    expect(form.instant('closes', 'closing date')).toBe('2026-07-01T11:00:00.000Z');
    expect(form.problems).toEqual([]);
  });

  it('reads hours, parts of one too', () => {
    const typed = { whole: '14', half: ' 1.5 ', quarter: '1,200.25', three: '1.234', no: '-1' };
    const form = new Form(typed);
    const read = Object.keys(typed).map((field) => form.hours(field, 'time spent'));
    expect(read).toEqual([14, 1.5, 1200.25, 0, 0]);
    expect(form.problems.map(({ field }) => field)).toEqual(['three', 'no']);
    expect(form.error('no')).toBe('The time spent must be hours, such as 14 or 1.5');
  });

  it('never runs its command while a field is wrong', async () => {
    const form = new Form({ desired: 'many' });
    form.count('desired', 'number of boxes');
    let ran = false;
    expect(await form.accepted(async () => void (ran = true))).toBe(false);
    expect(ran).toBe(false);
    expect(form.status).toBe(400);
    expect(form.error('desired')).toBe('The number of boxes must be a whole number, such as 40');
  });

  it('links a date to its first box, and to its time when that is what is wrong', () => {
    const form = new Form({
      ...typedInstant('b', '2026-12-01T12:00:00.000Z'),
      'b-time': 'noonish',
    });
    form.instant('a', 'opening date');
    form.instant('b', 'closing date');
    expect(form.summary()).toEqual([
      { text: 'Enter the opening date', href: '#a-day' },
      { text: 'The closing date needs a time, such as 9:30am, 12:00 or 5pm', href: '#b-time' },
    ]);
  });

  it('puts the faults of a message beside the fields, in their own words', async () => {
    const form = new Form({ commandId, ceiling: '5' });
    form.pounds('ceiling', 'price ceiling');
    const faults = [
      { path: 'ceilingPence', message: 'ceilingPence must be whole pence.' },
      { path: 'roundId', message: 'roundId must be a UUID.' },
    ];
    const names = { ceilingPence: 'ceiling' };
    await form.accepted(() => Promise.reject(new Invalid(faults)), names);
    expect(form.problems).toEqual([
      { field: 'ceiling', sentence: 'The price ceiling must be whole pence.' },
      { sentence: 'roundId must be a UUID.' },
    ]);
  });

  it('shows a refusal and mints a new id; what is no refusal is thrown on', async () => {
    const form = new Form({ commandId });
    await form.accepted(() => Promise.reject(new Refused('locked', 'This round is locked.')));
    expect(form.summary()).toEqual([{ text: 'This round is locked.' }]);
    expect(form.status).toBe(409);
    expect(form.commandId).not.toBe(commandId);
    const missing = new Refused('not-found', 'Nothing here.', 'not-found');
    await expect(new Form().accepted(() => Promise.reject(missing))).rejects.toBe(missing);
    const fault = new Error('a fault');
    await expect(new Form().accepted(() => Promise.reject(fault))).rejects.toBe(fault);
  });

  it('speaks of a form that was sent twice, not of keys', async () => {
    const form = new Form({ commandId });
    const reused = new Refused('command-id-reused', 'This idempotency key was used.');
    await form.accepted(() => Promise.reject(reused));
    expect(form.summary()[0]?.text).toMatch(/^This form was sent before/);
  });

  it('says about a file what people know from other services', () => {
    const said = (name: string, text: string) => {
      const form = new Form();
      form.csv('prices', { originalname: name, buffer: Buffer.from(text) });
      return form.error('prices');
    };
    expect(said('prices.CSV', 'a,b')).toBeUndefined();
    expect(said('prices.csv', '')).toBe('The selected file is empty');
    expect(said('prices.xlsx', 'PK')).toBe('The selected file must be a CSV');
  });
});

describe('A fault’s place on the form', () => {
  it('is the same name, another name, or the field of its line', () => {
    const names = { pricePence: 'price', 'lines[].desired': 'desired-*' };
    expect(fieldAt('title', names)).toBe('title');
    expect(fieldAt('pricePence', names)).toBe('price');
    expect(fieldAt('lines[3].desired', names)).toBe('desired-3');
    expect(fieldAt('', names)).toBeUndefined();
    expect(problemFrom({ path: '', message: 'Send one.' }, names, new Map())).toEqual({
      sentence: 'Send one.',
    });
  });
});

describe('What people type', () => {
  it.each([
    ['12:30', '12:30'],
    ['9.05am', '09:05'],
    ['5pm', '17:00'],
    ['12am', '00:00'],
    ['12:00pm', '12:00'],
    ['Midday', '12:00'],
    ['midnight', '00:00'],
    ['25:00', undefined],
    ['13pm', undefined],
    ['9', undefined],
  ])('%s is the time %s', (typed, time) => expect(readTime(typed)).toBe(time));

  it.each([
    ['27', '3', '2027', '2027-03-27'],
    ['1', 'December', '2026', '2026-12-01'],
    ['31', '2', '2027', undefined],
    ['1', 'Maybe', '2027', undefined],
    ['1', '1', '27', undefined],
  ])('%s %s %s is the day %s', (day, month, year, text) =>
    expect(readDay(day, month, year)).toBe(text),
  );

  it('is a whole number with or without separators, and never less than nothing', () => {
    expect(
      ['40', '1,116', '1 116', '', '-3', '1.5', '1,1', '99999999999999999'].map(readCount),
    ).toEqual([40, 1116, 1116, undefined, undefined, undefined, undefined, undefined]);
  });
});
