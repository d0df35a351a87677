import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { notFound } from '#libs/decider';
import {
  FindBestAward,
  RecommendAward,
  type BestAwardAnswer,
  type TenderView,
} from '#messages/tenders';
import { bestAwardPart } from './best-award-part.js';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { choicesIn, lotFields, proposed, toChoose } from './recommendation-form.js';
import { tenderFor, trailOf } from './tender-visitor.js';

/** The lead recommends who wins what; the award of least cost is chosen already. */
@Controller('tenders/:tenderId/recommendation')
export class RecommendationPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get()
  async propose(@Param('tenderId') tenderId: string, @Res() response: Response): Promise<void> {
    const tender = await this.forLead(response, tenderId);
    if (tender.status !== 'opened') return response.redirect(303, `/tenders/${tenderId}`);
    const best = await this.best(response, tenderId);
    this.showProposal(response, tender, best, new Form(proposed(tender, best)));
  }

  @Post()
  async recommend(
    @Param('tenderId') tenderId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const tender = await this.forLead(response, tenderId);
    if (tender.status !== 'opened') return response.redirect(303, `/tenders/${tenderId}`);
    const form = new Form(typed);
    const best = await this.best(response, tenderId);
    const choices = choicesIn(form, tender, best);
    if (choices.length === 0 && form.problems.length === 0) {
      form.refuse(undefined, 'Choose a quote for at least one lot');
    }
    const reason = form.has('reason') ? form.text('reason', 'reason', 1000) : undefined;
    const body = { tenderId, choices, ...(reason && { reason }) };
    const recommending = () => this.buses.send(response, form, RecommendAward, body);
    if (!(await form.accepted(recommending))) {
      return this.showProposal(response, tender, best, form);
    }
    const saved = 'Your recommendation is recorded. The award approver decides on it.';
    this.views.goOn(response, `/tenders/${tenderId}`, saved);
  }

  private showProposal(
    response: Response,
    tender: TenderView,
    answer: BestAwardAnswer,
    form: Form,
  ): void {
    const chosen = toChoose(tender);
    const best = bestAwardPart(tender, answer);
    this.views.send(response, 'tenders/recommendation', {
      title: 'Recommend an award',
      caption: tender.title,
      trail: trailOf(tender),
      tender,
      form,
      best,
      lots: chosen.map(lotFields),
      without: tender.lots.filter((lot) => !chosen.includes(lot)),
    });
  }

  private best(response: Response, tenderId: string): Promise<BestAwardAnswer> {
    return this.buses.find<BestAwardAnswer, FindBestAward>(response, FindBestAward, { tenderId });
  }

  private async forLead(response: Response, tenderId: string): Promise<TenderView> {
    const { tender, visitor } = await tenderFor(this.buses, response, tenderId);
    return visitor.isLead ? tender : notFound();
  }
}
