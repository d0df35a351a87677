import { expect, it } from '@jest/globals';
import { deliveries } from './deliveries.js';

// The long form: npm run drill -- deliveries
it('comes to the same, whatever is delivered twice, late or in another order', async () => {
  const outcome = await deliveries.run({ seed: 1, rounds: 200, events: 0 });
  expect(outcome.faults).toEqual([]);
  expect(outcome.control.found[0]).toMatch(/The outcome is not that of the clean run/);
}, 60_000);
