import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ReadModel, Rows } from '#libs/event-sourcing';
import type { FundEvent, JournalEntry } from '#messages/ledger';
import { accounts } from './journal.js';

@Entity('funds')
export class FundRow {
  @PrimaryColumn('text') fundId!: string;
  @Column('text') consortiumId!: string;
  @Column('text') name!: string;
  @Column('text') holderPartyId!: string;
  @Column('bigint') bankPence!: number;
}

@Entity('party_money')
export class PartyMoneyRow {
  @PrimaryColumn('text') fundId!: string;
  @PrimaryColumn('text') partyId!: string;
  @Column('bigint') budgetPence!: number;
  @Column('bigint') reservedPence!: number;
  @Column('bigint') spentPence!: number;
  @Column('bigint') calledPence!: number;
  @Column('bigint') contributedPence!: number;
  @Column('bigint') paidPence!: number;
}

@Entity('reservations')
export class ReservationRow {
  @PrimaryColumn('text') fundId!: string;
  @PrimaryColumn('text') reservationId!: string;
  @Column('text') roundId!: string;
  @Column('bigint') amountPence!: number;
}

@Entity('payables')
export class PayableRow {
  @PrimaryColumn('text') invoiceId!: string;
  @Column('text') invoiceNumber!: string;
  @Column('text') fundId!: string;
  @Column('text') consortiumId!: string;
  @Column('text') roundId!: string;
  @Column('text') partyId!: string;
  @Column('text') supplierId!: string;
  @Column('text') supplierName!: string;
  @Column('bigint') grossPence!: number;
  @Column('text') dueDay!: string;
  @Column('text', { nullable: true }) paidDay!: string | null;
}

/** What each fund, and each party in it, has, holds and owes. */
export const funds: ReadModel<FundEvent> = {
  name: 'funds',
  version: 1,
  rows: [FundRow, PartyMoneyRow, ReservationRow, PayableRow],
  on: {
    FundOpened: (rows, { fundId, consortiumId, name, holderPartyId }) =>
      rows.put(FundRow, { fundId, consortiumId, name, holderPartyId, bankPence: 0 }),

    BudgetApproved: (rows, { fundId, partyId, amountPence }) =>
      changeMoney(rows, fundId, partyId, () => ({ budgetPence: amountPence })),

    FundsReserved: (rows, data) => {
      const { fundId, reservationId, roundId, amountPence } = data;
      rows.put(ReservationRow, { fundId, reservationId, roundId, amountPence });
      if (data.entry) post(rows, fundId, data.entry);
    },

    ReservationReduced: (rows, data) => {
      const { fundId, reservationId, roundId, amountPence } = data;
      rows.put(ReservationRow, { fundId, reservationId, roundId, amountPence });
      post(rows, fundId, data.entry);
    },

    CashCalled: (rows, { fundId, entry }) => post(rows, fundId, entry),

    InvoicePosted: (rows, data) => {
      const { invoiceId, invoiceNumber, fundId, consortiumId, roundId, partyId } = data;
      const { supplierId, supplierName, grossPence, dueDay, costPence, consumed, entry } = data;
      const ids = { invoiceId, invoiceNumber, fundId, consortiumId, roundId, partyId };
      const paidDay = grossPence === 0 ? entry.effectiveDay : null;
      const owed = { supplierId, supplierName, grossPence, dueDay, paidDay };
      rows.put(PayableRow, { ...ids, ...owed });
      changeMoney(rows, fundId, partyId, (row) => ({ spentPence: row.spentPence + costPence }));
      for (const { reservationId, amountPence } of consumed) {
        rows.add(ReservationRow, { fundId, reservationId }, { amountPence: -amountPence });
      }
      post(rows, fundId, entry);
    },

    ContributionReceived: (rows, { fundId, entry }) => post(rows, fundId, entry),

    SupplierPaid: (rows, { fundId, invoiceId, entry }) => {
      rows.patch(PayableRow, invoiceId, { paidDay: entry.effectiveDay });
      post(rows, fundId, entry);
    },
  },
};

/** The sums follow from the legs of the journal, whatever the entry is about. */
function post(rows: Rows, fundId: string, { legs }: JournalEntry): void {
  for (const { account, debitPence, creditPence, partyId } of legs) {
    const balance = debitPence - creditPence;
    if (account === accounts.bank) rows.add(FundRow, fundId, { bankPence: balance });
    if (partyId === undefined) continue;
    changeMoney(rows, fundId, partyId, (row) => {
      if (account === accounts.encumbrance(partyId)) {
        return { reservedPence: row.reservedPence + balance };
      }
      if (account === accounts.calls(partyId)) {
        return {
          calledPence: row.calledPence + debitPence,
          contributedPence: row.contributedPence + creditPence,
        };
      }
      return account === accounts.bank ? { paidPence: row.paidPence + creditPence } : {};
    });
  }
}

function changeMoney(
  rows: Rows,
  fundId: string,
  partyId: string,
  change: (row: PartyMoneyRow) => Partial<PartyMoneyRow>,
): void {
  rows.change(PartyMoneyRow, { fundId, partyId }, (before) => {
    const row = before ?? nothingYet(fundId, partyId);
    return { ...row, ...change(row) };
  });
}

function nothingYet(fundId: string, partyId: string): PartyMoneyRow {
  return {
    fundId,
    partyId,
    budgetPence: 0,
    reservedPence: 0,
    spentPence: 0,
    calledPence: 0,
    contributedPence: 0,
    paidPence: 0,
  };
}
