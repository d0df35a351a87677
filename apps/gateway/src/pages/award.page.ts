import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { sumPence } from '#libs/money';
import {
  FindContracts,
  FindFeedback,
  type ContractView,
  type LotFeedback,
  type TenderView,
} from '#messages/tenders';
import {
  awardFile,
  contractedOf,
  feedbackTable,
  feedbackWords,
  sharesTable,
} from './award-tables.js';
import { certificateRows, dearerIn, dearerWords } from './best-award-tables.js';
import { lotSharesTable, ruleSentences, winnersIn } from './lot-shares-tables.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { namesIn } from './names.js';
import { sendCsv } from './send-csv.js';
import { pricedTable } from './tender-tables.js';
import { tenderFor, tenderForSupplier, trailOf } from './tender-visitor.js';
import { untilSeen } from './until-seen.js';

/** What came of a tender: for members by lot and school, for a supplier beside its own quote. */
@Controller('tenders/:tenderId')
export class AwardPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get('award')
  async award(@Param('tenderId') tenderId: string, @Res() response: Response): Promise<void> {
    const { tender, visitor } = await tenderFor(this.buses, response, tenderId);
    if (visitor.supplierId !== undefined) {
      return response.redirect(303, `/tenders/${tenderId}/feedback`);
    }
    if (tender.status !== 'awarded') return response.redirect(303, `/tenders/${tenderId}`);
    const contracts = await untilSeen(
      () => this.contracts(response, tenderId),
      (found) => !visitor.seesAll || isWhole(tender, found),
    );
    const names = await namesIn(this.buses, response, tender.consortiumId);
    const lines = contractedOf(tender, contracts, names);
    const won = tender.lots.filter(({ winner }) => winner !== null);
    const priced = won.flatMap((lot) =>
      winnersIn(lot).map(({ supplierName, totalPence, quantity }) => {
        return { lot, supplierName, netPence: totalPence, quantity };
      }),
    );
    const ruled = won.filter(({ shares = [] }) => shares.some((one) => 'sharePence' in one));
    this.views.send(response, 'tenders/award', {
      title: 'The award',
      caption: tender.title,
      trail: trailOf(tender),
      tender,
      seesAll: visitor.seesAll,
      isUnderWay: visitor.seesAll && !isWhole(tender, contracts),
      awarded: pricedTable('Who won, and for how much', priced),
      rule: ruleSentences(tender, won),
      warnings: dearerWords(tender, dearerIn(tender)),
      certificate: tender.solved ? certificateRows(tender.solved) : null,
      ruled: ruled.map((lot) =>
        lotSharesTable(`${lot.description}: what each school pays in the end, net`, lot, 'Pays'),
      ),
      shares: won.map((lot) => sharesTable(lot, lines)),
      without: tender.lots.filter(({ winner }) => winner === null),
      csvSize: awardFile(lines).csvSize,
    });
  }

  @Get('award.csv')
  async file(@Param('tenderId') tenderId: string, @Res() response: Response): Promise<void> {
    const { tender } = await tenderFor(this.buses, response, tenderId);
    const contracts = await this.contracts(response, tenderId);
    const names = await namesIn(this.buses, response, tender.consortiumId);
    const lines = contractedOf(tender, contracts, names);
    sendCsv(response, `${tender.title} award`, awardFile(lines).csv);
  }

  @Get('feedback')
  async feedback(@Param('tenderId') tenderId: string, @Res() response: Response): Promise<void> {
    const { tender, supplierId } = await tenderForSupplier(this.buses, response, tenderId);
    const feedback = await this.buses.find<LotFeedback[], FindFeedback>(response, FindFeedback, {
      tenderId,
      supplierId,
    });
    this.views.send(response, 'quotes/feedback', {
      title: 'How your quote compares',
      caption: tender.title,
      trail: trailOf(tender),
      isAwarded: tender.status === 'awarded',
      table: feedbackTable(feedback),
      sentences: feedback.map(feedbackWords),
      hasWon: feedback.some(({ won }) => won),
    });
  }

  private contracts(response: Response, tenderId: string): Promise<ContractView[]> {
    return this.buses.find<ContractView[], FindContracts>(response, FindContracts, { tenderId });
  }
}

/** Every penny of the award is in a contract: contracts are made one by one after it. */
function isWhole({ lots }: TenderView, contracts: readonly ContractView[]): boolean {
  const winners = lots.flatMap(winnersIn);
  const awarded = sumPence(winners.map(({ totalPence }) => totalPence));
  return awarded === sumPence(contracts.map(({ netPence }) => netPence));
}
