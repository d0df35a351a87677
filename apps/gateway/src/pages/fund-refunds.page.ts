import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { hasRole, notFound } from '#libs/decider';
import { actorOf } from '#libs/http';
import { formatPounds, poundsText } from '#libs/money';
import {
  FindFund,
  FindSupplierRefunds,
  RecordSupplierRefund,
  RefundMember,
  type FundView,
  type SupplierRefundView,
} from '#messages/ledger';
import { orNotFound } from './address.js';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { namesIn } from './names.js';
import { pastDay, today } from './past-day.js';

const member = 'refunds/:partyId';
const supplier = 'supplier-refunds/:creditNoteId';

/** Money that goes back: from suppliers to the fund, and from the fund to its members. */
@Controller('funds/:fundId')
export class FundRefundPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get(member)
  async askMember(
    @Param('fundId') fundId: string,
    @Param('partyId') partyId: string,
    @Res() response: Response,
  ): Promise<void> {
    const { credit } = await this.member(response, fundId, partyId);
    const start = { amount: poundsText(credit), ...today('paid') };
    await this.showMember(response, fundId, partyId, new Form(start));
  }

  @Post(member)
  async refundMember(
    @Param('fundId') fundId: string,
    @Param('partyId') partyId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const { party } = await this.member(response, fundId, partyId);
    const amountPence = form.pounds('amount', 'amount');
    const bankReference = form.text('reference', 'bank reference', 100);
    const paidDay = pastDay(form, 'paid', 'day of the payment');
    const body = { fundId, refundId: form.commandId, partyId, amountPence, bankReference, paidDay };
    const accepted = await form.accepted(() => this.buses.send(response, form, RefundMember, body));
    if (!accepted) return this.showMember(response, fundId, partyId, form);
    const saved = `${formatPounds(amountPence)} paid back to ${party} is recorded.`;
    this.views.goOn(response, `/funds/${fundId}`, saved);
  }

  @Get(supplier)
  async askSupplier(
    @Param('fundId') fundId: string,
    @Param('creditNoteId') creditNoteId: string,
    @Res() response: Response,
  ): Promise<void> {
    const { left } = await this.refund(response, fundId, creditNoteId);
    const start = { amount: poundsText(left), ...today('received') };
    await this.showSupplier(response, fundId, creditNoteId, new Form(start));
  }

  @Post(supplier)
  async takeRefund(
    @Param('fundId') fundId: string,
    @Param('creditNoteId') creditNoteId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const { refund } = await this.refund(response, fundId, creditNoteId);
    const amountPence = form.pounds('amount', 'amount');
    const bankReference = form.text('reference', 'bank reference', 100);
    const receivedDay = pastDay(form, 'received', 'day the money came');
    const body = { fundId, supplierRefundId: form.commandId, creditNoteId, amountPence };
    const accepted = await form.accepted(() =>
      this.buses.send(response, form, RecordSupplierRefund, {
        ...body,
        bankReference,
        receivedDay,
      }),
    );
    if (!accepted) return this.showSupplier(response, fundId, creditNoteId, form);
    const saved = `${formatPounds(amountPence)} from ${refund.supplierName} is recorded.`;
    this.views.goOn(response, `/funds/${fundId}`, saved);
  }

  private async fund(response: Response, fundId: string) {
    const fund = await orNotFound(
      this.buses.find<FundView, FindFund>(response, FindFund, { fundId }),
    );
    if (!hasRole(actorOf(response.req), fund.consortiumId, 'finance')) notFound();
    return { fund, names: await namesIn(this.buses, response, fund.consortiumId) };
  }

  private async member(response: Response, fundId: string, partyId: string) {
    const { fund, names } = await this.fund(response, fundId);
    const account = fund.parties.find((one) => one.partyId === partyId) ?? notFound();
    return { fund, account, credit: account.creditPence, party: names.party(partyId) };
  }

  private async refund(response: Response, fundId: string, creditNoteId: string) {
    const { fund, names } = await this.fund(response, fundId);
    const all = await this.buses.find<SupplierRefundView[], FindSupplierRefunds>(
      response,
      FindSupplierRefunds,
      { fundId },
    );
    const refund = all.find((one) => one.creditNoteId === creditNoteId) ?? notFound();
    return { fund, names, refund, left: refund.refundPence - refund.receivedPence };
  }

  private async showMember(
    response: Response,
    fundId: string,
    partyId: string,
    form: Form,
  ): Promise<void> {
    const { fund, account, credit, party } = await this.member(response, fundId, partyId);
    this.views.send(response, 'funds/member-refund', {
      title: `Pay back to ${party}`,
      ...frame(fund, `refunds/${partyId}`),
      form,
      nothing: credit === 0,
      answers: [
        { key: 'Held for it and called for nothing', value: formatPounds(credit) },
        { key: 'Awaited from suppliers and others', value: formatPounds(account.awaitedPence) },
      ],
    });
  }

  private async showSupplier(
    response: Response,
    fundId: string,
    creditNoteId: string,
    form: Form,
  ): Promise<void> {
    const { fund, names, refund, left } = await this.refund(response, fundId, creditNoteId);
    this.views.send(response, 'funds/supplier-refund', {
      title: `Record a refund from ${refund.supplierName}`,
      ...frame(fund, `supplier-refunds/${creditNoteId}`),
      form,
      nothing: left === 0,
      answers: [
        { key: 'Credit note', value: refund.creditNoteNumber },
        { key: 'For', value: names.party(refund.partyId) },
        { key: 'To be refunded', value: formatPounds(refund.refundPence) },
        { key: 'Received before', value: formatPounds(refund.receivedPence) },
      ],
    });
  }
}

function frame({ fundId, name }: FundView, action: string) {
  return { caption: name, back: `/funds/${fundId}`, action: `/funds/${fundId}/${action}` };
}
