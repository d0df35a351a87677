import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ReadModel } from '#libs/event-sourcing';
import type { FundEvent } from '#messages/ledger';
import {
  orderIdOf,
  type InvoiceLine,
  type InvoiceView,
  type OrderEvent,
  type OrderLineView,
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
  @Column('text') status!: 'matched' | 'paid';
}

/** What was awarded to a supplier and is not ordered yet: a round cannot be closed without it. */
@Entity('awaited_orders')
export class AwaitedOrderRow {
  @PrimaryColumn('text') orderId!: string;
  @Index() @Column('text') roundId!: string;
  @Column('int') units!: number;
}

/** Orders, what has come of them, and what was billed. */
export const ordersReadModel: ReadModel<OrderEvent | TenderEvent | FundEvent> = {
  name: 'orders',
  version: 1,
  rows: [OrderRow, OrderLineRow, InvoiceRow, AwaitedOrderRow],
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
        const nothing = { received: 0, invoiced: 0, invoicedPence: 0 };
        rows.put(OrderLineRow, { ...whose, ...line, ...nothing });
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
      rows.put(InvoiceRow, { ...invoice, status });
      for (const { lotId, schoolUrn, quantity, netPence } of invoice.lines) {
        const key = { orderId: invoice.orderId, lotId, schoolUrn };
        rows.add(OrderLineRow, key, { invoiced: quantity, invoicedPence: netPence });
      }
    },

    SupplierPaid: (rows, { invoiceId }) => rows.patch(InvoiceRow, invoiceId, { status: 'paid' }),
  },
};
