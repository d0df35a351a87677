import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { countOf } from '#libs/allocation';
import { notFound } from '#libs/decider';
import { FindOrder, RecordReceipt, type OrderLineView, type OrderView } from '#messages/orders';
import { orNotFound } from './address.js';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { outstanding } from './order-tables.js';
import { orderNames, orderVisitor } from './order-visitor.js';

/** Someone at a school's door counts what the driver brings: one short form, on a phone. */
@Controller('orders/:orderId/receipts/:schoolUrn')
export class ReceiptPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get()
  async ask(
    @Param('orderId') orderId: string,
    @Param('schoolUrn') schoolUrn: string,
    @Res() response: Response,
  ): Promise<void> {
    const door = await this.door(response, orderId, schoolUrn);
    const rest = door.lines.map((line) => [fieldOf(line), String(outstanding(line))]);
    this.show(response, new Form(Object.fromEntries(rest)), door);
  }

  @Post()
  async record(
    @Param('orderId') orderId: string,
    @Param('schoolUrn') schoolUrn: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const door = await this.door(response, orderId, schoolUrn);
    const lines = door.lines.map((line) => ({
      lotId: line.lotId,
      quantity: form.has(fieldOf(line)) ? form.count(fieldOf(line), `number of ${line.item}`) : 0,
    }));
    const note = form.has('note') ? { note: form.text('note', 'note', 500) } : {};
    const { consortiumId } = door.order;
    const accepted = await form.accepted(
      () =>
        this.buses.send(response, form, RecordReceipt, {
          orderId,
          receiptId: form.commandId,
          consortiumId,
          schoolUrn,
          lines,
          ...note,
        }),
      fieldsOf(door.lines),
    );
    if (!accepted) return this.show(response, form, door);
    this.views.goOn(response, `/orders/${orderId}`, savedWords(door.lines, lines));
  }

  /** What this school has on the order, for those who may record what came to it. */
  private async door(response: Response, orderId: string, schoolUrn: string) {
    const order = await orNotFound(
      this.buses.find<OrderView, FindOrder>(response, FindOrder, { orderId }),
    );
    if (!orderVisitor(response, order).receivesFor.includes(schoolUrn)) notFound();
    const lines = order.lines.filter((line) => line.schoolUrn === schoolUrn);
    if (lines.length === 0) notFound();
    const names = await orderNames(this.buses, response, order);
    return { order, lines, school: names.school(schoolUrn), schoolUrn };
  }

  private show(
    response: Response,
    form: Form,
    { order, lines, school, schoolUrn }: Awaited<ReturnType<ReceiptPages['door']>>,
  ): void {
    this.views.send(response, 'orders/receipt', {
      title: 'Record what came',
      caption: `${school}, from ${order.supplierName}`,
      back: `/orders/${order.orderId}`,
      action: `/orders/${order.orderId}/receipts/${schoolUrn}`,
      form,
      isComplete: lines.every((line) => outstanding(line) === 0),
      lines: lines.map((line) => ({
        name: fieldOf(line),
        label: line.description,
        hint: `${countOf(line.quantity, line.unit)} ordered, ${line.received} received so far`,
        unit: line.unit,
      })),
    });
  }
}

function fieldOf({ lotId }: Pick<OrderLineView, 'lotId'>): string {
  return `lot-${lotId}`;
}

/** A fault of a message's line, on the field where it was typed. */
function fieldsOf(lines: readonly OrderLineView[]) {
  return Object.fromEntries(lines.map((line, i) => [`lines[${i}].quantity`, fieldOf(line)]));
}

const neverComes = 'If it never will, ask the supplier or the lead to declare it short.';

/** Says at once what is short: six boxes are forgotten by Friday. */
function savedWords(
  lines: readonly OrderLineView[],
  came: readonly { lotId: string; quantity: number }[],
): string {
  const short = lines.flatMap((line) => {
    const now = came.find(({ lotId }) => lotId === line.lotId)?.quantity ?? 0;
    const left = outstanding(line) - now;
    return left > 0 ? [`${countOf(left, line.unit)} of ${line.description}`] : [];
  });
  if (short.length === 0) return 'Recorded: everything on this order has come.';
  return `Recorded. Still to come: ${short.join('; ')}. You pay for what has come only. ${neverComes}`;
}
