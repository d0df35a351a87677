import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { validate as isUuid } from 'uuid';
import { formatPounds } from '#libs/money';
import { FindParties, type PartySummary } from '#messages/membership';
import { FindOrder, FindOrders, type OrderView } from '#messages/orders';
import { FindTenders, type TenderSummary } from '#messages/tenders';
import { orNotFound } from './address.js';
import { creditNotesTable, shortagesTable } from './correction-tables.js';
import { creditable } from './credit-form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import {
  invoicedPence,
  invoicesTable,
  lotTables,
  orderedPence,
  orderFile,
  orderState,
  ordersTable,
  outstanding,
  toInvoice,
} from './order-tables.js';
import { orderNames, orderVisitor, type OrderNames, type OrderVisitor } from './order-visitor.js';
import { sendCsv } from './send-csv.js';

/** What was ordered, what came and what was billed, as far as each may see it. */
@Controller()
export class OrderPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get('orders')
  async list(@Query('roundId') roundId: unknown, @Res() response: Response): Promise<void> {
    const which = typeof roundId === 'string' && isUuid(roundId) ? { roundId } : {};
    const orders = await this.orders(response, which);
    this.views.send(response, 'orders/list', {
      title: 'Orders and deliveries',
      table: ordersTable(orders, await this.titles(response)),
      query: which.roundId ? `?roundId=${which.roundId}` : '',
    });
  }

  @Get('orders.csv')
  async listFile(@Query('roundId') roundId: unknown, @Res() response: Response): Promise<void> {
    const which = typeof roundId === 'string' && isUuid(roundId) ? { roundId } : {};
    const orders = await this.orders(response, which);
    sendCsv(response, 'orders', ordersTable(orders, await this.titles(response)).csv);
  }

  @Get('invoices')
  async invoices(@Res() response: Response): Promise<void> {
    const table = await this.allInvoices(response);
    this.views.send(response, 'orders/invoices', { title: 'Invoices', table });
  }

  @Get('invoices.csv')
  async invoicesFile(@Res() response: Response): Promise<void> {
    sendCsv(response, 'invoices', (await this.allInvoices(response)).csv);
  }

  @Get('orders/:orderId')
  async show(@Param('orderId') orderId: string, @Res() response: Response): Promise<void> {
    const order = await this.order(response, orderId);
    const names = await orderNames(this.buses, response, order);
    const visitor = orderVisitor(response, order);
    this.views.send(response, 'orders/order', {
      title: `Order to ${order.supplierName}`,
      caption: names.title,
      trail: [
        { text: 'Orders', href: '/orders' },
        { text: order.supplierName, href: `/orders/${orderId}` },
      ],
      order,
      state: orderState(order),
      numbers: numbersOf(order),
      lots: lotTables(order, names),
      csvSize: orderFile(order, names).csvSize,
      deliveries: deliveriesOf(order, visitor, names),
      billable: visitor.mayInvoice ? billableOf(order, names) : [],
      shortable: visitor.declaresShort ? shortableOf(order, names) : [],
      creditable: visitor.mayInvoice ? creditableOf(order, names) : [],
      invoices: invoicesTable(order.invoices, names.party, { ofOneOrder: true }),
      shortages: shortagesTable(order, names),
      creditNotes: creditNotesTable(order, names),
      isOverseer: visitor.isOverseer,
    });
  }

  @Get('orders/:orderId/lines.csv')
  async file(@Param('orderId') orderId: string, @Res() response: Response): Promise<void> {
    const order = await this.order(response, orderId);
    const names = await orderNames(this.buses, response, order);
    sendCsv(response, `order ${order.supplierName}`, orderFile(order, names).csv);
  }

  private order(response: Response, orderId: string): Promise<OrderView> {
    return orNotFound(this.buses.find<OrderView, FindOrder>(response, FindOrder, { orderId }));
  }

  private orders(response: Response, which: { roundId?: string }): Promise<OrderView[]> {
    return this.buses.find<OrderView[], FindOrders>(response, FindOrders, which);
  }

  private async titles(response: Response): Promise<ReadonlyMap<string, string>> {
    const tenders = await this.buses.find<TenderSummary[], FindTenders>(response, FindTenders, {});
    return new Map(tenders.map(({ tenderId, title }) => [tenderId, title]));
  }

  private async allInvoices(response: Response) {
    const orders = await this.orders(response, {});
    const parties = await this.buses.find<PartySummary[], FindParties>(response, FindParties, {});
    const nameOf = new Map(parties.map(({ partyId, name }) => [partyId, name]));
    const invoices = orders
      .flatMap((order) => order.invoices)
      .toSorted((a, b) => (a.dueDay < b.dueDay ? 1 : a.dueDay > b.dueDay ? -1 : 0));
    return invoicesTable(invoices, (partyId) => nameOf.get(partyId) ?? 'A contracting party');
  }
}

function numbersOf(order: OrderView) {
  const { paymentDays } = order;
  return [
    { name: 'Ordered', value: formatPounds(orderedPence(order)), note: 'Without VAT' },
    { name: 'Invoiced', value: formatPounds(invoicedPence(order)), note: 'Without VAT' },
    { name: 'Payment', value: `${paymentDays} days`, note: 'After the date of the invoice' },
  ];
}

/** The visitor's own schools that still wait for something. */
function deliveriesOf(order: OrderView, { receivesFor }: OrderVisitor, names: OrderNames) {
  return receivesFor
    .map((urn) => ({ urn, lines: order.lines.filter(({ schoolUrn }) => schoolUrn === urn) }))
    .filter(({ lines }) => lines.length > 0)
    .map(({ urn, lines }) => ({
      urn,
      school: names.school(urn),
      isComplete: lines.every((line) => outstanding(line) === 0),
    }));
}

/** The parties for which something has come that no invoice bills. */
function billableOf({ lines }: OrderView, names: OrderNames) {
  const due = lines.filter((line) => toInvoice(line) > 0);
  return [...new Set(due.map(({ partyId }) => partyId))].map((partyId) => ({
    partyId,
    party: names.party(partyId),
  }));
}

/** The schools to which something is still to come. */
function shortableOf({ lines }: OrderView, names: OrderNames) {
  const open = lines.filter((line) => outstanding(line) > 0);
  return [...new Set(open.map(({ schoolUrn }) => schoolUrn))].map((urn) => {
    return { urn, school: names.school(urn) };
  });
}

/** The parties that were billed for something that is not given back. */
function creditableOf({ lines }: OrderView, names: OrderNames) {
  const billed = lines.filter((line) => creditable(line) > 0);
  return [...new Set(billed.map(({ partyId }) => partyId))].map((partyId) => ({
    partyId,
    party: names.party(partyId),
  }));
}
