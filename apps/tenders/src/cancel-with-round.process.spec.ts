import { describe, expect, it } from '@jest/globals';
import { CancelTender } from '#messages/tenders';
import { cancelWithRound } from './cancel-with-round.process.js';

const { RoundCancelled, TenderCancelled, TenderDrafted } = cancelWithRound.on;
const cancelled = { roundId: 'r1', reason: 'The money is gone.' } as never;
const react = (memory: { tenderId: string | null }) =>
  RoundCancelled!.react!(memory, cancelled, {} as never);

describe('A cancelled round', () => {
  it('cancels the tender that was drafted for it', () => {
    const drafted = TenderDrafted!.evolve(cancelWithRound.initial, { tenderId: 't1' } as never);
    expect(react(drafted)).toEqual([
      { message: CancelTender, body: { tenderId: 't1', reason: 'The money is gone.' } },
    ]);
  });

  it('has nothing to cancel without one, or when it is cancelled already', () => {
    expect(react(cancelWithRound.initial)).toEqual([]);
    const gone = TenderCancelled!.evolve({ tenderId: 't1' }, {} as never);
    expect(react(gone)).toEqual([]);
  });
});
