import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { notFound } from '#libs/decider';
import { Database, findNames } from '#libs/auth';
import { OpenQuotes } from '#messages/quotes';
import { CancelTender, PublishTender, type TenderView } from '#messages/tenders';
import { Form, type Typed } from './kit/form.js';
import { scoringWords } from './award-terms-form.js';
import { PageBuses } from './kit/page-buses.js';
import { formatInstant } from './kit/view-filters.js';
import { ViewService } from './kit/view-service.js';
import { deliveryPack, dropsTable, lotsTable } from './tender-tables.js';
import { tenderFor, trailOf } from './tender-visitor.js';

/** What those who run a tender do with it as a whole: publish, cancel, open its quotes. */
@Controller('tenders/:tenderId')
export class TenderActsPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
    @Inject(Database) private readonly db: Database,
  ) {}

  @Get('publication')
  async read(@Param('tenderId') tenderId: string, @Res() response: Response): Promise<void> {
    const { tender } = await this.deciding(response, tenderId);
    if (tender.status !== 'draft') return response.redirect(303, `/tenders/${tenderId}`);
    await this.showPublication(response, tender, new Form());
  }

  @Post('publication')
  async publish(
    @Param('tenderId') tenderId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const { tender } = await this.deciding(response, tenderId);
    const form = new Form(typed);
    const publishing = () => this.buses.send(response, form, PublishTender, { tenderId });
    if (!(await form.accepted(publishing))) return this.showPublication(response, tender, form);
    const until = formatInstant(tender.closesAt);
    const saved = `The tender is published. Suppliers can send quotes until ${until}.`;
    this.views.goOn(response, `/tenders/${tenderId}`, saved);
  }

  @Get('cancellation')
  async askReason(@Param('tenderId') tenderId: string, @Res() response: Response): Promise<void> {
    const { tender, visitor } = await tenderFor(this.buses, response, tenderId);
    if (!visitor.isLead) notFound();
    this.showCancellation(response, tender, new Form());
  }

  @Post('cancellation')
  async cancel(
    @Param('tenderId') tenderId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const { tender } = await tenderFor(this.buses, response, tenderId);
    const form = new Form(typed);
    const reason = form.text('reason', 'reason for cancelling');
    const cancelling = () => this.buses.send(response, form, CancelTender, { tenderId, reason });
    if (!(await form.accepted(cancelling))) return this.showCancellation(response, tender, form);
    this.views.goOn(response, `/tenders/${tenderId}`, 'The tender is cancelled.');
  }

  @Get('opening')
  async lookAtSeals(@Param('tenderId') tenderId: string, @Res() response: Response): Promise<void> {
    const { tender } = await this.deciding(response, tenderId);
    if (isOpened(tender)) return response.redirect(303, `/tenders/${tenderId}/assessment`);
    await this.showOpening(response, tender, new Form());
  }

  @Post('opening')
  async open(
    @Param('tenderId') tenderId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const { tender } = await this.deciding(response, tenderId);
    const { consortiumId } = tender;
    const form = new Form(typed);
    const opening = () => this.buses.send(response, form, OpenQuotes, { tenderId, consortiumId });
    if (!(await form.accepted(opening))) return this.showOpening(response, tender, form);
    const now = (await tenderFor(this.buses, response, tenderId)).tender;
    if (isOpened(now)) {
      const saved = 'The quotes are open, by two people.';
      return this.views.goOn(response, `/tenders/${tenderId}/assessment`, saved);
    }
    const saved = 'You have started the opening. A second person completes it.';
    this.views.goOn(response, `/tenders/${tenderId}/opening`, saved);
  }

  private async deciding(response: Response, tenderId: string) {
    const found = await tenderFor(this.buses, response, tenderId);
    return found.visitor.isLead || found.visitor.isApprover ? found : notFound();
  }

  private async showPublication(response: Response, tender: TenderView, form: Form) {
    const names = await findNames(this.db, [tender.authorId]);
    this.views.send(response, 'tenders/publication', {
      scoring: tender.scoring ? scoringWords(tender.scoring) : null,
      title: 'Read and publish the tender',
      ...about(tender),
      form,
      author: names.get(tender.authorId) ?? 'somebody who has left',
      lots: lotsTable(tender),
      drops: tender.lots.map(dropsTable),
      packSize: deliveryPack(tender).csvSize,
    });
  }

  private showCancellation(response: Response, tender: TenderView, form: Form): void {
    const title = 'Cancel the tender';
    this.views.send(response, 'tenders/cancellation', { title, ...about(tender), form });
  }

  private async showOpening(response: Response, tender: TenderView, form: Form): Promise<void> {
    const { visitor } = await this.deciding(response, tender.tenderId);
    const names = await findNames(this.db, tender.firstOpenerId ? [tender.firstOpenerId] : []);
    this.views.send(response, 'tenders/opening', {
      title: 'Open the quotes',
      ...about(tender),
      form,
      starter: names.get(tender.firstOpenerId ?? '') ?? 'somebody who has left',
      isStarter: tender.firstOpenerId === visitor.id,
      closed: formatInstant(tender.closesAt),
    });
  }
}

function isOpened({ status }: TenderView): boolean {
  return status === 'opened' || status === 'recommended' || status === 'awarded';
}

function about(tender: TenderView) {
  return { caption: tender.title, trail: trailOf(tender), tender };
}
