import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { notFound } from '#libs/decider';
import { FindOpenedQuotes, type RevealedQuote } from '#messages/quotes';
import {
  FindBestAward,
  SetQuoteAside,
  type BestAwardAnswer,
  type TenderView,
} from '#messages/tenders';
import { bestAwardPart, isUnderWay } from './best-award-part.js';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { flipWords, scoresTable } from './quality-tables.js';
import { assessmentTable, openedPrices, rankingChart, rankingTable } from './ranking-tables.js';
import { openedTerms, openedWholeTerms } from './quote-terms-tables.js';
import { sendCsv } from './send-csv.js';
import { tenderFor, trailOf } from './tender-visitor.js';
import { actionsFor } from './tender-words.js';

/** The opened quotes side by side, and setting one aside with its reason. */
@Controller('tenders/:tenderId')
export class AssessmentPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get('assessment')
  async compare(@Param('tenderId') tenderId: string, @Res() response: Response): Promise<void> {
    const { tender, visitor } = await this.opened(response, tenderId);
    const quotes =
      (await this.buses.find<RevealedQuote[] | null, FindOpenedQuotes>(response, FindOpenedQuotes, {
        tenderId,
      })) ?? [];
    const best = await this.buses.find<BestAwardAnswer, FindBestAward>(response, FindBestAward, {
      tenderId,
    });
    const mayAct = tender.status === 'opened' && (visitor.isLead || visitor.isApprover);
    const skipped = ['assessment', 'cancellation'];
    this.views.send(response, 'tenders/assessment', {
      title: 'Compare the quotes',
      caption: tender.title,
      trail: trailOf(tender),
      tender,
      suppliers: quotes.length,
      best: bestAwardPart(tender, best),
      refresh: isUnderWay(best) ? 5 : null,
      lots: tender.lots.map((lot) => ({
        description: lot.description,
        chart: rankingChart(lot),
        ranking: rankingTable(tenderId, lot, mayAct),
        prices: openedPrices(lot, quotes),
        terms: openedTerms(lot, quotes),
        low: lot.ranking.filter(({ abnormallyLow }) => abnormallyLow),
        scores: lot.scores ? scoresTable(lot) : null,
        flips: flipWords(lot),
        quality:
          mayAct && tender.scoring ? `/tenders/${tenderId}/quality?lotId=${lot.lotId}` : null,
      })),
      terms: openedWholeTerms(tender.lots, quotes),
      actions: actionsFor(tender, visitor).filter(
        ({ href }) => !skipped.some((path) => href.endsWith(path)),
      ),
      csvSize: assessmentTable(tender).csvSize,
    });
  }

  @Get('assessment.csv')
  async file(@Param('tenderId') tenderId: string, @Res() response: Response): Promise<void> {
    const { tender } = await this.opened(response, tenderId);
    sendCsv(response, `${tender.title} assessment`, assessmentTable(tender).csv);
  }

  @Get('exclusion')
  async askReason(
    @Param('tenderId') tenderId: string,
    @Query() asked: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const { tender } = await this.opened(response, tenderId);
    this.showExclusion(response, tender, new Form(asked));
  }

  @Post('exclusion')
  async setAside(
    @Param('tenderId') tenderId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const { tender } = await this.opened(response, tenderId);
    const form = new Form(typed);
    const reason = form.text('reason', 'reason for setting the quote aside');
    const which = { tenderId, lotId: form.value('lotId'), quoteId: form.value('quoteId') };
    const accepted = await form.accepted(() =>
      this.buses.send(response, form, SetQuoteAside, { ...which, reason }),
    );
    if (!accepted) return this.showExclusion(response, tender, form);
    const saved = 'The quote is set aside. Its supplier will see the reason with its feedback.';
    this.views.goOn(response, `/tenders/${tenderId}/assessment`, saved);
  }

  private showExclusion(response: Response, tender: TenderView, form: Form): void {
    const lot = tender.lots.find(({ lotId }) => lotId === form.value('lotId')) ?? notFound();
    const quote = lot.ranking.find(({ quoteId }) => quoteId === form.value('quoteId'));
    this.views.send(response, 'tenders/exclusion', {
      title: `Set the quote of ${(quote ?? notFound()).supplierName} aside`,
      caption: lot.description,
      trail: trailOf(tender),
      tenderId: tender.tenderId,
      form,
      ranking: rankingTable(tender.tenderId, lot),
    });
  }

  private async opened(response: Response, tenderId: string) {
    const found = await tenderFor(this.buses, response, tenderId);
    const isOpened = ['opened', 'recommended', 'awarded'].includes(found.tender.status);
    return isOpened && found.visitor.seesAll ? found : notFound();
  }
}
