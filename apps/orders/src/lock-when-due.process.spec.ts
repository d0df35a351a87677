import { describe, expect, it } from '@jest/globals';
import type { DueTime } from '#libs/event-sourcing';
import { LockRound } from '#messages/rounds';
import { lockWhenDue } from './lock-when-due.process.js';
import { closesAt, consortiumId, fundId, roundId, terms } from './round.fixture.js';

const lock = { message: LockRound, body: { roundId } };

describe('The lock of a round', () => {
  it('is due when commitment closes, later when it is extended, never when it is cancelled', () => {
    const { CommitmentOpened, CommitmentExtended, RoundCancelled } = lockWhenDue.on;
    const due = (at: string | null): DueTime[] => [{ key: roundId, at, ask: lock }];
    const later = '2026-06-19T11:00:00.000Z';
    const cancelled = { roundId, consortiumId, fundId, reason: '', cancelledBy: '', released: [] };
    expect(CommitmentOpened?.(terms)).toEqual(due(closesAt));
    expect(CommitmentExtended?.({ roundId, consortiumId, closesAt: later })).toEqual(due(later));
    expect(RoundCancelled?.(cancelled)).toEqual(due(null));
  });
});
