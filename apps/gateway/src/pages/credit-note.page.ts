import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { countOf } from '#libs/allocation';
import { notFound } from '#libs/decider';
import { formatPounds } from '#libs/money';
import { FindOrder, RecordCreditNote, type OrderView } from '#messages/orders';
import { orNotFound } from './address.js';
import { creditable, creditTotals, readCredits, type TypedCredit } from './credit-form.js';
import { netField, quantityField } from './invoice-form.js';
import { dataTable } from './kit/data-table.js';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { pastDay } from './past-day.js';
import { formatDay } from './kit/view-filters.js';
import { ViewService } from './kit/view-service.js';
import { orderNames, orderVisitor, type OrderNames } from './order-visitor.js';

const address = 'orders/:orderId/credit-notes/:partyId';
const kept = ['creditNoteNumber', 'creditDay-day', 'creditDay-month', 'creditDay-year', 'reason'];

/** A supplier gives a contracting party something back: filled in, checked, recorded. */
@Controller()
export class CreditNotePages {
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
    this.show(response, new Form(), await this.note(response, orderId, partyId));
  }

  @Post(`${address}/check`)
  async check(
    @Param('orderId') orderId: string,
    @Param('partyId') partyId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const note = await this.note(response, orderId, partyId);
    const said = readNote(form, note);
    if (form.has('change') || form.problems.length > 0) return this.show(response, form, note);
    this.views.send(response, 'orders/check-credit-note', {
      ...frame(note),
      title: 'Check the credit note before you record it',
      form,
      kept: [...note.lines.flatMap((line) => [quantityField(line), netField(line)]), ...kept],
      answers: [
        { key: 'For', value: note.party },
        { key: 'Credit note number', value: said.creditNoteNumber },
        { key: 'Date', value: formatDay(said.creditDay) },
        { key: 'Why', value: said.reason },
        { key: 'Net', value: formatPounds(said.netPence) },
        { key: 'VAT', value: formatPounds(said.vatPence) },
        { key: 'Comes back: net and VAT', value: formatPounds(said.grossPence) },
      ],
      table: linesTable(said.typed, note.names),
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
    const note = await this.note(response, orderId, partyId);
    const { typed: credited, ...said } = readNote(form, note);
    const { consortiumId } = note.order;
    const which = { orderId, creditNoteId: form.commandId, consortiumId, partyId };
    const lines = credited.map(({ credit }) => credit);
    const accepted = await form.accepted(
      () => this.buses.send(response, form, RecordCreditNote, { ...which, ...said, lines }),
      fieldsOf(credited),
    );
    if (!accepted) return this.show(response, form, note);
    const saved = `Credit note ${said.creditNoteNumber} matches what was invoiced: it is recorded.`;
    this.views.goOn(response, `/orders/${orderId}`, saved);
  }

  private async note(response: Response, orderId: string, partyId: string): Promise<Note> {
    const order = await orNotFound(
      this.buses.find<OrderView, FindOrder>(response, FindOrder, { orderId }),
    );
    const lines = order.lines.filter((line) => line.partyId === partyId && line.invoiced > 0);
    if (!orderVisitor(response, order).mayInvoice || lines.length === 0) notFound();
    const names = await orderNames(this.buses, response, order);
    return { order, lines, names, partyId, party: names.party(partyId) };
  }

  private show(response: Response, form: Form, note: Note): void {
    this.views.send(response, 'orders/credit-note', {
      ...frame(note),
      title: `Record a credit note for ${note.party}`,
      form,
      lines: note.lines.map((line) => ({
        school: note.names.school(line.schoolUrn),
        description: line.description,
        quantity: quantityField(line),
        net: netField(line),
        hint: `Up to ${countOf(line.invoiced - line.credited, line.unit)}; leave empty where only the price changes`,
        netHint: `Without VAT; up to ${formatPounds(creditable(line))}`,
        unit: line.unit,
      })),
    });
  }
}

interface Note {
  readonly order: OrderView;
  readonly lines: OrderView['lines'];
  readonly names: OrderNames;
  readonly partyId: string;
  readonly party: string;
}

function frame({ order, partyId, names }: Note) {
  const back = `/orders/${order.orderId}`;
  return { caption: names.title, back, action: `${back}/credit-notes/${partyId}` };
}

function readNote(form: Form, { order, lines }: Note) {
  const creditNoteNumber = form.text('creditNoteNumber', 'credit note number', 60);
  const creditDay = pastDay(form, 'creditDay', 'date of the credit note');
  const reason = form.text('reason', 'reason', 500);
  const typed = readCredits(form, lines);
  return { typed, creditNoteNumber, creditDay, reason, ...creditTotals(order, typed) };
}

/** A fault of a message's line, on the field where it was typed. */
function fieldsOf(credited: readonly TypedCredit[]) {
  const fields = credited.flatMap(({ line }, i) => [
    [`lines[${i}].quantity`, quantityField(line)],
    [`lines[${i}].netPence`, netField(line)],
  ]);
  return Object.fromEntries(fields) as Record<string, string>;
}

function linesTable(typed: readonly TypedCredit[], names: OrderNames) {
  return dataTable({
    caption: 'What it gives back',
    rows: typed,
    totalLabel: 'Net in all',
    columns: [
      { heading: 'School', value: ({ line }: TypedCredit) => names.school(line.schoolUrn) },
      { heading: 'Item', value: ({ line }) => line.description },
      { heading: 'Quantity', value: ({ credit }) => credit.quantity, kind: 'count' },
      { heading: 'VAT rate', value: ({ line }) => line.vatRateBasisPoints, kind: 'basis-points' },
      { heading: 'Net', value: ({ credit }) => credit.netPence, kind: 'pence', total: true },
    ],
  });
}
