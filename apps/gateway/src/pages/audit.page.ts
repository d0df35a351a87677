import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import { notFound, oversees } from '#libs/decider';
import { actorOf } from '#libs/http';
import { FindFunds, type FundView } from '#messages/ledger';
import { FindOrders, type OrderView } from '#messages/orders';
import { FindRounds, type RoundSummary } from '#messages/rounds';
import { FindTenders, type TenderSummary } from '#messages/tenders';
import { dataTable } from './kit/data-table.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { consortiaOf } from './names.js';
import { roundStates } from './round-words.js';

/** Where an auditor starts: all that a consortium has recorded, to read and to take away. */
@Controller('audit')
export class AuditPage {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get()
  async show(@Res() response: Response): Promise<void> {
    const consortia = await consortiaOf(this.buses, response);
    const actor = actorOf(response.req);
    const mine = consortia.filter(({ consortiumId }) => oversees(actor, consortiumId));
    if (mine.length === 0) notFound();
    const [rounds, tenders, orders, funds] = await Promise.all([
      this.buses.find<RoundSummary[], FindRounds>(response, FindRounds, {}),
      this.buses.find<TenderSummary[], FindTenders>(response, FindTenders, {}),
      this.buses.find<OrderView[], FindOrders>(response, FindOrders, {}),
      this.buses.find<FundView[], FindFunds>(response, FindFunds, {}),
    ]);
    const of = <One extends { consortiumId: string }>(all: readonly One[], consortiumId: string) =>
      all.filter((one) => one.consortiumId === consortiumId);
    this.views.send(response, 'audit/audit', {
      title: 'Audit',
      consortia: mine.map(({ consortiumId, name, agreementVersion, members }) => ({
        consortiumId,
        name,
        agreementVersion,
        members,
        funds: of(funds, consortiumId),
        rounds: roundsTable(of(rounds, consortiumId), tenders, orders),
      })),
    });
  }
}

function roundsTable(
  rounds: readonly RoundSummary[],
  tenders: readonly TenderSummary[],
  orders: readonly OrderView[],
) {
  const count = (all: readonly { roundId: string }[], roundId: string) =>
    all.filter((one) => one.roundId === roundId).length;
  return dataTable({
    caption: 'Buying rounds',
    whenEmpty: 'No round has been opened yet.',
    rows: rounds,
    columns: [
      {
        heading: 'Round',
        value: ({ title }: RoundSummary) => title,
        href: ({ roundId }) => `/rounds/${roundId}`,
      },
      {
        heading: 'State',
        value: ({ status }) => roundStates[status].text,
        tag: ({ status }) => roundStates[status].colour,
      },
      {
        heading: 'Tender',
        value: ({ roundId }) => (count(tenders, roundId) > 0 ? 'Tender' : null),
        href: ({ roundId }) => {
          const tender = tenders.find((one) => one.roundId === roundId);
          return tender && `/tenders/${tender.tenderId}`;
        },
      },
      {
        heading: 'Orders',
        value: ({ roundId }) => `${count(orders, roundId)}`,
        href: ({ roundId }) =>
          count(orders, roundId) > 0 ? `/orders?roundId=${roundId}` : undefined,
      },
      {
        heading: 'Savings',
        value: ({ status }) => (hasShares(status) ? 'Savings' : null),
        href: ({ status, roundId }) =>
          hasShares(status) ? `/rounds/${roundId}/savings` : undefined,
      },
      {
        heading: 'Recorded',
        value: () => 'Events',
        href: ({ roundId }) => `/events?stream=round-${roundId}`,
      },
    ],
  });
}

function hasShares(status: RoundSummary['status']): boolean {
  return status === 'awarded' || status === 'closed';
}
