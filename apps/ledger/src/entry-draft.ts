import { splitByLargestRemainder } from '#libs/money';
import type { Leg, Passed } from '#messages/ledger';
import { accountOf, movedOn, posted, type Fund } from './fund-state.js';
import { accounts, credit, debit } from './journal.js';

/** An entry in the making, and the fund as it will be after it: each step sees those before. */
export interface Draft {
  readonly fund: Fund;
  readonly legs: readonly Leg[];
  readonly passed: readonly Passed[];
}

export function draftOf(fund: Fund): Draft {
  return { fund, legs: [], passed: [] };
}

/** Legs of nothing are left out. */
export function withLegs({ fund, legs, passed }: Draft, ...more: readonly Leg[]): Draft {
  const moving = more.filter(({ debitPence, creditPence }) => debitPence + creditPence > 0);
  return { fund: posted(fund, moving), legs: [...legs, ...moving], passed };
}

/** Uses a party's credit for what it owes: nobody has credit and owes at once. */
export function settingOff(draft: Draft, partyId: string): Draft {
  const account = accountOf(draft.fund, partyId);
  const pence = Math.max(0, Math.min(account.credit, account.owes));
  return withLegs(
    draft,
    debit(accounts.member(partyId), pence, { partyId }),
    credit(accounts.calls(partyId), pence, { partyId }),
  );
}

/**
 * Hands on what parties have paid in for the others' shares: what a party still owes counts
 * against its transfers first. The oldest round comes first, and those who wait in it get their
 * part by what they wait for. Goes on until nothing moves, as who gets something may have to
 * hand it on.
 */
export function handingOn(draft: Draft): Draft {
  const giver = Object.keys(draft.fund.parties).find((id) => toHandOn(draft.fund, id) > 0);
  return giver === undefined ? draft : handingOn(handedOn(draft, giver));
}

function handedOn(draft: Draft, fromPartyId: string): Draft {
  const { fund } = draft;
  const open = Object.entries(fund.open).find(([, positions]) => (positions[fromPartyId] ?? 0) > 0);
  if (!open) throw new Error(`Party ${fromPartyId} has nothing to hand on.`);
  const [roundId, positions] = open;
  const pence = Math.min(toHandOn(fund, fromPartyId), positions[fromPartyId] ?? 0);
  const waiting = Object.entries(positions).filter(([, position]) => position < 0);
  const weights = waiting.map(([id, position]) => ({ id, weight: -position }));
  const parts = splitByLargestRemainder(pence, weights).filter((part) => part.pence > 0);
  return parts.reduce((before, { id: toPartyId, pence: amountPence }) => {
    const whose = { partyId: toPartyId };
    const passed = { roundId, fromPartyId, toPartyId, amountPence };
    const given = withLegs(
      before,
      debit(accounts.awaited(toPartyId), amountPence, whose),
      credit(accounts.member(toPartyId), amountPence, whose),
    );
    const moved = { ...given, fund: movedOn(given.fund, [passed]) };
    return settingOff({ ...moved, passed: [...given.passed, passed] }, toPartyId);
  }, draft);
}

/** Of what a party has paid in, what it was called for others and is not with them yet. */
function toHandOn(fund: Fund, partyId: string): number {
  return openTransfers(fund, partyId) - accountOf(fund, partyId).owes;
}

/** What a party still has to pay into the others' shares, whatever it awaits elsewhere. */
export function openTransfers({ open }: Fund, partyId: string): number {
  return Object.values(open).reduce(
    (sum, positions) => sum + Math.max(0, positions[partyId] ?? 0),
    0,
  );
}
