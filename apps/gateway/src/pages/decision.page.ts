import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { notFound } from '#libs/decider';
import { Database, findNames } from '#libs/auth';
import { formatPounds } from '#libs/money';
import {
  ApproveAward,
  RecommendAward,
  ReturnRecommendation,
  type TenderLotView,
  type TenderView,
} from '#messages/tenders';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { rankingTable, sharesPreview, validOf, type Valid } from './ranking-tables.js';
import { pricedTable } from './tender-tables.js';
import { tenderFor, trailOf } from './tender-visitor.js';

/** One person recommends a winner for each lot; another one approves it or gives it back. */
@Controller('tenders/:tenderId')
export class DecisionPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
    @Inject(Database) private readonly db: Database,
  ) {}

  @Get('recommendation')
  async propose(@Param('tenderId') tenderId: string, @Res() response: Response): Promise<void> {
    const tender = await this.forLead(response, tenderId);
    if (tender.status !== 'opened') return response.redirect(303, `/tenders/${tenderId}`);
    const cheapest = toChoose(tender).map((lot, n) => [`lot-${n}`, validOf(lot)[0]?.quoteId]);
    this.showProposal(response, tender, new Form(Object.fromEntries(cheapest)));
  }

  @Post('recommendation')
  async recommend(
    @Param('tenderId') tenderId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const tender = await this.forLead(response, tenderId);
    const form = new Form(typed);
    const choices = toChoose(tender).map((lot, n) => {
      const quoteIds = validOf(lot).map(({ quoteId }) => quoteId);
      const quoteId = form.choice(`lot-${n}`, `quote for ${lot.description}`, quoteIds);
      return { lotId: lot.lotId, quoteId };
    });
    const reason = form.has('reason') ? form.text('reason', 'reason', 1000) : undefined;
    const accepted = await form.accepted(() =>
      this.buses.send(response, form, RecommendAward, {
        tenderId,
        choices,
        ...(reason && { reason }),
      }),
    );
    if (!accepted) return this.showProposal(response, tender, form);
    const saved = 'Your recommendation is recorded. The award approver decides on it.';
    this.views.goOn(response, `/tenders/${tenderId}`, saved);
  }

  @Get('decision')
  async read(@Param('tenderId') tenderId: string, @Res() response: Response): Promise<void> {
    const { tender } = await this.deciding(response, tenderId);
    if (tender.status !== 'recommended') return response.redirect(303, `/tenders/${tenderId}`);
    await this.showDecision(response, tenderId, new Form(), new Form());
  }

  @Post('decision/approval')
  async approve(
    @Param('tenderId') tenderId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    await this.deciding(response, tenderId);
    const form = new Form(typed);
    const approving = () => this.buses.send(response, form, ApproveAward, { tenderId });
    if (!(await form.accepted(approving))) {
      return this.showDecision(response, tenderId, form, new Form());
    }
    const saved = 'The award is approved. Contracts go to the contracting parties to be signed.';
    this.views.goOn(response, `/tenders/${tenderId}/award`, saved);
  }

  @Post('decision/return')
  async giveBack(
    @Param('tenderId') tenderId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    await this.deciding(response, tenderId);
    const form = new Form(typed);
    const reason = form.text('reason', 'reason for returning it');
    const accepted = await form.accepted(() =>
      this.buses.send(response, form, ReturnRecommendation, { tenderId, reason }),
    );
    if (!accepted) return this.showDecision(response, tenderId, new Form(), form);
    const saved = 'The recommendation is returned to the lead, with your reason.';
    this.views.goOn(response, `/tenders/${tenderId}`, saved);
  }

  private showProposal(response: Response, tender: TenderView, form: Form): void {
    const chosen = toChoose(tender);
    this.views.send(response, 'tenders/recommendation', {
      title: 'Recommend an award',
      caption: tender.title,
      trail: trailOf(tender),
      tender,
      form,
      lots: chosen.map((lot) => ({ description: lot.description, items: items(lot) })),
      without: tender.lots.filter((lot) => !chosen.includes(lot)),
    });
  }

  private async showDecision(response: Response, tenderId: string, approval: Form, giving: Form) {
    const { tender, visitor } = await this.deciding(response, tenderId);
    const names = await findNames(this.db, tender.recommendedBy ? [tender.recommendedBy] : []);
    const chosen = tender.lots.flatMap((lot) => {
      const quote = validOf(lot).find(({ quoteId }) => quoteId === lot.recommendedQuoteId);
      return quote ? [{ lot, quote }] : [];
    });
    const priced = chosen.map(({ lot, quote: { supplierName, totalPence } }) => {
      return { lot, supplierName, netPence: totalPence };
    });
    this.views.send(response, 'tenders/decision', {
      title: 'Decide on the award',
      caption: tender.title,
      trail: trailOf(tender),
      tender,
      form: giving.problems.length > 0 ? giving : approval,
      approval,
      giving,
      recommender: names.get(tender.recommendedBy ?? '') ?? 'somebody who has left',
      isOwn: tender.recommendedBy === visitor.id,
      mayDecide: visitor.isApprover && tender.status === 'recommended',
      award: pricedTable('What is recommended', priced),
      lots: chosen.map(({ lot, quote }) => ({
        description: lot.description,
        ranking: rankingTable(tenderId, lot),
        shares: sharesPreview(lot, quote.totalPence),
      })),
      without: tender.lots.filter((lot) => chosen.every((one) => one.lot !== lot)),
    });
  }

  private async forLead(response: Response, tenderId: string): Promise<TenderView> {
    const { tender, visitor } = await tenderFor(this.buses, response, tenderId);
    return visitor.isLead ? tender : notFound();
  }

  private async deciding(response: Response, tenderId: string) {
    const found = await tenderFor(this.buses, response, tenderId);
    return found.visitor.seesAll ? found : notFound();
  }
}

/** The lots for which a quote counts. */
function toChoose({ lots }: TenderView): TenderLotView[] {
  return lots.filter((lot) => validOf(lot).length > 0);
}

function items(lot: TenderLotView) {
  const valid = validOf(lot);
  return valid.map((quote) => ({
    value: quote.quoteId,
    text: `${quote.supplierName}: ${formatPounds(quote.totalPence)}`,
    hint: { text: hintOf(quote, valid) },
  }));
}

function hintOf({ totalPence, abnormallyLow }: Valid, valid: readonly Valid[]): string {
  const behind = totalPence - (valid[0]?.totalPence ?? 0);
  const place = behind === 0 ? 'The lowest total' : `${formatPounds(behind)} more than the lowest`;
  return abnormallyLow ? `${place}; unusually low: say how it explains that` : place;
}
