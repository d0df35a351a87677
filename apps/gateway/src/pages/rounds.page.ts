import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import { actorOf } from '#libs/http';
import { FindRounds, type RoundSummary } from '#messages/rounds';
import { dataTable, type DataTable } from './kit/data-table.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { consortiaOf } from './names.js';
import { closingWords, roundStates } from './round-words.js';

/** Every round of the visitor's consortia. */
@Controller('rounds')
export class RoundsPage {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get()
  async list(@Res() response: Response): Promise<void> {
    const rounds = await this.buses.find<RoundSummary[], FindRounds>(response, FindRounds, {});
    const consortia = await consortiaOf(this.buses, response);
    const nameOf = new Map(consortia.map(({ consortiumId, name }) => [consortiumId, name]));
    this.views.send(response, 'rounds/list', {
      title: 'Buying rounds',
      table: roundsTable(rounds, nameOf),
      mayDraft: actorOf(response.req).grants.some(({ role }) => role === 'lead'),
    });
  }
}

/** The consortium is worth a column only where there are several. */
export function roundsTable(
  rounds: readonly RoundSummary[],
  nameOf: ReadonlyMap<string, string>,
  now = new Date(),
): DataTable {
  const several = new Set(rounds.map(({ consortiumId }) => consortiumId)).size > 1;
  return dataTable({
    caption: 'Rounds, the newest first',
    whenEmpty: 'There is no round yet. The lead of your consortium starts one.',
    rows: rounds,
    columns: [
      {
        heading: 'Round',
        value: ({ title }: RoundSummary) => title,
        href: ({ roundId }: RoundSummary) => `/rounds/${roundId}`,
      },
      ...(several
        ? [
            {
              heading: 'Consortium',
              value: (round: RoundSummary) => nameOf.get(round.consortiumId) ?? '',
            },
          ]
        : []),
      {
        heading: 'State',
        value: ({ status }) => roundStates[status].text,
        tag: ({ status }) => roundStates[status].colour,
      },
      {
        heading: 'Closing for schools',
        value: ({ status, closesAt }) =>
          status === 'draft' ? 'Not open yet' : closingWords(closesAt, now),
      },
      { heading: 'Lots', value: ({ lots }) => lots, kind: 'count' },
    ],
  });
}
