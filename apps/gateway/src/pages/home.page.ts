import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import { actorOf } from '#libs/http';
import { FindFunds, FindPayables, type FundView, type Payable } from '#messages/ledger';
import { FindMembers, type Member } from '#messages/membership';
import { FindRefusedAsks, type RefusedAskView } from '#messages/operations';
import { FindOrders, type OrderView } from '#messages/orders';
import { FindRounds, type RoundSummary } from '#messages/rounds';
import {
  FindContracts,
  FindTenders,
  type ContractView,
  type TenderSummary,
} from '#messages/tenders';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { consortiaOf } from './names.js';
import { needsOf, sightsOf, type Found } from './needs.js';
import { notTakenBy } from './refused-asks.js';
import { roundFor } from './round-visitor.js';
import { grantsOf, isOperator } from './visitor-rights.js';

/** Where everybody begins: what waits for them. */
@Controller('home')
export class HomePage {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get()
  async show(@Res() response: Response): Promise<void> {
    const actor = actorOf(response.req);
    const found = await this.found(response);
    this.views.send(response, 'home/home', {
      title: 'What needs you',
      needs: needsOf(actor, found, new Date()),
      sights: sightsOf(actor, found),
      isOperator: isOperator(actor),
      isNobody: actor.grants.length === 0,
    });
  }

  private async found(response: Response): Promise<Found> {
    const [consortia, rounds, tenders, contracts, orders, funds] = await Promise.all([
      consortiaOf(this.buses, response),
      this.buses.find<RoundSummary[], FindRounds>(response, FindRounds, {}),
      this.buses.find<TenderSummary[], FindTenders>(response, FindTenders, {}),
      this.buses.find<ContractView[], FindContracts>(response, FindContracts, {}),
      this.buses.find<OrderView[], FindOrders>(response, FindOrders, {}),
      this.buses.find<FundView[], FindFunds>(response, FindFunds, {}),
    ]);
    const open = rounds
      .filter(({ status }) => status === 'open')
      .toSorted((one, other) => one.closesAt.localeCompare(other.closesAt));
    const [full, members, payables] = await Promise.all([
      Promise.all(open.map(({ roundId }) => roundFor(this.buses, response, roundId))),
      this.members(response),
      this.payables(response, funds),
    ]);
    const notTaken = await this.notTaken(response, payables);
    const paper = { contracts, orders, funds, payables, notTaken };
    return { consortia, rounds, tenders, open: full, members, ...paper };
  }

  /** The members of the consortia in which the visitor acts for a school. */
  private async members(response: Response): Promise<Member[]> {
    const actor = actorOf(response.req);
    const grants = [...grantsOf(actor, 'school-buyer'), ...grantsOf(actor, 'school-approver')];
    const ids = [...new Set(grants.flatMap(({ consortiumId }) => consortiumId ?? []))];
    const lists = await Promise.all(
      ids.map((consortiumId) =>
        this.buses.find<Member[], FindMembers>(response, FindMembers, { consortiumId }),
      ),
    );
    return lists.flat();
  }

  /** What a fund refused, for whoever pays its invoices. */
  private async notTaken(response: Response, payables: readonly Payable[]) {
    if (grantsOf(actorOf(response.req), 'finance').length === 0) return [];
    const refused = await this.buses.find<RefusedAskView[], FindRefusedAsks>(
      response,
      FindRefusedAsks,
      {},
    );
    return notTakenBy(refused, payables);
  }

  private async payables(response: Response, funds: readonly FundView[]): Promise<Payable[]> {
    const actor = actorOf(response.req);
    const paid = funds.filter(
      ({ consortiumId }) => grantsOf(actor, 'finance', consortiumId).length > 0,
    );
    const lists = await Promise.all(
      paid.map(({ fundId }) =>
        this.buses.find<Payable[], FindPayables>(response, FindPayables, { fundId }),
      ),
    );
    return lists.flat();
  }
}
