import { beforeAll, describe, expect, it } from '@jest/globals';
import { killDrill, type KillOutcome } from './kill.js';

// Real processes of the build. The long form: npm run drill -- kill --rounds 200
describe('What was acknowledged', () => {
  let outcome: KillOutcome;

  beforeAll(async () => {
    outcome = await killDrill({ seed: 1, rounds: 3, events: 0 });
  }, 240_000);

  it('is there once and in order after kill -9 of application, database and both', () => {
    expect(outcome.victims).toEqual(['application', 'database', 'both']);
    expect(outcome.faults).toEqual([]);
    expect(outcome.acknowledged).toBeGreaterThan(60);
    expect(outcome.retried).toBeGreaterThan(0);
  });

  it('is seen to be lost when the database does not wait for its disk', () => {
    const lost = outcome.control.found.filter((fault) => fault.endsWith('is lost.'));
    expect(lost.length).toBeGreaterThan(0);
  });
});
