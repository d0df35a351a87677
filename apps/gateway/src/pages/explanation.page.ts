import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { notFound } from '#libs/decider';
import {
  FindAwardCase,
  FindAwardExplanation,
  FindBestAward,
  type AwardCases,
  type AwardExplanationAnswer,
  type BestAwardAnswer,
} from '#messages/tenders';
import { bestAwardPart, isUnderWay, linksOf } from './best-award-part.js';
import { aloneTable, limitsTable, lotByLotWords, winsTable } from './explanation-tables.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { tenderFor, trailOf } from './tender-visitor.js';

/** Why the award of least cost is as it is, and the file with which anybody checks it. */
@Controller('tenders/:tenderId/award')
export class AwardExplanationPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get('explanation')
  async explain(@Param('tenderId') tenderId: string, @Res() response: Response): Promise<void> {
    const tender = await this.opened(response, tenderId);
    const best = await this.buses.find<BestAwardAnswer, FindBestAward>(response, FindBestAward, {
      tenderId,
    });
    const answer = await this.buses.find<AwardExplanationAnswer, FindAwardExplanation>(
      response,
      FindAwardExplanation,
      { tenderId },
    );
    const why = answer.state === 'done' ? answer.explanation : null;
    const { links: _, ...part } = bestAwardPart(tender, best);
    this.views.send(response, 'tenders/explanation', {
      title: 'Why this award',
      caption: tender.title,
      trail: [
        ...trailOf(tender),
        { text: 'Compare the quotes', href: `/tenders/${tenderId}/assessment` },
      ],
      best: { ...part, links: linksOf(tenderId).slice(1) },
      refresh: isUnderWay(best) || isUnderWay(answer) ? 5 : null,
      isUnderWay: isUnderWay(answer),
      why: why && {
        sentence: lotByLotWords(why),
        wins: winsTable(tender, why),
        alone: aloneTable(tender, why),
        limits: limitsTable(why),
      },
    });
  }

  @Get('case.json')
  async file(@Param('tenderId') tenderId: string, @Res() response: Response): Promise<void> {
    await this.opened(response, tenderId);
    const cases = await this.buses.find<AwardCases, FindAwardCase>(response, FindAwardCase, {
      tenderId,
    });
    response.setHeader('Cache-Control', 'no-store');
    const text = JSON.stringify(cases, null, 2);
    response.attachment(`award-${tenderId}.json`).type('application/json').send(text);
  }

  private async opened(response: Response, tenderId: string) {
    const { tender, visitor } = await tenderFor(this.buses, response, tenderId);
    const isOpened = ['opened', 'recommended', 'awarded'].includes(tender.status);
    return isOpened && visitor.seesAll ? tender : notFound();
  }
}
