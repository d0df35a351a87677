import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { countOf } from '#libs/allocation';
import { notFound } from '#libs/decider';
import { DeclareShortage, FindOrder, type OrderView } from '#messages/orders';
import { orNotFound } from './address.js';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { outstanding } from './order-tables.js';
import { orderNames, orderVisitor } from './order-visitor.js';

/** The supplier or the lead says that something will never come. */
@Controller('orders/:orderId/shortages/:schoolUrn')
export class ShortagePages {
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
    const [only, other] = door.open;
    const start = only && !other ? { lot: only.lotId, quantity: String(outstanding(only)) } : {};
    this.show(response, new Form(start), door);
  }

  @Post()
  async declare(
    @Param('orderId') orderId: string,
    @Param('schoolUrn') schoolUrn: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const door = await this.door(response, orderId, schoolUrn);
    const lotIds = door.lines.map((line) => line.lotId);
    const lotId = form.choice('lot', 'item that will not come', lotIds);
    const quantity = form.count('quantity', 'quantity that will not come');
    const reason = form.text('reason', 'reason', 500);
    const { consortiumId } = door.order;
    const what = { shortageId: form.commandId, consortiumId, schoolUrn, lotId, quantity, reason };
    const accepted = await form.accepted(() =>
      this.buses.send(response, form, DeclareShortage, { orderId, ...what }),
    );
    if (!accepted) return this.show(response, form, door);
    const line = door.lines.find((one) => one.lotId === lotId);
    const item = line ? `${countOf(quantity, line.unit)} of ${line.description}` : 'It';
    const saved = `Recorded: ${item} will not come to ${door.school}. It is not paid for.`;
    this.views.goOn(response, `/orders/${orderId}`, saved);
  }

  private async door(response: Response, orderId: string, schoolUrn: string) {
    const order = await orNotFound(
      this.buses.find<OrderView, FindOrder>(response, FindOrder, { orderId }),
    );
    const lines = order.lines.filter((line) => line.schoolUrn === schoolUrn);
    if (!orderVisitor(response, order).declaresShort || lines.length === 0) notFound();
    const names = await orderNames(this.buses, response, order);
    const open = lines.filter((line) => outstanding(line) > 0);
    return { order, lines, open, school: names.school(schoolUrn), schoolUrn };
  }

  private show(
    response: Response,
    form: Form,
    { order, open, school, schoolUrn }: Awaited<ReturnType<ShortagePages['door']>>,
  ): void {
    this.views.send(response, 'orders/shortage', {
      title: 'Declare something short',
      caption: `${school}, from ${order.supplierName}`,
      back: `/orders/${order.orderId}`,
      action: `/orders/${order.orderId}/shortages/${schoolUrn}`,
      form,
      isComplete: open.length === 0,
      items: open.map((line) => ({
        value: line.lotId,
        text: line.description,
        hint: { text: `${countOf(outstanding(line), line.unit)} still to come` },
      })),
    });
  }
}
