import { expect, it } from '@jest/globals';
import { contended } from './contended.js';

// Processes of the build. The long form: npm run drill -- contended
it('gives each place in a stream to one of 64 who want it, and would notice if not', async () => {
  const outcome = await contended.run({ seed: 1, rounds: 0, events: 200 });
  expect(outcome.faults).toEqual([]);
  expect(outcome.trials).toBeGreaterThanOrEqual(400);
  expect(outcome.control.found.join('\n')).toMatch(/was given to \d+ commands/);
}, 60_000);
