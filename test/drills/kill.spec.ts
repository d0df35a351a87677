import { describe, expect, it, jest } from '@jest/globals';
import { killDrill, type Outcome } from './kill.js';

// Real processes of the build. The long form: npm run drill -- kill --rounds 100
jest.setTimeout(180_000);

describe('What was acknowledged', () => {
  let outcome: Outcome;

  it('is there once and in order after kill -9 of application, database and both', async () => {
    outcome = await killDrill({ seed: 1, rounds: 3 });
    expect(outcome.faults).toEqual([]);
    expect(outcome.victims).toEqual(['application', 'database', 'both']);
    expect(outcome.acknowledged).toBeGreaterThan(100);
    expect(outcome.retried).toBeGreaterThan(0);
  });

  it('is seen to be lost when the database did not wait for its disk', async () => {
    const { faults } = await killDrill({ seed: 2, rounds: 1, forgetful: true });
    expect(faults.filter((fault) => fault.endsWith('is lost.')).length).toBeGreaterThan(0);
  });
});
