import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { notFound } from '#libs/decider';
import { Database, findNames } from '#libs/auth';
import { ApproveAward, ReturnRecommendation, type TenderLotView } from '#messages/tenders';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { certificateRows, dearerIn, dearerWords } from './best-award-tables.js';
import { lotSharesTable, ruleSentences, winnersIn } from './lot-shares-tables.js';
import { rankingTable, sharesPreview, validOf } from './ranking-tables.js';
import { pricedTable } from './tender-tables.js';
import { tenderFor, trailOf } from './tender-visitor.js';

/** Another person than the recommender approves an award or gives it back. */
@Controller('tenders/:tenderId')
export class DecisionPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
    @Inject(Database) private readonly db: Database,
  ) {}

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

  private async showDecision(response: Response, tenderId: string, approval: Form, giving: Form) {
    const { tender, visitor } = await this.deciding(response, tenderId);
    const names = await findNames(this.db, tender.recommendedBy ? [tender.recommendedBy] : []);
    const chosen = tender.lots.flatMap((lot) => (recommendedIn(lot) ? [lot] : []));
    const priced = chosen.flatMap((lot) =>
      winnersIn(lot).map(({ supplierName, totalPence, quantity }) => {
        return { lot, supplierName, netPence: totalPence, quantity };
      }),
    );
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
      warnings: dearerWords(tender, dearerIn(tender)),
      rule: ruleSentences(tender, chosen),
      certificate: tender.solved ? certificateRows(tender.solved) : null,
      dearerByPence: tender.solved?.dearerByPence ?? 0,
      lots: chosen.map((lot) => ({
        description: lot.description,
        ranking: rankingTable(tenderId, lot),
        shares: sharesOf(lot),
      })),
      without: tender.lots.filter((lot) => !chosen.includes(lot)),
    });
  }

  private async deciding(response: Response, tenderId: string) {
    const found = await tenderFor(this.buses, response, tenderId);
    return found.visitor.seesAll ? found : notFound();
  }
}

function recommendedIn({ recommendedQuoteId }: TenderLotView): boolean {
  return recommendedQuoteId !== null;
}

/** Early recommendations hold no shares: everybody pays one price. */
function sharesOf(lot: TenderLotView) {
  if (lot.shares && lot.shares.length > 0) {
    return lotSharesTable(`${lot.description}: what each school would pay, net`, lot, 'Would pay');
  }
  const quote = validOf(lot).find(({ quoteId }) => quoteId === lot.recommendedQuoteId);
  return sharesPreview(lot, quote?.totalPence ?? 0);
}
