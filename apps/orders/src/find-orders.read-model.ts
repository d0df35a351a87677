import { Inject } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { DataSource, In } from 'typeorm';
import { notFound } from '#libs/decider';
import type { Actor } from '#messages/messages';
import {
  FindDeliveryStanding,
  FindOrder,
  FindOrders,
  type CreditNoteView,
  type DeliveryStanding,
  type InvoiceView,
  type OrderLineView,
  type OrderView,
  type ShortageView,
} from '#messages/orders';
import {
  AwaitedOrderRow,
  CreditNoteRow,
  InvoiceRow,
  OrderLineRow,
  OrderRow,
  ShortageRow,
} from './orders.read-model.js';
import { invoicesSeenBy, linesSeenBy } from './visibility.js';

type Which = { readonly roundId?: string } | { readonly orderId: string };

@QueryHandler(FindOrders)
export class FindOrdersHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ roundId, meta: { actor } }: FindOrders): Promise<OrderView[]> {
    return ordersSeenBy(this.db, actor, roundId === undefined ? {} : { roundId });
  }
}

@QueryHandler(FindOrder)
export class FindOrderHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ orderId, meta: { actor } }: FindOrder): Promise<OrderView> {
    const [order] = await ordersSeenBy(this.db, actor, { orderId });
    return order ?? notFound();
  }
}

@QueryHandler(FindDeliveryStanding)
export class FindDeliveryStandingHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ roundId }: FindDeliveryStanding): Promise<DeliveryStanding> {
    const { manager } = this.db;
    const left = await manager
      .createQueryBuilder(OrderLineRow, 'line')
      .select('coalesce(sum(line.quantity - line.short - line.received), 0)::bigint', 'undelivered')
      .addSelect(
        'coalesce(sum(line.quantity - line.short - line.invoiced), 0)::bigint',
        'uninvoiced',
      )
      .where({ roundId })
      .getRawOne<{ undelivered: number; uninvoiced: number }>();
    const awaited = (await manager.sum(AwaitedOrderRow, 'units', { roundId })) ?? 0;
    return {
      orders: await manager.countBy(OrderRow, { roundId }),
      undelivered: Number(left?.undelivered ?? 0) + Number(awaited),
      uninvoiced: Number(left?.uninvoiced ?? 0) + Number(awaited),
      invoices: await manager.countBy(InvoiceRow, { roundId }),
      creditNotes: await manager.countBy(CreditNoteRow, { roundId }),
    };
  }
}

/** The orders of which someone may see a line, newest first, each with those lines only. */
async function ordersSeenBy(db: DataSource, actor: Actor, which: Which): Promise<OrderView[]> {
  const seen = linesSeenBy(actor).map((slice) => ({ ...slice, ...which }));
  if (seen.length === 0) return [];
  const lines = await db.manager.find(OrderLineRow, { where: seen, order: { place: 'ASC' } });
  const orderId = In([...new Set(lines.map((line) => line.orderId))]);
  const orders = await db.manager.find(OrderRow, {
    where: { orderId },
    order: { placedAt: 'DESC', orderId: 'ASC' },
  });
  const bills = invoicesSeenBy(actor).map((slice) => ({ ...slice, orderId }));
  const invoices = bills.length === 0 ? [] : await invoicesWhere(db, bills);
  const notes = bills.length === 0 ? [] : await creditNotesWhere(db, bills);
  const short = await db.manager.find(ShortageRow, {
    where: linesSeenBy(actor).map((slice) => ({ ...slice, orderId })),
    order: { declaredAt: 'ASC', shortageId: 'ASC' },
  });
  return orders.map((order) => ({
    ...order,
    lines: lines.filter((line) => line.orderId === order.orderId).map(lineOf),
    invoices: invoices.filter((invoice) => invoice.orderId === order.orderId).map(invoiceOf),
    creditNotes: notes.filter((note) => note.orderId === order.orderId).map(creditNoteOf),
    shortages: short.filter((one) => one.orderId === order.orderId).map(shortageOf),
  }));
}

async function invoicesWhere(db: DataSource, where: object[]): Promise<InvoiceRow[]> {
  const order = { invoiceDay: 'ASC', invoiceNumber: 'ASC', invoiceId: 'ASC' } as const;
  return db.manager.find(InvoiceRow, { where, order });
}

async function creditNotesWhere(db: DataSource, where: object[]): Promise<CreditNoteRow[]> {
  const order = { creditDay: 'ASC', creditNoteNumber: 'ASC', creditNoteId: 'ASC' } as const;
  return db.manager.find(CreditNoteRow, { where, order });
}

function lineOf(row: OrderLineRow): OrderLineView {
  const {
    orderId: _,
    roundId: __,
    consortiumId: ___,
    supplierId: ____,
    place: _____,
    ...line
  } = row;
  return line;
}

function invoiceOf(row: InvoiceRow): InvoiceView {
  const { roundId: _, consortiumId: __, ...invoice } = row;
  return invoice;
}

function creditNoteOf(row: CreditNoteRow): CreditNoteView {
  const { roundId: _, consortiumId: __, ...note } = row;
  return note;
}

function shortageOf(row: ShortageRow): ShortageView {
  const { orderId: _, consortiumId: __, supplierId: ___, ...shortage } = row;
  return shortage;
}
