import { beforeAll, describe, expect, it } from '@jest/globals';
import { killDrill, type KillOutcome } from './kill.js';

const rounds = 20;
const allOfThem = ['application', 'database', 'both'];

// The middle form, minutes long, beside the everyday three kills of kill.spec.ts.
describe(`What was acknowledged under ${rounds} kills`, () => {
  let outcome: KillOutcome;

  beforeAll(async () => {
    outcome = await killDrill({ seed: 20, rounds, events: 0 });
  }, 600_000);

  it('is there once and in order, whoever was killed', () => {
    const inTurn = Array.from({ length: rounds }, (_, n) => allOfThem[n % allOfThem.length]);
    expect(outcome.victims).toEqual(inTurn);
    expect(outcome.trials).toBe(rounds);
    expect(outcome.faults).toEqual([]);
    expect(outcome.acknowledged).toBeGreaterThan(20 * rounds);
    expect(outcome.retried).toBeGreaterThan(rounds);
  });

  it('is seen to be lost when the database does not wait for its disk', () => {
    const lost = outcome.control.found.filter((fault) => fault.endsWith('is lost.'));
    expect(lost.length).toBeGreaterThan(0);
  });
});
