import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { oversees, Refused } from '#libs/decider';
import { actorOf } from '#libs/http';
import {
  FindHistory,
  FindShares,
  FindStatement,
  type OneBuyerLot,
  type RecordedEvent,
  type Shares,
  type Source,
  type Statement,
} from '#messages/savings';
import { orNotFound } from './address.js';
import { eventAddress } from './event-words.js';
import { dataTable } from './kit/data-table.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { visitorOf } from './kit/visitor.js';
import { namesIn, type Names } from './names.js';
import { savedBy } from './savings-figures.js';
import { schoolsTable, sharesFile } from './savings-tables.js';
import { sendCsv, sendPdf } from './send-csv.js';
import { statementPdf } from './statement-pdf.js';
import { sheetOf } from './statement-sheet.js';

/** One school's statement: what it would have cost, what it paid, and why; to print and to check. */
@Controller('rounds/:roundId/savings')
export class StatementPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  /** The same statement for governors; before the page, whose address it would also be. */
  @Get(':schoolUrn.pdf')
  async pdf(
    @Param('roundId') roundId: string,
    @Param('schoolUrn') schoolUrn: string,
    @Res() response: Response,
  ): Promise<void> {
    const { statement, names } = await this.statement(response, roundId, schoolUrn);
    const sheet = sheetOf(statement, names);
    const { demonstration } = visitorOf(response);
    sendPdf(response, `${sheet.round} ${sheet.school}`, await statementPdf(sheet, demonstration));
  }

  @Get(':schoolUrn')
  async show(
    @Param('roundId') roundId: string,
    @Param('schoolUrn') schoolUrn: string,
    @Res() response: Response,
  ): Promise<void> {
    const { statement, names } = await this.statement(response, roundId, schoolUrn);
    const { title, asOneBuyer = [] } = statement;
    const { lots, ...sheet } = sheetOf(statement, names);
    const mayOpen = await this.visible(response, statement);
    this.views.send(response, 'savings/statement', {
      ...sheet,
      title: `Savings of ${sheet.school}`,
      caption: title,
      trail: [
        { text: title, href: `/rounds/${roundId}` },
        { text: 'Savings of all schools', href: `/rounds/${roundId}/savings` },
      ],
      base: `/rounds/${roundId}/savings/${schoolUrn}`,
      lots: lots.map((lot) => ({
        ...lot,
        sources: lot.sources.map((source) => ({
          label: source.label,
          ...(mayOpen(source) && { href: eventAddress(source) }),
        })),
      })),
      trust: asOneBuyer.length > 0 ? await this.trust(response, statement, names) : undefined,
    });
  }

  @Get(':schoolUrn/statement.csv')
  async file(
    @Param('roundId') roundId: string,
    @Param('schoolUrn') schoolUrn: string,
    @Res() response: Response,
  ): Promise<void> {
    const { statement, names } = await this.statement(response, roundId, schoolUrn);
    const name = `${statement.title} ${names.school(schoolUrn)}`;
    sendCsv(response, name, sharesFile(statement.rows, names.school));
  }

  private async statement(response: Response, roundId: string, schoolUrn: string) {
    const statement = await orNotFound(
      this.buses.find<Statement, FindStatement>(response, FindStatement, { roundId, schoolUrn }),
    );
    return { statement, names: await namesIn(this.buses, response, statement.consortiumId) };
  }

  /** The party's schools in this round, and the party as the one buyer it could have been. */
  private async trust(response: Response, statement: Statement, names: Names) {
    const { roundId, rows, asOneBuyer = [] } = statement;
    const partyId = rows[0]?.partyId ?? '';
    const shares = await this.buses.find<Shares | null, FindShares>(response, FindShares, {
      roundId,
    });
    const own = shares?.rows.filter((row) => row.partyId === partyId) ?? [];
    const party = names.party(partyId);
    return {
      party,
      schools: schoolsTable(
        savedBy(own, ({ urn }) => urn),
        names.school,
        (urn) => `/rounds/${roundId}/savings/${urn}`,
        `${party}: all its schools in this round`,
      ),
      lots: oneBuyerTable(party, asOneBuyer),
    };
  }

  /** Which sources this visitor may open: the rest is named without a link. */
  private async visible(
    response: Response,
    { consortiumId, rows }: Statement,
  ): Promise<(source: Source) => boolean> {
    if (oversees(actorOf(response.req), consortiumId)) return () => true;
    const streams = new Set(rows.flatMap(({ sources }) => sources.map(({ stream }) => stream)));
    const seen = await Promise.all(
      [...streams].map((stream) => historyOf(this.buses, response, stream)),
    );
    const places = new Set(seen.flat().map((event) => eventAddress(event)));
    return (source) => places.has(eventAddress(source));
  }
}

/** The events of a stream that the visitor may see: none rather than a 404. */
async function historyOf(buses: PageBuses, response: Response, stream: string) {
  try {
    return await buses.find<RecordedEvent[], FindHistory>(response, FindHistory, { stream });
  } catch (error) {
    if (error instanceof Refused && error.kind === 'not-found') return [];
    throw error;
  }
}

function oneBuyerTable(party: string, lots: readonly OneBuyerLot[]) {
  const pence = (heading: string, value: (row: OneBuyerLot) => number) =>
    ({ heading, value, kind: 'pence', total: true }) as const;
  return dataTable({
    caption: `${party} as one buyer`,
    rows: lots,
    columns: [
      { heading: 'Lot', value: ({ item }: OneBuyerLot) => item },
      { heading: 'Its schools', value: ({ schools }) => schools, kind: 'count' },
      { heading: 'Units', value: ({ quantity }) => quantity, kind: 'count' },
      pence('Each school alone', (row) => row.apartPence),
      pence('As one buyer, alone', (row) => row.togetherPence),
      pence('Paid in the consortium', (row) => row.paysPence),
      pence('Saved against one buyer', (row) => row.togetherPence - row.paysPence),
    ],
  });
}
