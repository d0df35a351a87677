import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { StoredEvent } from '#libs/event-store';
import { Poisoned } from './following.js';

describe('An event that a reader cannot get over', () => {
  it('is named in a log line, which holds nothing of what it says', () => {
    const data = { quote: 'secret' };
    const event = { type: 'X', position: 1n, data } as unknown as StoredEvent;
    const lines: string[] = [];
    const log = pino({ level: 'error' }, { write: (line) => void lines.push(line) });
    log.error({ err: new Poisoned(event, new Error('why')) }, 'A reader stopped.');
    expect(lines.join()).toContain('X at position 1 could not be handled: why');
    expect(lines.join()).not.toContain('secret');
  });
});
