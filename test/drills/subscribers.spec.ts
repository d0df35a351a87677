import { expect, it } from '@jest/globals';
import { subscribers } from './subscribers.js';

// Processes of the build. The long form: npm run drill -- subscribers
it('tells everybody of everything, once, in order and soon, and would notice if not', async () => {
  const outcome = await subscribers.run({ seed: 1, rounds: 0, events: 3_000 });
  expect(outcome.faults).toEqual([]);
  expect(outcome.control.found.join('\n')).toMatch(/was never told of position \d+/);
}, 60_000);
