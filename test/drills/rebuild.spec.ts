import { expect, it } from '@jest/globals';
import { rebuild } from './rebuild.js';

// Processes of the build. The long form: npm run drill -- rebuild
it('rebuilds to what is live, under writes and after kills, and would notice if not', async () => {
  const outcome = await rebuild.run({ seed: 1, rounds: 1, events: 2_000 });
  expect(outcome.faults).toEqual([]);
  expect(outcome.control.found).toEqual([
    expect.stringMatching(/^One event skipped: journal_v1.legs /),
    expect.stringMatching(/^One row changed: register_v1.schools /),
  ]);
}, 90_000);
