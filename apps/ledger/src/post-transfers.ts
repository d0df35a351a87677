import { refuse } from '#libs/decider';
import { formatPounds, sumPence } from '#libs/money';
import type { FundEvent, PostTransfers, RefundMember, TransferLine } from '#messages/ledger';
import { reservationOf } from '#messages/rounds';
import { draftOf, handingOn, withLegs, type Draft } from './entry-draft.js';
import {
  accountOf,
  availablePence,
  refuseBankLine,
  transferring,
  type Fund,
} from './fund-state.js';
import { accounts, credit, debit, encumbranceLegs, journalEntry } from './journal.js';
import { changesTo, whoOf } from './moved-transfers.js';
import type { OpenedFund } from './post-invoice.js';

interface Consumed {
  readonly reservationId: string;
  readonly partyId: string;
  readonly schoolUrn: string;
  readonly amountPence: number;
}

/**
 * What a round's sharing rule moves between its schools, in one entry and whole or not at all.
 * Payers are called for what their credit does not cover; receivers have it once it is paid in.
 */
export function postTransfers(fund: OpenedFund, command: PostTransfers): FundEvent[] {
  const { fundId, consortiumId } = fund;
  const { transferId, roundId, asOf, reason, meta } = command;
  refuseUnsound(command.transfers);
  const posted = fund.moved[roundId];
  if (posted && asOf <= posted.asOf) return [];
  const transfers = changesTo(command.transfers, posted?.lines);
  const consumed = consumedBy(fund, roundId, transfers);
  const nets = netsOf(transfers);
  for (const [partyId, net] of nets) refuseUnfunded(fund, transfers, partyId, net, consumed);
  const moved = withLegs(
    draftOf(fund),
    ...transfers.map(schoolLeg),
    ...consumed.flatMap((one) => encumbranceLegs(-one.amountPence, one.partyId, one.schoolUrn)),
  );
  const financed = nets.reduce(
    (draft, [partyId, net]) => financing(fund, roundId, draft, partyId, net),
    moved,
  );
  const { legs, passed } = handingOn({
    ...financed,
    fund: transferring(financed.fund, roundId, transfers),
  });
  const day = meta.at.slice(0, 10);
  const none = { description: reason, effectiveDay: day, legs: [] };
  const entry = legs.length === 0 ? none : journalEntry(reason, day, legs);
  const used = consumed.map(({ reservationId, amountPence }) => ({ reservationId, amountPence }));
  const ids = { fundId, consortiumId, transferId, roundId, asOf, reason };
  return [{ type: 'TransfersPosted', data: { ...ids, transfers, consumed: used, passed, entry } }];
}

function refuseUnsound(transfers: readonly TransferLine[]): void {
  const sum = sumPence(transfers.map(amountOf));
  if (sum !== 0 || transfers.some(({ amountPence }) => amountPence === 0)) {
    const sentence = `Transfers must each move something and add up to £0.00; these come to ${formatPounds(sum)}.`;
    refuse('transfers-unbalanced', sentence);
  }
  if (new Set(transfers.map(whoOf)).size < transfers.length) {
    refuse('transfer-repeated', 'A school is named twice in these transfers: put them into one.');
  }
}

/** Pays back what is held for a party and is called for nothing. */
export function refundMember(fund: OpenedFund, command: RefundMember): FundEvent[] {
  const { fundId, consortiumId } = fund;
  const { refundId, partyId, amountPence, bankReference, paidDay } = command;
  if (amountPence === 0) refuse('nothing-refunded', 'A refund is more than £0.00.');
  if (fund.refundIds.includes(refundId)) {
    refuse('refund-recorded', 'This refund has been recorded already.');
  }
  const lines = [...fund.refundLines, ...fund.paymentLines];
  refuseBankLine(lines, paidDay, bankReference, command.meta.at);
  const { credit: free } = accountOf(fund, partyId);
  if (amountPence > free) {
    const sentence = `${formatPounds(amountPence)} is more than the ${formatPounds(free)} that the fund holds for this party and has called for nothing. What it awaits from others can be paid back when they have paid it in.`;
    refuse('refund-exceeds-held', sentence);
  }
  const entry = journalEntry(`Refund ${bankReference}`, paidDay, [
    debit(accounts.member(partyId), amountPence, { partyId }),
    credit(accounts.bank, amountPence, { partyId }),
  ]);
  const data = { fundId, consortiumId, refundId, partyId, amountPence, bankReference, entry };
  return [{ type: 'MemberRefunded', data }];
}

/** What each party pays or gets in all, in the order of their ids. */
function netsOf(transfers: readonly TransferLine[]): [string, number][] {
  const ids = [...new Set(transfers.map(({ partyId }) => partyId))].toSorted();
  return ids.map((partyId) => {
    const own = transfers.filter((one) => one.partyId === partyId);
    return [partyId, sumPence(own.map(({ amountPence }) => amountPence))];
  });
}

/** Each payer's reservation for the round gives what it still can. */
function consumedBy(fund: Fund, roundId: string, transfers: readonly TransferLine[]): Consumed[] {
  return transfers.flatMap(({ schoolUrn, partyId, amountPence }) => {
    if (schoolUrn === undefined || amountPence < 0) return [];
    const reservationId = reservationOf(roundId, schoolUrn);
    const held = fund.reservations[reservationId]?.amountPence ?? 0;
    const used = Math.min(amountPence, held);
    return used > 0 ? [{ reservationId, partyId, schoolUrn, amountPence: used }] : [];
  });
}

/** What no reservation covers must be free in the party's budget. */
function refuseUnfunded(
  fund: Fund,
  transfers: readonly TransferLine[],
  partyId: string,
  net: number,
  consumed: readonly Consumed[],
): void {
  const own = transfers.filter((one) => one.partyId === partyId && one.schoolUrn !== undefined);
  const cost = sumPence(own.map(({ amountPence }) => amountPence));
  const used = sumPence(consumed.filter((one) => one.partyId === partyId).map(amountOf));
  const available = availablePence(accountOf(fund, partyId));
  const uncovered = cost - used;
  if (uncovered <= 0 || uncovered <= available) return;
  const schools = own
    .filter(({ amountPence }) => amountPence > 0)
    .map(({ schoolUrn }) => schoolUrn);
  const sentence = `What school ${schools.join(', ')} pays into the others’ shares, ${formatPounds(net)}, needs ${formatPounds(uncovered)} more than is reserved for it, and ${formatPounds(available)} of its party's budget is free. Its approver can raise the budget; then ask for this again.`;
  refuse('budget-exceeded', sentence);
}

function amountOf({ amountPence }: { amountPence: number }): number {
  return amountPence;
}

function schoolLeg({ schoolUrn, partyId, amountPence }: TransferLine) {
  const whose = { partyId, ...(schoolUrn !== undefined && { schoolUrn }) };
  const side = amountPence > 0 ? debit : credit;
  return side(accounts.member(partyId), Math.abs(amountPence), whose);
}

/**
 * A payer uses what it awaits in this round, then its credit, and is called for the rest. A
 * receiver's own call for this round shrinks first; it awaits the rest.
 */
function financing(fund: Fund, roundId: string, draft: Draft, partyId: string, net: number): Draft {
  const position = fund.open[roundId]?.[partyId] ?? 0;
  const whose = { partyId };
  if (net > 0) {
    const awaited = Math.min(net, Math.max(0, -position));
    const called = net - awaited - Math.min(net - awaited, accountOf(fund, partyId).credit);
    return withLegs(
      draft,
      debit(accounts.awaited(partyId), awaited, whose),
      credit(accounts.member(partyId), awaited, whose),
      debit(accounts.calls(partyId), called, whose),
      credit(accounts.member(partyId), called, whose),
    );
  }
  const uncalled = Math.min(-net, Math.max(0, position));
  return withLegs(
    draft,
    debit(accounts.member(partyId), uncalled, whose),
    credit(accounts.calls(partyId), uncalled, whose),
    debit(accounts.member(partyId), -net - uncalled, whose),
    credit(accounts.awaited(partyId), -net - uncalled, whose),
  );
}
