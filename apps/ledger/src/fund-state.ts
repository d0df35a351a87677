import type { FundEvent } from '#messages/ledger';

/** One party's side of a fund, all in pence. */
export interface PartyAccount {
  readonly budget: number;
  readonly reserved: number;
  /** Matched invoices that came out of the budget: net, and VAT that is not recovered. */
  readonly spent: number;
  readonly called: number;
  readonly contributed: number;
  readonly paid: number;
}

export interface Reservation {
  readonly partyId: string;
  readonly schoolUrn: string;
  readonly roundId: string;
  readonly amountPence: number;
  /** The last request that it was held for. */
  readonly requestId: string;
}

export interface PostedInvoice {
  readonly invoiceNumber: string;
  readonly roundId: string;
  readonly partyId: string;
  readonly supplierId: string;
  readonly grossPence: number;
  readonly paid: boolean;
}

export interface Fund {
  readonly fundId?: string;
  readonly consortiumId?: string;
  readonly parties: Readonly<Record<string, PartyAccount>>;
  readonly reservations: Readonly<Record<string, Reservation>>;
  readonly invoices: Readonly<Record<string, PostedInvoice>>;
  /** `day reference` of every line of the bank statement that is recorded. */
  readonly bankLines: readonly string[];
}

export const noFund: Fund = { parties: {}, reservations: {}, invoices: {}, bankLines: [] };

const noAccount: PartyAccount = {
  budget: 0,
  reserved: 0,
  spent: 0,
  called: 0,
  contributed: 0,
  paid: 0,
};

export function accountOf({ parties }: Fund, partyId: string): PartyAccount {
  return parties[partyId] ?? noAccount;
}

/** What a party may still commit. */
export function availablePence({ budget, reserved, spent }: PartyAccount): number {
  return budget - reserved - spent;
}

/** A party's money in the bank. */
export function cashHeldPence({ contributed, paid }: PartyAccount): number {
  return contributed - paid;
}

/** Called and not yet here. */
export function owesPence({ called, contributed }: PartyAccount): number {
  return called - contributed;
}

export function bankLine(day: string, reference: string): string {
  return `${day} ${reference.trim()}`;
}

type Evolve = {
  [Type in FundEvent['type']]: (
    fund: Fund,
    data: Extract<FundEvent, { type: Type }>['data'],
  ) => Fund;
};

export const evolveFund: Evolve = {
  FundOpened: (fund, { fundId, consortiumId }) => ({ ...fund, fundId, consortiumId }),

  BudgetApproved: (fund, { partyId, amountPence }) =>
    withAccount(fund, partyId, { budget: amountPence }),

  FundsReserved: (fund, { reservationId, requestId, ...held }) => {
    const { partyId, schoolUrn, roundId, amountPence } = held;
    return holding(fund, reservationId, { partyId, schoolUrn, roundId, amountPence, requestId });
  },

  ReservationRefused: (fund) => fund,

  ReservationReduced: (fund, { reservationId, amountPence }) => {
    const reservation = fund.reservations[reservationId];
    return reservation ? holding(fund, reservationId, { ...reservation, amountPence }) : fund;
  },

  CashCalled: (fund, { partyId, amountPence }) =>
    withAccount(fund, partyId, { called: accountOf(fund, partyId).called + amountPence }),

  InvoicePosted: (fund, data) => {
    const { invoiceId, invoiceNumber, roundId, partyId, supplierId, grossPence } = data;
    const paid = grossPence === 0;
    const posted = { invoiceNumber, roundId, partyId, supplierId, grossPence, paid };
    const used = data.consumed.reduce((before, { reservationId, amountPence }) => {
      const reservation = before.reservations[reservationId];
      if (!reservation) return before;
      const left = reservation.amountPence - amountPence;
      return holding(before, reservationId, { ...reservation, amountPence: left });
    }, fund);
    const spent = accountOf(fund, partyId).spent + data.costPence;
    return withAccount({ ...used, invoices: { ...used.invoices, [invoiceId]: posted } }, partyId, {
      spent,
    });
  },

  ContributionReceived: (fund, { partyId, amountPence, bankReference, entry }) => {
    const contributed = accountOf(fund, partyId).contributed + amountPence;
    const line = bankLine(entry.effectiveDay, bankReference);
    return withAccount({ ...fund, bankLines: [...fund.bankLines, line] }, partyId, { contributed });
  },

  SupplierPaid: (fund, { invoiceId, partyId, amountPence }) => {
    const invoice = fund.invoices[invoiceId];
    const invoices = invoice
      ? { ...fund.invoices, [invoiceId]: { ...invoice, paid: true } }
      : fund.invoices;
    const paid = accountOf(fund, partyId).paid + amountPence;
    return withAccount({ ...fund, invoices }, partyId, { paid });
  },
};

function withAccount(fund: Fund, partyId: string, change: Partial<PartyAccount>): Fund {
  const account = { ...accountOf(fund, partyId), ...change };
  return { ...fund, parties: { ...fund.parties, [partyId]: account } };
}

/** Holds this much under this name from now on, and moves the party's sum by the difference. */
function holding(fund: Fund, reservationId: string, reservation: Reservation): Fund {
  const before = fund.reservations[reservationId]?.amountPence ?? 0;
  const reserved = accountOf(fund, reservation.partyId).reserved + reservation.amountPence - before;
  const reservations = { ...fund.reservations, [reservationId]: reservation };
  return withAccount({ ...fund, reservations }, reservation.partyId, { reserved });
}
