import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { notFound } from '#libs/decider';
import { actorOf } from '#libs/http';
import { ApproveBudget, FindFund, type FundView, type PartyMoney } from '#messages/ledger';
import { dataTable } from './kit/data-table.js';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { namesIn, type Names } from './names.js';
import { approvedPartiesOf } from './visitor-rights.js';

type Row = Pick<PartyMoney, 'budgetPence' | 'reservedPence' | 'spentPence' | 'availablePence'> & {
  readonly party: string;
};

/** An approver says how much a fund may commit for a contracting party. */
@Controller('funds/:fundId/budget')
export class BudgetPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get()
  async ask(@Param('fundId') fundId: string, @Res() response: Response): Promise<void> {
    await this.show(response, fundId, new Form());
  }

  @Post()
  async approve(
    @Param('fundId') fundId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const { consortiumId, parties, names } = await this.fund(response, fundId);
    const [only] = parties;
    const partyId =
      parties.length === 1 && only ? only : form.choice('party', 'contracting party', parties);
    const amountPence = form.pounds('amount', 'budget');
    const minuteReference = form.text('minute', 'minute reference', 200);
    const body = { fundId, consortiumId, partyId, amountPence, minuteReference };
    const accepted = await form.accepted(
      () => this.buses.send(response, form, ApproveBudget, body),
      { amountPence: 'amount', minuteReference: 'minute' },
    );
    if (!accepted) return this.show(response, fundId, form);
    const saved = `The budget of ${names.party(partyId)} is approved.`;
    this.views.goOn(response, `/funds/${fundId}/budget`, saved);
  }

  private async show(response: Response, fundId: string, form: Form): Promise<void> {
    const { fund, parties, names } = await this.fund(response, fundId);
    this.views.send(response, 'budgets/budget', {
      title: 'Budget in the fund',
      caption: fund.name,
      back: '/home',
      form,
      fund,
      table: budgetTable(fund, parties, names),
      parties: parties.map((partyId) => ({ value: partyId, text: names.party(partyId) })),
    });
  }

  private async fund(response: Response, fundId: string) {
    const fund = await this.buses.find<FundView, FindFund>(response, FindFund, { fundId });
    const { consortiumId } = fund;
    const parties = approvedPartiesOf(actorOf(response.req), consortiumId);
    if (parties.length === 0) notFound();
    const names = await namesIn(this.buses, response, consortiumId);
    return { fund, consortiumId, parties, names };
  }
}

/** What is free is what was approved, less what is set aside, less what is spent. */
export function budgetTable(fund: FundView, parties: readonly string[], names: Names) {
  const none = { budgetPence: 0, reservedPence: 0, spentPence: 0, availablePence: 0 };
  const rows = parties.map((partyId): Row => {
    const money = fund.parties.find((one) => one.partyId === partyId) ?? none;
    return { ...money, party: names.party(partyId) };
  });
  return dataTable({
    caption: 'Approved, set aside, spent and free',
    rows,
    columns: [
      { heading: 'Contracting party', value: ({ party }: Row) => party },
      { heading: 'Approved', value: (row) => row.budgetPence, kind: 'pence', total: true },
      { heading: 'Set aside', value: (row) => row.reservedPence, kind: 'pence', total: true },
      { heading: 'Spent', value: (row) => row.spentPence, kind: 'pence', total: true },
      { heading: 'Free', value: (row) => row.availablePence, kind: 'pence', total: true },
    ],
  });
}
