import { refuse, refuseFutureDay } from '#libs/decider';
import type { FundEvent, Leg, Passed } from '#messages/ledger';
import type { Transfer } from '#messages/savings';
import { accounts } from './journal.js';
import type { Moved } from './moved-transfers.js';

/** One party's side of a fund, all in pence. */
export interface PartyAccount {
  readonly budget: number;
  readonly reserved: number;
  /** Matched invoices and transfers that came out of the budget, less credit notes. */
  readonly spent: number;
  /** Called and not yet here. */
  readonly owes: number;
  /** Held for it, and called for nothing. Nobody has credit and owes at once. */
  readonly credit: number;
  /** Its money in the bank. */
  readonly cash: number;
}

export interface Reservation {
  readonly partyId: string;
  readonly schoolUrn: string;
  readonly roundId: string;
  readonly amountPence: number;
  /** The last request that it was held for. */
  readonly requestId: string;
}

/** Whose bill it is: credit notes belong to the invoices of the same. */
export interface Bill {
  readonly roundId: string;
  readonly partyId: string;
  readonly supplierId: string;
  readonly grossPence: number;
}

export interface PostedInvoice extends Bill {
  readonly invoiceNumber: string;
  /** Taken off by credit notes before it was paid. */
  readonly creditedPence: number;
  /** Still to pay. */
  readonly leftPence: number;
}

export interface PostedCreditNote extends Bill {
  readonly creditNoteNumber: string;
  /** What the supplier still owes back for it. */
  readonly refundPence: number;
}

/** By party: above 0 what it still has to pay into the others' shares, below 0 what it awaits. */
export type Positions = Readonly<Record<string, number>>;

export interface Fund {
  readonly fundId?: string;
  readonly consortiumId?: string;
  readonly parties: Readonly<Record<string, PartyAccount>>;
  readonly reservations: Readonly<Record<string, Reservation>>;
  readonly invoices: Readonly<Record<string, PostedInvoice>>;
  readonly creditNotes: Readonly<Record<string, PostedCreditNote>>;
  /** By round: the transfers that are posted, added up. */
  readonly moved: Readonly<Record<string, Moved>>;
  /** Transfers of each round that are still to be paid; adds up to nothing. */
  readonly open: Readonly<Record<string, Positions>>;
  /** `day reference` of every line of money in that is recorded. */
  readonly bankLines: readonly string[];
  /** Of every line of money out: several invoices may be paid by one, a refund has its own. */
  readonly paymentLines: readonly string[];
  readonly refundLines: readonly string[];
  readonly refundIds: readonly string[];
}

export const noFund: Fund = {
  parties: {},
  reservations: {},
  invoices: {},
  creditNotes: {},
  moved: {},
  open: {},
  bankLines: [],
  paymentLines: [],
  refundLines: [],
  refundIds: [],
};

const noAccount: PartyAccount = { budget: 0, reserved: 0, spent: 0, owes: 0, credit: 0, cash: 0 };

export function accountOf({ parties }: Pick<Fund, 'parties'>, partyId: string): PartyAccount {
  return parties[partyId] ?? noAccount;
}

/** What a party may still commit. */
export function availablePence({ budget, reserved, spent }: PartyAccount): number {
  return budget - reserved - spent;
}

export function bankLine(day: string, reference: string): string {
  return `${day} ${reference.trim()}`;
}

/** A line of the bank statement that is recorded among these is not recorded again. */
export function refuseBankLine(
  lines: readonly string[],
  day: string,
  reference: string,
  at: string,
): void {
  refuseFutureDay(day, at, `The line "${reference}" is dated`);
  if (!lines.includes(bankLine(day, reference))) return;
  refuse('bank-line-recorded', `The line "${reference}" of ${day} is recorded already.`);
}

/** What legs on a party's accounts and on the bank do to its side of the fund. */
export function posted(fund: Fund, legs: readonly Leg[]): Fund {
  const changed: Record<string, PartyAccount> = {};
  for (const { account, debitPence, creditPence, partyId } of legs) {
    if (partyId === undefined) continue;
    const before = changed[partyId] ?? accountOf(fund, partyId);
    const balance = debitPence - creditPence;
    if (account === accounts.bank) changed[partyId] = { ...before, cash: before.cash + balance };
    if (account === accounts.calls(partyId)) {
      changed[partyId] = { ...before, owes: before.owes + balance };
    }
    if (account === accounts.member(partyId)) {
      changed[partyId] = { ...before, credit: before.credit - balance };
    }
  }
  return { ...fund, parties: { ...fund.parties, ...changed } };
}

/** Cash that is held for others from now on: transfers come true. */
export function movedOn(fund: Fund, passed: readonly Passed[] = []): Fund {
  return passed.reduce((before, { roundId, fromPartyId, toPartyId, amountPence }) => {
    const from = accountOf(before, fromPartyId).cash - amountPence;
    const given = withAccount(before, fromPartyId, { cash: from });
    const to = accountOf(given, toPartyId).cash + amountPence;
    return withPositions(withAccount(given, toPartyId, { cash: to }), roundId, [
      [fromPartyId, -amountPence],
      [toPartyId, amountPence],
    ]);
  }, fund);
}

/** Transfers that are to be paid from now on; what a party awaits is set off against it. */
export function transferring(fund: Fund, roundId: string, transfers: readonly Transfer[]): Fund {
  const changes = transfers.map(({ partyId, amountPence }) => [partyId, amountPence] as const);
  return withPositions(fund, roundId, changes);
}

function withPositions(
  fund: Fund,
  roundId: string,
  changes: readonly (readonly [string, number])[],
): Fund {
  const positions = { ...fund.open[roundId] };
  for (const [partyId, by] of changes) positions[partyId] = (positions[partyId] ?? 0) + by;
  const left = Object.entries(positions).filter(([, pence]) => pence !== 0);
  const { [roundId]: _, ...others } = fund.open;
  if (left.length === 0) return { ...fund, open: others };
  return { ...fund, open: { ...fund.open, [roundId]: Object.fromEntries(left) } };
}

export type Data<Type extends FundEvent['type']> = Extract<FundEvent, { type: Type }>['data'];

export function withAccount(fund: Fund, partyId: string, change: Partial<PartyAccount>): Fund {
  const account = { ...accountOf(fund, partyId), ...change };
  return { ...fund, parties: { ...fund.parties, [partyId]: account } };
}

/** The budget gives this much more for a party; less than nothing gives back to it. */
export function spending(fund: Fund, partyId: string, pence: number): Fund {
  return withAccount(fund, partyId, { spent: accountOf(fund, partyId).spent + pence });
}

/** Holds this much under this name from now on, and moves the party's sum by the difference. */
export function holding(fund: Fund, reservationId: string, reservation: Reservation): Fund {
  const before = fund.reservations[reservationId]?.amountPence ?? 0;
  const reserved = accountOf(fund, reservation.partyId).reserved + reservation.amountPence - before;
  const reservations = { ...fund.reservations, [reservationId]: reservation };
  return withAccount({ ...fund, reservations }, reservation.partyId, { reserved });
}
