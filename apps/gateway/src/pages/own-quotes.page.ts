import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { notFound } from '#libs/decider';
import { actorOf } from '#libs/http';
import {
  DeclineTender,
  FindSuppliers,
  WithdrawQuote,
  type Receipt,
  type SupplierSummary,
} from '#messages/quotes';
import { FindTenders, type TenderSummary, type TenderView } from '#messages/tenders';
import { dataTable } from './kit/data-table.js';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { formatInstant } from './kit/view-filters.js';
import { ViewService } from './kit/view-service.js';
import { receiptStates } from './quote-tables.js';
import { closingWords } from './round-words.js';
import { ownSubmission, tenderForSupplier, trailOf } from './tender-visitor.js';
import { tenderStates } from './tender-words.js';
import { untilSeen } from './until-seen.js';
import { grantsOf } from './visitor-rights.js';

/** What a supplier has sent: its quotes, their receipts, and taking back or declining. */
@Controller()
export class OwnQuotesPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get('quotes')
  async list(@Res() response: Response): Promise<void> {
    const grants = grantsOf(actorOf(response.req), 'supplier');
    if (grants.length === 0) notFound();
    const tenders = await this.buses.find<TenderSummary[], FindTenders>(response, FindTenders, {});
    const rows = await Promise.all(
      tenders.map(async (tender) => {
        const { tenderId, consortiumId } = tender;
        const grant = grants.find((one) => one.consortiumId === consortiumId);
        const supplierId = grant?.supplierId;
        const submission = supplierId
          ? await ownSubmission(this.buses, response, { tenderId, supplierId })
          : null;
        const last = submission?.receipts.at(-1);
        return { tender, last, declined: submission?.declined ?? false };
      }),
    );
    this.views.send(response, 'tenders/list', { title: 'Your quotes', table: quotesTable(rows) });
  }

  @Get('tenders/:tenderId/receipts/:quoteId')
  async receipt(
    @Param('tenderId') tenderId: string,
    @Param('quoteId') quoteId: string,
    @Res() response: Response,
  ): Promise<void> {
    const { tender, supplierId, receipt } = await untilSeen(
      () => this.receiptOf(response, tenderId, quoteId),
      (found) => found.receipt !== undefined,
    );
    if (!receipt) notFound();
    const { consortiumId } = tender;
    const suppliers = await this.buses.find<SupplierSummary[], FindSuppliers>(
      response,
      FindSuppliers,
      { consortiumId },
    );
    this.views.send(response, 'quotes/receipt', {
      title: 'Receipt for your quote',
      caption: tender.title,
      trail: trailOf(tender),
      tender,
      receipt,
      state: receiptStates[receipt.status],
      supplier: suppliers.find((one) => one.supplierId === supplierId)?.name ?? '',
      closing: formatInstant(tender.closesAt),
    });
  }

  @Get('tenders/:tenderId/withdrawal')
  async askWithdrawal(@Param('tenderId') tenderId: string, @Res() response: Response) {
    const { tender } = await tenderForSupplier(this.buses, response, tenderId);
    this.showWithdrawal(response, tender, new Form());
  }

  @Post('tenders/:tenderId/withdrawal')
  async withdraw(
    @Param('tenderId') tenderId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const { tender, supplierId } = await tenderForSupplier(this.buses, response, tenderId);
    const form = new Form(typed);
    const which = { tenderId, consortiumId: tender.consortiumId, supplierId };
    const withdrawing = () => this.buses.send(response, form, WithdrawQuote, which);
    if (!(await form.accepted(withdrawing))) return this.showWithdrawal(response, tender, form);
    const saved = 'Your quote is withdrawn. It will never be opened.';
    this.views.goOn(response, `/tenders/${tenderId}`, saved);
  }

  @Get('tenders/:tenderId/decline')
  async askDecline(@Param('tenderId') tenderId: string, @Res() response: Response) {
    const { tender } = await tenderForSupplier(this.buses, response, tenderId);
    this.showDecline(response, tender, new Form());
  }

  @Post('tenders/:tenderId/decline')
  async decline(
    @Param('tenderId') tenderId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const { tender, supplierId } = await tenderForSupplier(this.buses, response, tenderId);
    const form = new Form(typed);
    const reason = form.has('reason') ? form.text('reason', 'reason for declining') : undefined;
    const { consortiumId } = tender;
    const which = { tenderId, consortiumId, supplierId, ...(reason && { reason }) };
    const declining = () => this.buses.send(response, form, DeclineTender, which);
    if (!(await form.accepted(declining))) return this.showDecline(response, tender, form);
    const saved = 'You have declined this tender.';
    this.views.goOn(response, `/tenders/${tenderId}`, saved);
  }

  private async receiptOf(response: Response, tenderId: string, quoteId: string) {
    const found = await tenderForSupplier(this.buses, response, tenderId);
    const receipt = found.submission?.receipts.find((one) => one.quoteId === quoteId);
    return { ...found, receipt };
  }

  private showWithdrawal(response: Response, tender: TenderView, form: Form): void {
    const title = 'Withdraw your quote';
    this.views.send(response, 'quotes/withdrawal', { title, ...about(tender), form });
  }

  private showDecline(response: Response, tender: TenderView, form: Form): void {
    const title = 'Decline this tender';
    this.views.send(response, 'quotes/decline', { title, ...about(tender), form });
  }
}

function about(tender: TenderView) {
  const { title, tenderId, closesAt } = tender;
  return { caption: title, trail: trailOf(tender), tenderId, closing: formatInstant(closesAt) };
}

interface OwnQuote {
  readonly tender: TenderSummary;
  readonly last: Receipt | undefined;
  readonly declined: boolean;
}

function quotesTable(rows: readonly OwnQuote[]) {
  return dataTable({
    caption: 'Your quotes, the latest closing time first',
    whenEmpty: 'There is no tender for you yet.',
    rows,
    columns: [
      {
        heading: 'Tender',
        value: ({ tender }: OwnQuote) => tender.title,
        href: ({ tender }: OwnQuote) => `/tenders/${tender.tenderId}`,
      },
      { heading: 'Tender is', value: ({ tender }) => tenderStates[tender.status].text },
      { heading: 'Closing time', value: ({ tender }) => closingWords(tender.closesAt, new Date()) },
      {
        heading: 'Your quote',
        value: ({ last, declined }) =>
          declined ? 'Declined' : last ? receiptStates[last.status].text : 'None',
        tag: ({ last, declined }) =>
          declined || !last ? 'grey' : receiptStates[last.status].colour,
      },
      { heading: 'Received', value: ({ last }) => last?.receivedAt, kind: 'instant' },
    ],
  });
}
