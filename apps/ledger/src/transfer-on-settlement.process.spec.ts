import { describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '#libs/event-store';
import { PostTransfers } from '#messages/ledger';
import { ask } from '#messages/messages';
import type { ComputedShares, RestatedShares } from '#messages/savings';
import { transferOnSettlement } from './transfer-on-settlement.process.js';

const { SharesSettled, SharesRestated } = transferOnSettlement.on;
const event = { id: 'the event' } as StoredEvent<never>;
const transfers = [
  { schoolUrn: '990001', partyId: 'a', amountPence: 300 },
  { partyId: 'b', amountPence: -300 },
];
const shares: ComputedShares = {
  roundId: 'round',
  consortiumId: 'c',
  fundId: 'fund',
  inputHash: '',
  rule: { id: 'contribution', version: 1 },
  rows: [],
  transfers,
};
const restated: RestatedShares = {
  ...shares,
  reason: 'Credit note C 1',
  cause: { stream: 'order-1', revision: 7 },
  differences: [],
  transferChanges: transfers,
};
const which = { fundId: 'fund', roundId: 'round', transferId: 'the event' };

describe('When shares are settled', () => {
  it('the fund moves what the rule asks for, named by the event', () => {
    expect(SharesSettled?.(shares, event)).toEqual([
      ask(PostTransfers, { ...which, reason: 'Shares settled', transfers }),
    ]);
  });

  it('nothing moves where everyone pays what it is billed', () => {
    const { transfers: _, ...equal } = shares;
    expect(SharesSettled?.(equal, event)).toEqual([]);
    expect(SharesSettled?.({ ...shares, transfers: [] }, event)).toEqual([]);
  });

  it('a restatement moves the difference, with its reason, however long', () => {
    const reason = 'Shares restated: Credit note C 1';
    expect(SharesRestated?.(restated, event)).toEqual([
      ask(PostTransfers, { ...which, reason, transfers }),
    ]);
    const [asked] = SharesRestated?.({ ...restated, reason: 'x'.repeat(600) }, event) ?? [];
    expect(asked?.body).toMatchObject({ reason: expect.stringMatching(/^.{499}…$/) });
    expect(SharesRestated?.({ ...restated, transferChanges: [] }, event)).toEqual([]);
  });
});
