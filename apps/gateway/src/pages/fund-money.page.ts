import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { hasRole, notFound } from '#libs/decider';
import { actorOf } from '#libs/http';
import { formatPounds, poundsText } from '#libs/money';
import {
  FindFund,
  FindPayables,
  PaySupplier,
  RecordContribution,
  type FundView,
  type Payable,
} from '#messages/ledger';
import { orNotFound } from './address.js';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { formatDay } from './kit/view-filters.js';
import { ViewService } from './kit/view-service.js';
import { namesIn } from './names.js';
import { pastDay, today } from './past-day.js';

const payable = 'payables/:invoiceId';

/** The finance officer writes down what the bank statement shows: money in, money out. */
@Controller('funds/:fundId')
export class FundMoneyPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  /** Chosen from a list, a party comes with what it owes. */
  @Get('contributions/new')
  async askContribution(
    @Param('fundId') fundId: string,
    @Query('party') party: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const { fund } = await this.fund(response, fundId);
    const owing = fund.parties.filter(({ owesPence }) => owesPence > 0);
    const chosen = owing.find(({ partyId }) => partyId === party) ?? only(owing);
    const start = chosen
      ? { party: chosen.partyId, amount: poundsText(chosen.owesPence), ...today('received') }
      : {};
    await this.showContribution(response, fundId, new Form(start));
  }

  @Post('contributions/new')
  async contribute(
    @Param('fundId') fundId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const { fund, names } = await this.fund(response, fundId);
    const all = fund.parties.map(({ partyId }) => partyId);
    const partyId = form.choice('party', 'contracting party', all);
    const amountPence = form.pounds('amount', 'amount');
    const bankReference = form.text('reference', 'bank reference', 100);
    const receivedDay = pastDay(form, 'received', 'day the money came');
    const body = { fundId, contributionId: form.commandId, partyId, amountPence };
    const accepted = await form.accepted(() =>
      this.buses.send(response, form, RecordContribution, { ...body, bankReference, receivedDay }),
    );
    if (!accepted) return this.showContribution(response, fundId, form);
    const saved = `${formatPounds(amountPence)} from ${names.party(partyId)} is recorded.`;
    this.views.goOn(response, `/funds/${fundId}`, saved);
  }

  @Get(payable)
  async askPayment(
    @Param('fundId') fundId: string,
    @Param('invoiceId') invoiceId: string,
    @Res() response: Response,
  ): Promise<void> {
    await this.showPayment(response, fundId, invoiceId, new Form(today('paid')));
  }

  @Post(payable)
  async pay(
    @Param('fundId') fundId: string,
    @Param('invoiceId') invoiceId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const { invoice } = await this.invoice(response, fundId, invoiceId);
    const bankReference = form.text('reference', 'bank reference', 100);
    const paidDay = pastDay(form, 'paid', 'day of the payment');
    const body = { fundId, paymentId: form.commandId, invoiceId, bankReference, paidDay };
    const accepted = await form.accepted(() => this.buses.send(response, form, PaySupplier, body));
    if (!accepted) return this.showPayment(response, fundId, invoiceId, form);
    const saved = `Invoice ${invoice.invoiceNumber} is paid.`;
    this.views.goOn(response, `/funds/${fundId}`, saved);
  }

  private async fund(response: Response, fundId: string) {
    const fund = await orNotFound(
      this.buses.find<FundView, FindFund>(response, FindFund, { fundId }),
    );
    if (!hasRole(actorOf(response.req), fund.consortiumId, 'finance')) notFound();
    return { fund, names: await namesIn(this.buses, response, fund.consortiumId) };
  }

  private async invoice(response: Response, fundId: string, invoiceId: string) {
    const { fund, names } = await this.fund(response, fundId);
    const payables = await this.buses.find<Payable[], FindPayables>(response, FindPayables, {
      fundId,
    });
    const invoice = payables.find((one) => one.invoiceId === invoiceId) ?? notFound();
    return { fund, names, invoice };
  }

  private async showContribution(response: Response, fundId: string, form: Form): Promise<void> {
    const { fund, names } = await this.fund(response, fundId);
    const owing = fund.parties
      .filter(({ owesPence }) => owesPence > 0)
      .map(({ partyId, owesPence }) => ({
        value: partyId,
        text: `${names.party(partyId)}: owes ${formatPounds(owesPence)}`,
      }))
      .toSorted((a, b) => a.text.localeCompare(b.text, 'en'));
    this.views.send(response, 'funds/contribution', {
      title: 'Record a contribution',
      caption: fund.name,
      back: `/funds/${fundId}`,
      action: `/funds/${fundId}/contributions/new`,
      form,
      owing,
      choices: [{ value: '', text: 'Choose one' }, ...owing],
      isChosen: form.has('party') || form.problems.length > 0,
    });
  }

  private async showPayment(
    response: Response,
    fundId: string,
    invoiceId: string,
    form: Form,
  ): Promise<void> {
    const { fund, names, invoice } = await this.invoice(response, fundId, invoiceId);
    const { partyId, invoiceNumber, supplierName, dueDay, paidDay } = invoice;
    const { grossPence, creditedPence, leftPence } = invoice;
    const held = fund.parties.find((one) => one.partyId === partyId)?.cashHeldPence ?? 0;
    this.views.send(response, 'funds/payment', {
      title: `Pay invoice ${invoiceNumber}`,
      caption: fund.name,
      back: `/funds/${fundId}`,
      action: `/funds/${fundId}/payables/${invoiceId}`,
      form,
      fundId,
      partyId,
      answers: [
        { key: 'Supplier', value: supplierName },
        { key: 'Billed to', value: names.party(partyId) },
        ...(creditedPence > 0
          ? [
              { key: 'Invoiced, with VAT', value: formatPounds(grossPence) },
              { key: 'Credited', value: formatPounds(creditedPence) },
            ]
          : []),
        { key: 'To pay, with VAT', value: formatPounds(leftPence) },
        { key: 'To be paid by', value: formatDay(dueDay) },
        { key: `Cash held for ${names.party(partyId)}`, value: formatPounds(held) },
      ],
      paidOn: paidDay,
      shortBy: held < leftPence ? formatPounds(leftPence - held) : '',
    });
  }
}

function only<One>(list: readonly One[]): One | undefined {
  return list.length === 1 ? list[0] : undefined;
}
