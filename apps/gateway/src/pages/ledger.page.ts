import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { hasRole, notFound } from '#libs/decider';
import { actorOf } from '#libs/http';
import {
  FindFund,
  FindLedger,
  FindTrialBalance,
  type FundView,
  type LedgerLine,
  type TrialBalance,
} from '#messages/ledger';
import { accountNames, type AccountNames } from './account-names.js';
import { orNotFound } from './address.js';
import { Form, typedInstant, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { pagesOf } from './kit/pagination.js';
import { formatInstant } from './kit/view-filters.js';
import { ViewService } from './kit/view-service.js';
import { balanceSentence, journalFile, journalTable, trialBalanceTable } from './ledger-tables.js';
import { sendCsv } from './send-csv.js';

const perPage = 50;

/** The fund's books, as they are or as they were at any moment. */
@Controller('funds/:fundId')
export class LedgerPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get('ledger')
  async journal(
    @Param('fundId') fundId: string,
    @Query() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed);
    const { fund, names, lines, asAt, accounts } = await this.journalOf(response, fundId, form);
    const query = queryOf(form);
    const pages = pagesOf(typed['page'], lines.length, perPage, `?${query && `${query}&`}page=`);
    const from = (pages.number - 1) * perPage;
    const shown = lines.slice(from, from + perPage);
    this.views.send(response, 'funds/ledger', {
      ...frame(fund, 'Journal'),
      form,
      accounts,
      when: momentWords(asAt),
      count: lines.length,
      table: journalTable(shown, names),
      pages,
      base: `/funds/${fundId}`,
      csvHref: `/funds/${fundId}/ledger.csv${query && `?${query}`}`,
    });
  }

  @Get('ledger.csv')
  async journalFile(
    @Param('fundId') fundId: string,
    @Query() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const { fund, names, lines } = await this.journalOf(response, fundId, new Form(typed));
    sendCsv(response, `${fund.name} journal`, journalFile(lines, names));
  }

  @Get('trial-balance')
  async trialBalance(
    @Param('fundId') fundId: string,
    @Query() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed);
    const { fund, names, balance, asAt } = await this.balanceOf(response, fundId, form);
    const query = queryOf(form);
    const ledger = (account: string) => {
      const which = new URLSearchParams({ account });
      return `/funds/${fundId}/ledger?${which}${query && `&${query}`}`;
    };
    this.views.send(response, 'funds/trial-balance', {
      ...frame(fund, 'Trial balance'),
      form,
      when:
        asAt === undefined
          ? 'This is how the books stand now.'
          : `This is how the books stood on ${formatInstant(asAt)}.`,
      sentence: balanceSentence(balance),
      table: trialBalanceTable(balance, names, ledger),
      base: `/funds/${fundId}`,
      csvHref: `/funds/${fundId}/trial-balance.csv${query && `?${query}`}`,
    });
  }

  @Get('trial-balance.csv')
  async trialBalanceFile(
    @Param('fundId') fundId: string,
    @Query() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const { fund, names, balance } = await this.balanceOf(response, fundId, new Form(typed));
    const { csv } = trialBalanceTable(balance, names, () => '');
    sendCsv(response, `${fund.name} trial balance`, csv);
  }

  private async journalOf(response: Response, fundId: string, form: Form) {
    const { fund, names } = await this.fund(response, fundId);
    const all = await this.balance(response, fundId, undefined);
    const accounts = all.lines.map(({ account }) => ({
      value: account,
      text: names.account(account),
    }));
    const values = accounts.map(({ value }) => value);
    const account = form.has('account') ? form.choice('account', 'account', values) : '';
    const asAt = momentOf(form);
    const body = { fundId, ...(account && { account }), ...(asAt && { asAt }) };
    const lines = await this.buses.find<LedgerLine[], FindLedger>(response, FindLedger, body);
    const choices = accounts.toSorted((a, b) => a.text.localeCompare(b.text, 'en'));
    return {
      fund,
      names,
      lines,
      asAt,
      accounts: [{ value: '', text: 'All accounts' }, ...choices],
    };
  }

  private async balanceOf(response: Response, fundId: string, form: Form) {
    const { fund, names } = await this.fund(response, fundId);
    const asAt = momentOf(form);
    return { fund, names, asAt, balance: await this.balance(response, fundId, asAt) };
  }

  private balance(response: Response, fundId: string, asAt: string | undefined) {
    return this.buses.find<TrialBalance, FindTrialBalance>(response, FindTrialBalance, {
      fundId,
      ...(asAt !== undefined && { asAt }),
    });
  }

  private async fund(
    response: Response,
    fundId: string,
  ): Promise<{ fund: FundView; names: AccountNames }> {
    const fund = await orNotFound(
      this.buses.find<FundView, FindFund>(response, FindFund, { fundId }),
    );
    if (!hasRole(actorOf(response.req), fund.consortiumId, 'lead', 'finance', 'auditor'))
      notFound();
    return { fund, names: await accountNames(this.buses, response, fund.consortiumId) };
  }
}

const parts = ['asAt-day', 'asAt-month', 'asAt-year', 'asAt-time'];

/** The moment asked for, or none: now. */
function momentOf(form: Form): string | undefined {
  if (parts.every((part) => !form.has(part))) return undefined;
  return form.instant('asAt', 'date and time') || undefined;
}

function momentWords(asAt: string | undefined): string {
  return asAt === undefined ? 'as it stands now' : `as at ${formatInstant(asAt)}`;
}

/** What was asked, to go on with: in links to other pages of the list and to its file. */
function queryOf(form: Form): string {
  const said = ['account', ...parts].filter((field) => form.has(field));
  return new URLSearchParams(
    said.map((field): [string, string] => [field, form.value(field)]),
  ).toString();
}

function frame({ fundId, name }: FundView, title: string) {
  const now = typedInstant('asAt', new Date().toISOString());
  return {
    title,
    caption: name,
    trail: [
      { text: 'Funds', href: '/funds' },
      { text: name, href: `/funds/${fundId}` },
    ],
    example: `For example, ${now['asAt-day']} ${now['asAt-month']} ${now['asAt-year']} at 17:00. Leave empty for now`,
  };
}
