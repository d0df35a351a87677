import { describe, expect, it } from '@jest/globals';
import { createTurns, leave } from './turns.js';

describe('A stream that is never idle', () => {
  it('keeps some places and says which it has forgotten', async () => {
    const turns = createTurns();
    const one = async (revision: number) =>
      turns.take('busy', async (turn) => {
        leave(turn, [{ id: String(revision), stream: 'busy', revision }]);
        return { kept: turn.places.length, first: turn.places[0]?.revision, of: turn.forgotten };
      });
    const seen = await Promise.all(Array.from({ length: 10_000 }, (_, n) => one(n)));
    expect(Math.max(...seen.map(({ kept }) => kept))).toBeLessThanOrEqual(1_000);
    for (const { first, of } of seen) expect(first).toBe(of + 1);
  });
});
