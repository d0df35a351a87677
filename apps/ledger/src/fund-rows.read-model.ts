import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SupplierRefundView, TransferView } from '#messages/ledger';
import type { Transfer } from '#messages/savings';

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
  @Column('bigint') owesPence!: number;
  @Column('bigint') cashHeldPence!: number;
  @Column('bigint') creditPence!: number;
  @Column('bigint') awaitedPence!: number;
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
  @Column('bigint') creditedPence!: number;
  @Column('bigint') leftPence!: number;
  @Column('text') dueDay!: string;
  @Column('text', { nullable: true }) paidDay!: string | null;
}

@Entity('posted_credit_notes')
export class PostedCreditNoteRow implements SupplierRefundView {
  @PrimaryColumn('text') creditNoteId!: string;
  @Column('text') creditNoteNumber!: string;
  @Column('text') fundId!: string;
  @Column('text') roundId!: string;
  @Column('text') partyId!: string;
  @Column('text') supplierId!: string;
  @Column('text') supplierName!: string;
  @Column('bigint') refundPence!: number;
  @Column('bigint') receivedPence!: number;
  @Column('text', { nullable: true }) receivedDay!: string | null;
}

@Entity('posted_transfers')
export class TransferRow implements TransferView {
  @PrimaryColumn('text') transferId!: string;
  @Column('text') fundId!: string;
  @Column('text') roundId!: string;
  @Column('text') reason!: string;
  @Column('text') at!: string;
  @Column('text') stream!: string;
  @Column('int') revision!: number;
  @Column('jsonb') transfers!: readonly Transfer[];
}
