import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { notFound } from '#libs/decider';
import { RecordQualityScores, type TenderLotView, type TenderView } from '#messages/tenders';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { validOf } from './ranking-tables.js';
import { tenderFor, trailOf } from './tender-visitor.js';

/** The scores on which the evaluators have agreed, lot by lot. */
@Controller('tenders/:tenderId/quality')
export class QualityPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get()
  async ask(
    @Param('tenderId') tenderId: string,
    @Query() asked: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const { tender, lot } = await this.scoring(response, tenderId, new Form(asked).value('lotId'));
    const before = validOf(lot).map(({ quality }, n) => [`quality-${n}`, quality]);
    const form = new Form({ lotId: lot.lotId, ...Object.fromEntries(before) });
    this.show(response, tender, lot, form);
  }

  @Post()
  async record(
    @Param('tenderId') tenderId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed);
    const { tender, lot } = await this.scoring(response, tenderId, form.value('lotId'));
    const scores = validOf(lot).map(({ quoteId, supplierName }, n) => {
      const quality = form.count(`quality-${n}`, `score of ${supplierName}`);
      if (quality > 100) form.refuse(`quality-${n}`, `The score of ${supplierName} is of 100`);
      return { quoteId, quality };
    });
    const reason = form.text('reason', 'reason for these scores', 1000);
    const body = { tenderId, lotId: lot.lotId, scores, reason };
    const recording = () => this.buses.send(response, form, RecordQualityScores, body);
    if (!(await form.accepted(recording))) return this.show(response, tender, lot, form);
    this.views.goOn(response, `/tenders/${tenderId}/assessment`, 'The scores are recorded.');
  }

  private show(response: Response, tender: TenderView, lot: TenderLotView, form: Form): void {
    this.views.send(response, 'tenders/quality', {
      title: `Quality of the quotes for ${lot.description}`,
      caption: tender.title,
      trail: trailOf(tender),
      tenderId: tender.tenderId,
      lotId: lot.lotId,
      form,
      quotes: validOf(lot),
    });
  }

  private async scoring(response: Response, tenderId: string, lotId: string) {
    const { tender, visitor } = await tenderFor(this.buses, response, tenderId);
    const mayScore = visitor.isLead || visitor.isApprover;
    if (!mayScore || tender.status !== 'opened' || !tender.scoring) notFound();
    const lot = tender.lots.find((one) => one.lotId === lotId);
    return { tender, lot: lot ?? notFound() };
  }
}
