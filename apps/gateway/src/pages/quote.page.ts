import {
  Body,
  Controller,
  Get,
  Inject,
  Param,
  Post,
  Res,
  UploadedFile,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import type { Response } from 'express';
import type { CsvFault } from '#libs/csv';
import { formatWhole } from '#libs/money';
import { SealQuote, type OwnSubmission } from '#messages/quotes';
import type { TenderView } from '#messages/tenders';
import { dataTable } from './kit/data-table.js';
import { Form, type SentFile, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { formatInstant } from './kit/view-filters.js';
import { ViewService } from './kit/view-service.js';
import { filledSheet, sheetTemplate } from './price-sheet-columns.js';
import { readSheet } from './price-sheet-file.js';
import { hasLineTerms, termRows, type Sheet } from './price-sheet-terms.js';
import { emptySheet, rowsFor, sheetFrom, sheetLots, typedSheet } from './price-sheet.js';
import { pricesTable } from './quote-tables.js';
import { lineTermsTable, wholeTermsTable } from './quote-terms-tables.js';
import { ownTotals, ownTotalsTable, totalFigures, totalsNotes } from './quote-totals.js';
import { unitsOf } from './round-words.js';
import { sendCsv } from './send-csv.js';
import { tenderForSupplier, trailOf } from './tender-visitor.js';
import { takesQuotes } from './tenders.page.js';

const oneMegabyte = { limits: { fileSize: 1_000_000, files: 1 } };

/**
 * A supplier writes a quote, reads it back with its totals, and seals it. Until then the prices are
 * in the browser's form alone: never kept here, in a log or in an address.
 */
@Controller('tenders/:tenderId/quote')
export class QuotePages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get()
  async write(@Param('tenderId') tenderId: string, @Res() response: Response): Promise<void> {
    const of = await tenderForSupplier(this.buses, response, tenderId);
    this.showSheet(response, of, new Form(emptySheet(of.tender.lots)));
  }

  @Get('price-sheet.csv')
  async template(@Param('tenderId') tenderId: string, @Res() response: Response): Promise<void> {
    const { tender } = await tenderForSupplier(this.buses, response, tenderId);
    sendCsv(response, `${tender.title} price sheet`, sheetTemplate(tender.lots));
  }

  /** The steps: `check` reads the sheet back, `change` goes back to it, `save` hands it out as a file,
   * `seal` sends it. */
  @Post()
  async takeSheet(
    @Param('tenderId') tenderId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const of = await tenderForSupplier(this.buses, response, tenderId);
    const form = new Form(typed);
    const step = form.value('step');
    if (step === 'change') return this.showSheet(response, of, form);
    const sheet = sheetFrom(form, sheetLots(of.tender));
    if (form.problems.length > 0) return this.showSheet(response, of, form);
    if (step === 'save') return this.saveFile(response, of.tender, sheet);
    if (step !== 'seal') return this.showCheck(response, of, new Form(), sheet);
    const { supplierId } = of;
    const { consortiumId } = of.tender;
    const quoteId = form.commandId;
    const sealed = await form.accepted(() =>
      this.buses.send(response, form, SealQuote, {
        tenderId,
        consortiumId,
        supplierId,
        quoteId,
        ...sheet,
      }),
    );
    if (!sealed) return this.showCheck(response, of, form, sheet);
    const saved = 'Your quote is received and sealed.';
    this.views.goOn(response, `/tenders/${tenderId}/receipts/${quoteId}`, saved);
  }

  @Post('file')
  @UseInterceptors(FileInterceptor('sheet', oneMegabyte))
  async takeFile(
    @Param('tenderId') tenderId: string,
    @UploadedFile() file: SentFile | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const of = await tenderForSupplier(this.buses, response, tenderId);
    const form = new Form(emptySheet(of.tender.lots));
    const bytes = form.csv('sheet', file, 'price sheet');
    if (form.problems.length > 0) return this.showSheet(response, of, form);
    const { sheet, faults } = readSheet(bytes, sheetLots(of.tender));
    if (sheet) return this.showCheck(response, of, new Form(), sheet);
    const sentence = 'The price sheet has faults: nothing was taken. Correct it and send it again';
    form.refuse('sheet', sentence);
    this.showSheet(response, of, form, faults);
  }

  /** The quote as a price sheet, for who wants to keep it or to go on in a spreadsheet. */
  private saveFile(response: Response, tender: TenderView, sheet: Sheet): void {
    sendCsv(response, `${tender.title} price sheet, filled in`, filledSheet(sheet, tender.lots));
  }

  private showSheet(
    response: Response,
    { tender, submission }: ForSupplier,
    form: Form,
    faults: readonly CsvFault[] = [],
  ): void {
    const { tenderId, title, closesAt } = tender;
    if (!submission || !takesQuotes(tender, submission)) {
      return this.showClosed(response, tender, submission);
    }
    this.views.send(response, 'quotes/sheet', {
      title: 'Write your quote',
      caption: title,
      trail: trailOf(tender),
      tenderId,
      closing: formatInstant(closesAt),
      replaces: submission.receipts.some(({ status }) => status === 'sealed'),
      form,
      lots: tender.lots.map((lot, n) => ({
        ...lot,
        units: unitsOf(lot),
        rows: rowsFor(form, n),
        hasTerms: hasLineTerms(form, n),
      })),
      terms: { ...termRows(form, tender.lots.length), lots: lotChoices(tender) },
      faults: faults.length > 0 ? faultsTable(faults) : undefined,
    });
  }

  private showCheck(
    response: Response,
    { tender, submission }: ForSupplier,
    form: Form,
    sheet: Sheet,
  ): void {
    const { lines } = sheet;
    const totals = ownTotals(sheet, tender.lots);
    const nameOf = new Map(tender.lots.map(({ lotId, description }) => [lotId, description]));
    const named = lines.map((line) => ({ ...line, name: nameOf.get(line.lotId) ?? '' }));
    this.views.send(response, 'quotes/check', {
      title: 'Check your quote',
      caption: tender.title,
      trail: trailOf(tender),
      tenderId: tender.tenderId,
      form,
      carried: carriedOf(typedSheet(sheet, tender.lots)),
      totals: ownTotalsTable(totals),
      notes: totalsNotes(sheet, totals),
      tables: [
        pricesTable('Your prices', named, 'Lot'),
        lineTermsTable('Your limits and charges', named, 'Lot'),
        wholeTermsTable('Over all lots', [{ ...sheet, name: '' }], tender.lots),
      ].filter((table) => table !== undefined),
      missing: tender.lots.filter(({ lotId }) => lines.every((line) => line.lotId !== lotId)),
      replaces: submission?.receipts.some(({ status }) => status === 'sealed') ?? false,
      closing: formatInstant(tender.closesAt),
      figures: totalFigures(totals),
    });
  }

  private showClosed(response: Response, tender: TenderView, submission: OwnSubmission | null) {
    this.views.send(response, 'quotes/closed', {
      title: 'This tender takes no quotes',
      caption: tender.title,
      trail: trailOf(tender),
      tenderId: tender.tenderId,
      isCancelled: tender.status === 'cancelled',
      isStarting: submission === null && tender.status === 'published',
      closing: formatInstant(tender.closesAt),
    });
  }
}

type ForSupplier = Awaited<ReturnType<typeof tenderForSupplier>>;

function faultsTable(faults: readonly CsvFault[]) {
  return dataTable({
    caption: 'What is wrong with the price sheet',
    rows: faults,
    columns: [
      {
        heading: 'Where',
        value: ({ row }: CsvFault) => (row === undefined ? 'File' : `Row ${formatWhole(row)}`),
      },
      { heading: 'Column', value: ({ column }) => column ?? '–' },
      { heading: 'What to do', value: ({ sentence }) => sentence },
    ],
  });
}

function lotChoices({ lots }: TenderView) {
  return lots.map(({ description }, n) => ({ value: String(n), text: description }));
}

/** A sheet on its way from page to page: a field with several values is there several times. */
function carriedOf(typed: Readonly<Record<string, string | string[]>>) {
  return Object.entries(typed).flatMap(([name, values]) =>
    [values].flat().map((value) => ({ name, value })),
  );
}
