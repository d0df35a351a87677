import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ReadModel } from '#libs/event-sourcing';
import type { FundEvent } from '#messages/ledger';
import {
  orderIdOf,
  type CreditLine,
  type CreditNoteView,
  type InvoiceLine,
  type InvoiceView,
  type LotVat,
  type OrderEvent,
  type OrderLineView,
  type ShortageView,
} from '#messages/orders';
import type { TenderEvent } from '#messages/tenders';

@Entity('orders')
export class OrderRow {
  @PrimaryColumn('text') orderId!: string;
  @Column('text') tenderId!: string;
  @Index() @Column('text') roundId!: string;
  @Column('text') consortiumId!: string;
  @Column('text') fundId!: string;
  @Column('text') supplierId!: string;
  @Column('text') supplierName!: string;
  @Column('int') paymentDays!: number;
  @Column('text') placedAt!: string;
}

@Entity('order_lines')
@Index(['consortiumId', 'schoolUrn'])
export class OrderLineRow implements OrderLineView {
  @PrimaryColumn('text') orderId!: string;
  @PrimaryColumn('text') lotId!: string;
  @PrimaryColumn('text') schoolUrn!: string;
  @Index() @Column('text') roundId!: string;
  @Column('text') consortiumId!: string;
  @Column('text') supplierId!: string;
  /** Its place on the order. */
  @Column('int') place!: number;
  @Column('text') partyId!: string;
  @Column('text') item!: string;
  @Column('text') description!: string;
  @Column('text') unit!: string;
  @Column('text') financeCode!: string;
  @Column('int') vatRateBasisPoints!: number;
  @Column('int') quantity!: number;
  @Column('bigint') paysPence!: number;
  @Column('boolean') vatRecovered!: boolean;
  @Column('int') received!: number;
  @Column('int') invoiced!: number;
  @Column('bigint') invoicedPence!: number;
  @Column('int') short!: number;
  @Column('int') credited!: number;
  @Column('bigint') creditedPence!: number;
}

@Entity('order_invoices')
export class InvoiceRow implements InvoiceView {
  @PrimaryColumn('text') invoiceId!: string;
  @Index() @Column('text') orderId!: string;
  @Index() @Column('text') roundId!: string;
  @Column('text') consortiumId!: string;
  @Column('text') supplierId!: string;
  @Column('text') supplierName!: string;
  @Column('text') partyId!: string;
  @Column('text') invoiceNumber!: string;
  @Column('text') invoiceDay!: string;
  @Column('text') dueDay!: string;
  @Column('jsonb') lines!: readonly InvoiceLine[];
  @Column('bigint') netPence!: number;
  @Column('bigint') vatPence!: number;
  @Column('bigint') grossPence!: number;
  @Column('bigint') creditedPence!: number;
  @Column('text') status!: 'matched' | 'paid';
}

@Entity('order_credit_notes')
export class CreditNoteRow implements CreditNoteView {
  @PrimaryColumn('text') creditNoteId!: string;
  @Index() @Column('text') orderId!: string;
  @Index() @Column('text') roundId!: string;
  @Column('text') consortiumId!: string;
  @Column('text') supplierId!: string;
  @Column('text') supplierName!: string;
  @Column('text') partyId!: string;
  @Column('text') creditNoteNumber!: string;
  @Column('text') creditDay!: string;
  @Column('jsonb') lines!: readonly CreditLine[];
  @Column('bigint') netPence!: number;
  @Column('bigint') vatPence!: number;
  @Column('jsonb') vatByLot!: readonly LotVat[];
  @Column('bigint') grossPence!: number;
  @Column('text') reason!: string;
}

@Entity('order_shortages')
export class ShortageRow implements ShortageView {
  @PrimaryColumn('text') shortageId!: string;
  @Index() @Column('text') orderId!: string;
  @Column('text') consortiumId!: string;
  @Column('text') supplierId!: string;
  @Column('text') schoolUrn!: string;
  @Column('text') partyId!: string;
  @Column('text') lotId!: string;
  @Column('int') quantity!: number;
  @Column('text') reason!: string;
  @Column('text') declaredAt!: string;
}

/** What was awarded to a supplier and is not ordered yet: a round cannot be closed without it. */
@Entity('awaited_orders')
export class AwaitedOrderRow {
  @PrimaryColumn('text') orderId!: string;
  @Index() @Column('text') roundId!: string;
  @Column('int') units!: number;
}

/** Orders, what has come of them, what was billed, and what was corrected. */
export const ordersReadModel: ReadModel<OrderEvent | TenderEvent | FundEvent> = {
  name: 'orders',
  version: 2,
  rows: [OrderRow, OrderLineRow, InvoiceRow, CreditNoteRow, ShortageRow, AwaitedOrderRow],
  on: {
    TenderAwarded: (rows, { tenderId, roundId, lots }) => {
      const units = new Map<string, number>();
      for (const { supplierId, shares } of lots) {
        const more = shares.reduce((sum, { quantity }) => sum + quantity, 0);
        units.set(supplierId, (units.get(supplierId) ?? 0) + more);
      }
      for (const [supplierId, awaited] of units) {
        const orderId = orderIdOf(tenderId, supplierId);
        rows.put(AwaitedOrderRow, { orderId, roundId, units: awaited });
      }
    },

    OrderPlaced: (rows, data, { meta }) => {
      const { lines, leftOut: _, placedBy: __, ...order } = data;
      const { orderId, roundId, consortiumId, supplierId } = order;
      rows.remove(AwaitedOrderRow, orderId);
      rows.put(OrderRow, { ...order, placedAt: meta.at });
      lines.forEach((line, place) => {
        const whose = { orderId, roundId, consortiumId, supplierId, place };
        rows.put(OrderLineRow, { ...whose, ...line, ...nothingYet });
      });
    },

    GoodsReceived: (rows, { orderId, schoolUrn, lines }) => {
      for (const { lotId, quantity } of lines) {
        rows.add(OrderLineRow, { orderId, lotId, schoolUrn }, { received: quantity });
      }
    },

    InvoiceMatched: (rows, data) => {
      const { tenderId: _, fundId: __, schools: ___, recordedBy: ____, ...invoice } = data;
      const status = invoice.grossPence === 0 ? 'paid' : 'matched';
      rows.put(InvoiceRow, { ...invoice, creditedPence: 0, status });
      for (const { lotId, schoolUrn, quantity, netPence } of invoice.lines) {
        const key = { orderId: invoice.orderId, lotId, schoolUrn };
        rows.add(OrderLineRow, key, { invoiced: quantity, invoicedPence: netPence });
      }
    },

    ShortageDeclared: (rows, data, { meta }) => {
      const { tenderId: _, roundId: __, declaredBy: ___, ...shortage } = data;
      const { orderId, lotId, schoolUrn, quantity } = data;
      rows.put(ShortageRow, { ...shortage, declaredAt: meta.at });
      rows.add(OrderLineRow, { orderId, lotId, schoolUrn }, { short: quantity });
    },

    CreditNoteMatched: (rows, data) => {
      const { tenderId: _, fundId: __, schools: ___, recordedBy: ____, ...note } = data;
      rows.put(CreditNoteRow, note);
      for (const { lotId, schoolUrn, quantity, netPence } of note.lines) {
        const key = { orderId: note.orderId, lotId, schoolUrn };
        rows.add(OrderLineRow, key, { credited: quantity, creditedPence: netPence });
      }
    },

    CreditNotePosted: (rows, { applied }) => {
      for (const { invoiceId, amountPence, leftPence } of applied) {
        rows.add(InvoiceRow, invoiceId, { creditedPence: amountPence });
        if (leftPence === 0) rows.patch(InvoiceRow, invoiceId, { status: 'paid' });
      }
    },

    SupplierPaid: (rows, { invoiceId }) => rows.patch(InvoiceRow, invoiceId, { status: 'paid' }),
  },
};

const nothingYet = {
  received: 0,
  invoiced: 0,
  invoicedPence: 0,
  short: 0,
  credited: 0,
  creditedPence: 0,
};
