import { sumPence } from '#libs/money';
import type { JournalEntry, Leg } from '#messages/ledger';

/** The accounts of a fund in agent mode: it holds its members' money, and owes suppliers for them. */
export const accounts = {
  bank: 'Assets:Bank',
  calls: (partyId: string) => `Assets:Calls:${partyId}`,
  /** Held for a party, and called for nothing: its credit. */
  member: (partyId: string) => `Liabilities:Members:${partyId}`,
  /** A party's own once suppliers and other parties have paid it in. */
  awaited: (partyId: string) => `Liabilities:Awaited:${partyId}`,
  /** What a supplier owes back for credit notes. */
  refunds: (supplierId: string) => `Assets:Refunds:${supplierId}`,
  supplier: (supplierId: string) => `Liabilities:Suppliers:${supplierId}`,
  /** What is held for a party's orders, and its other side: always equal and opposite. */
  encumbrance: (partyId: string) => `Equity:Encumbrance:${partyId}`,
  reservations: 'Equity:Reservations',
} as const;

type Whose = Omit<Leg, 'account' | 'debitPence' | 'creditPence'>;

export function debit(account: string, amountPence: number, whose: Whose = {}): Leg {
  return { account, debitPence: amountPence, creditPence: 0, ...whose };
}

export function credit(account: string, amountPence: number, whose: Whose = {}): Leg {
  return { account, debitPence: 0, creditPence: amountPence, ...whose };
}

/** An entry, if it balances and moves something; anything else is a bug and throws. */
export function journalEntry(
  description: string,
  effectiveDay: string,
  legs: readonly Leg[],
): JournalEntry {
  const debits = sumPence(legs.map(({ debitPence }) => debitPence));
  const credits = sumPence(legs.map(({ creditPence }) => creditPence));
  if (debits !== credits || debits <= 0) {
    throw new Error(`"${description}" does not balance: ${debits} against ${credits}.`);
  }
  if (legs.some((leg) => leg.debitPence < 0 || leg.creditPence < 0)) {
    throw new Error(`"${description}" has a negative leg.`);
  }
  return { description, effectiveDay, legs };
}

/** The two legs of holding more (a positive difference) or less for a party. */
export function encumbranceLegs(
  differencePence: number,
  partyId: string,
  schoolUrn: string,
): Leg[] {
  const whose = { partyId, schoolUrn };
  const amount = Math.abs(differencePence);
  const party = accounts.encumbrance(partyId);
  return differencePence > 0
    ? [debit(party, amount, whose), credit(accounts.reservations, amount, whose)]
    : [debit(accounts.reservations, amount, whose), credit(party, amount, whose)];
}
