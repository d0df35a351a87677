import { Controller, Get, Post } from '@nestjs/common';
import { Found, Sent } from '#libs/http';
import type { Accepted } from '#messages/messages';
import {
  DeclareShortage,
  FindOrder,
  FindOrders,
  PlaceOrder,
  RecordCreditNote,
  RecordInvoice,
  RecordReceipt,
  type OrderView,
} from '#messages/orders';

@Controller('api/v1/orders')
export class OrdersController {
  @Get()
  orders(@Found(FindOrders) found: OrderView[]) {
    return found;
  }

  @Post()
  place(@Sent(PlaceOrder) accepted: Accepted) {
    return accepted;
  }

  @Get(':orderId')
  order(@Found(FindOrder) found: OrderView) {
    return found;
  }

  @Post(':orderId/receipts')
  receive(@Sent(RecordReceipt) accepted: Accepted) {
    return accepted;
  }

  @Post(':orderId/invoices')
  invoice(@Sent(RecordInvoice) accepted: Accepted) {
    return accepted;
  }

  @Post(':orderId/shortages')
  declareShort(@Sent(DeclareShortage) accepted: Accepted) {
    return accepted;
  }

  @Post(':orderId/credit-notes')
  credit(@Sent(RecordCreditNote) accepted: Accepted) {
    return accepted;
  }
}
