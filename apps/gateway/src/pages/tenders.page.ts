import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Database, findNames } from '#libs/auth';
import { FindTenders, type TenderSummary, type TenderView } from '#messages/tenders';
import type { OwnSubmission } from '#messages/quotes';
import { dataTable, type DataTable } from './kit/data-table.js';
import { scoringWords } from './award-terms-form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { receiptsTable } from './quote-tables.js';
import { closingWords } from './round-words.js';
import { sendCsv } from './send-csv.js';
import { deliveryPack, dropsTable, lotsTable } from './tender-tables.js';
import { tenderFor, tenderForSupplier, trailOf, type TenderVisitor } from './tender-visitor.js';
import { actionsFor, nextWords, nextWordsForSupplier, tenderStates } from './tender-words.js';

/** The tenders that the visitor has to do with, and one of them. */
@Controller('tenders')
export class TendersPage {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
    @Inject(Database) private readonly db: Database,
  ) {}

  @Get()
  async list(@Res() response: Response): Promise<void> {
    const found = await this.buses.find<TenderSummary[], FindTenders>(response, FindTenders, {});
    const table = tendersTable(found, new Date());
    this.views.send(response, 'tenders/list', { title: 'Tenders', table });
  }

  @Get(':tenderId')
  async show(@Param('tenderId') tenderId: string, @Res() response: Response): Promise<void> {
    const { tender, visitor } = await tenderFor(this.buses, response, tenderId);
    if (visitor.supplierId !== undefined) return this.showToSupplier(response, tenderId);
    const personIds = [tender.authorId, tender.firstOpenerId, tender.recommendedBy];
    const nameOf = await this.namesOf(personIds, visitor);
    this.views.send(response, 'tenders/tender', {
      scoring: tender.scoring ? scoringWords(tender.scoring) : null,
      ...frame(tender),
      next: nextWords(tender, nameOf, new Date()),
      actions: actionsFor(tender, visitor),
      returned: tender.returnedReason,
      seesAll: visitor.seesAll,
      isDraftOwn: tender.status === 'draft' && tender.authorId === visitor.id,
    });
  }

  @Get(':tenderId/delivery-pack.csv')
  async pack(@Param('tenderId') tenderId: string, @Res() response: Response): Promise<void> {
    const { tender } = await tenderFor(this.buses, response, tenderId);
    sendCsv(response, `${tender.title} delivery pack`, deliveryPack(tender).csv);
  }

  private async showToSupplier(response: Response, tenderId: string): Promise<void> {
    const { tender, submission } = await tenderForSupplier(this.buses, response, tenderId);
    const receipts = submission?.receipts ?? [];
    this.views.send(response, 'tenders/supplier', {
      scoring: tender.scoring ? scoringWords(tender.scoring) : null,
      ...frame(tender),
      next: nextWordsForSupplier(tender, new Date()),
      receipts: receiptsTable(tenderId, receipts),
      hasQuote: receipts.some(({ status }) => status === 'sealed'),
      declined: submission?.declined ?? false,
      takesQuotes: submission !== null && takesQuotes(tender, submission),
      isStarting: submission === null && tender.status === 'published',
    });
  }

  private async namesOf(ids: readonly (string | null)[], { id: own }: TenderVisitor) {
    const wanted = ids.flatMap((id) => (id ? [id] : []));
    const names = await findNames(this.db, wanted);
    return (id: string | null) =>
      id === own ? 'you' : (names.get(id ?? '') ?? 'somebody who has left');
  }
}

/** Quotes can be sent now, as far as this clock knows; the store's own has the last word. */
export function takesQuotes({ status, closesAt }: TenderView, submission: OwnSubmission): boolean {
  const isOpen = submission.status === 'open' && status === 'published';
  return isOpen && closesAt > new Date().toISOString();
}

function frame(tender: TenderView) {
  const pack = deliveryPack(tender);
  return {
    title: tender.title,
    caption: 'Tender',
    trail: trailOf(tender).slice(0, 1),
    tender,
    state: tenderStates[tender.status],
    lots: lotsTable(tender),
    drops: tender.lots.map(dropsTable),
    packSize: pack.csvSize,
  };
}

export function tendersTable(tenders: readonly TenderSummary[], now: Date): DataTable {
  return dataTable({
    caption: 'Tenders, the latest closing time first',
    whenEmpty: 'There is no tender yet. A tender begins with the lead, once a round is locked.',
    rows: tenders,
    columns: [
      {
        heading: 'Tender',
        value: ({ title }: TenderSummary) => title,
        href: ({ tenderId }: TenderSummary) => `/tenders/${tenderId}`,
      },
      {
        heading: 'State',
        value: ({ status }) => tenderStates[status].text,
        tag: ({ status }) => tenderStates[status].colour,
      },
      {
        heading: 'Closing time',
        value: ({ status, closesAt }) =>
          status === 'cancelled' ? '–' : closingWords(closesAt, now),
      },
    ],
  });
}
