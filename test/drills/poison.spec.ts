import { expect, it } from '@jest/globals';
import { poison } from './poison.js';

// The long form: npm run drill -- poison
it('stops those who cannot handle an event, says so, and lets nobody pass it over', async () => {
  const outcome = await poison.run({ seed: 1, rounds: 1, events: 2_000 });
  expect(outcome.faults).toEqual([]);
  expect(outcome.control.found.join('\n')).toMatch(/The journal skipped position \d+/);
}, 90_000);
