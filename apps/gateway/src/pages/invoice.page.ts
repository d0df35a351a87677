import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { countOf } from '#libs/allocation';
import { londonDay } from '#libs/calendar';
import { notFound } from '#libs/decider';
import { formatPounds } from '#libs/money';
import { FindOrder, RecordInvoice, type OrderView } from '#messages/orders';
import { orNotFound } from './address.js';
import {
  netField,
  proposedInvoice,
  quantityField,
  readLines,
  totalsOf,
  type TypedLine,
} from './invoice-form.js';
import { dataTable } from './kit/data-table.js';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { formatDay } from './kit/view-filters.js';
import { ViewService } from './kit/view-service.js';
import { toInvoice } from './order-tables.js';
import { orderNames, orderVisitor, type OrderNames } from './order-visitor.js';

const address = 'orders/:orderId/invoices/:partyId';
const dayFields = ['invoiceDay-day', 'invoiceDay-month', 'invoiceDay-year'];

/** A supplier bills one contracting party: filled in, checked, recorded. */
@Controller()
export class InvoicePages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get(address)
  async ask(
    @Param('orderId') orderId: string,
    @Param('partyId') partyId: string,
    @Res() response: Response,
  ): Promise<void> {
    const bill = await this.bill(response, orderId, partyId);
    this.show(response, new Form(proposedInvoice(bill.lines)), bill);
  }

  @Post(`${address}/check`)
  async check(
    @Param('orderId') orderId: string,
    @Param('partyId') partyId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const bill = await this.bill(response, orderId, partyId);
    const said = readInvoice(form, bill);
    if (form.has('change') || form.problems.length > 0) return this.show(response, form, bill);
    this.views.send(response, 'orders/check-invoice', {
      ...frame(bill),
      title: 'Check the invoice before you record it',
      form,
      kept: [...bill.lines.flatMap((line) => [quantityField(line), netField(line)]), ...rest],
      answers: [
        { key: 'Billed to', value: bill.party },
        { key: 'Invoice number', value: said.invoiceNumber },
        { key: 'Invoice date', value: formatDay(said.invoiceDay) },
        { key: 'Net', value: formatPounds(said.netPence) },
        { key: 'VAT', value: formatPounds(said.vatPence) },
        { key: 'To pay: net and VAT', value: formatPounds(said.grossPence) },
      ],
      table: linesTable(said.typed, bill.names),
    });
  }

  @Post(address)
  async record(
    @Param('orderId') orderId: string,
    @Param('partyId') partyId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const bill = await this.bill(response, orderId, partyId);
    const { typed: billed, ...said } = readInvoice(form, bill);
    const { consortiumId } = bill.order;
    const accepted = await form.accepted(
      () =>
        this.buses.send(response, form, RecordInvoice, {
          orderId,
          invoiceId: form.commandId,
          consortiumId,
          partyId,
          ...said,
          lines: billed.map((line) => line.bill),
        }),
      fieldsOf(billed),
    );
    if (!accepted) return this.show(response, form, bill);
    const saved = `Invoice ${said.invoiceNumber} matches the order and what was received: it is recorded.`;
    this.views.goOn(response, `/orders/${orderId}`, saved);
  }

  private async bill(response: Response, orderId: string, partyId: string): Promise<Bill> {
    const order = await orNotFound(
      this.buses.find<OrderView, FindOrder>(response, FindOrder, { orderId }),
    );
    const lines = order.lines.filter((line) => line.partyId === partyId);
    if (!orderVisitor(response, order).mayInvoice || lines.length === 0) notFound();
    const names = await orderNames(this.buses, response, order);
    return { order, lines, names, partyId, party: names.party(partyId) };
  }

  private show(response: Response, form: Form, bill: Bill): void {
    this.views.send(response, 'orders/invoice', {
      ...frame(bill),
      title: `Record an invoice for ${bill.party}`,
      form,
      isNothingDue: bill.lines.every((line) => toInvoice(line) === 0),
      lines: bill.lines.map((line) => ({
        school: bill.names.school(line.schoolUrn),
        description: line.description,
        quantity: quantityField(line),
        net: netField(line),
        hint: `${countOf(line.received, line.unit)} received, ${line.invoiced} invoiced before`,
        unit: line.unit,
      })),
    });
  }
}

interface Bill {
  readonly order: OrderView;
  readonly lines: OrderView['lines'];
  readonly names: OrderNames;
  readonly partyId: string;
  readonly party: string;
}

const rest = ['invoiceNumber', ...dayFields];

function frame({ order, partyId, names }: Bill) {
  const back = `/orders/${order.orderId}`;
  return { caption: names.title, back, action: `${back}/invoices/${partyId}` };
}

function readInvoice(form: Form, { lines }: Bill) {
  const invoiceNumber = form.text('invoiceNumber', 'invoice number', 60);
  const invoiceDay = form.day('invoiceDay', 'invoice date');
  if (invoiceDay > londonDay(new Date().toISOString())) {
    form.refuse('invoiceDay', 'The invoice date must be today or in the past');
  }
  const typed = readLines(form, lines);
  const totals = totalsOf(typed);
  return { typed, invoiceNumber, invoiceDay, ...totals };
}

/** A fault of a message's line, on the field where it was typed. */
function fieldsOf(billed: readonly TypedLine[]) {
  const fields = billed.flatMap(({ line }, i) => [
    [`lines[${i}].quantity`, quantityField(line)],
    [`lines[${i}].netPence`, netField(line)],
  ]);
  return Object.fromEntries(fields) as Record<string, string>;
}

function linesTable(typed: readonly TypedLine[], names: OrderNames) {
  return dataTable({
    caption: 'What it bills',
    rows: typed,
    totalLabel: 'Net in all',
    columns: [
      { heading: 'School', value: ({ line }: TypedLine) => names.school(line.schoolUrn) },
      { heading: 'Item', value: ({ line }) => line.description },
      { heading: 'Quantity', value: ({ bill }) => bill.quantity, kind: 'count' },
      { heading: 'VAT rate', value: ({ line }) => line.vatRateBasisPoints, kind: 'basis-points' },
      { heading: 'Net', value: ({ bill }) => bill.netPence, kind: 'pence', total: true },
    ],
  });
}
