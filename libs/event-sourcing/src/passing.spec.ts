import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { Refused } from '#libs/decider';
import { StoreFailed } from '#libs/event-store';
import { asUnavailable, isPassing } from './passing.js';

const named = (code: string) => Object.assign(new Error(code), { code });

describe('What a process tries for as long as it takes', () => {
  it.each([
    ['a database that goes down', new QueryFailedError('SELECT 1', [], named('57P01'))],
    ['a name that is not found just now', named('EAI_AGAIN')],
    ['a host with two addresses, both shut', new AggregateError([named('ECONNREFUSED')])],
    ['a driver without its connection', new Error('Driver not Connected')],
    ['a lost race', new Refused('lost-race', 'Try again.')],
    ['a store that may come back', new StoreFailed('Away.', true)],
  ])('is %s', (_, error) => expect(isPassing(error)).toBe(true));

  it.each([
    ['a bad value', new QueryFailedError('SELECT 1', [], named('22003'))],
    ['a rule that says no', new Refused('round-not-open', 'It is not open.')],
    ['a bug', new TypeError('x is undefined')],
  ])('is not %s', (_, error) => {
    expect(isPassing(error)).toBe(false);
    expect(asUnavailable(error)).toBe(error);
  });
});
