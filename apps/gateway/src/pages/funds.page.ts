import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { hasRole, notFound } from '#libs/decider';
import { actorOf } from '#libs/http';
import { formatPounds } from '#libs/money';
import {
  FindFund,
  FindFunds,
  FindPayables,
  FindSupplierRefunds,
  FindTransfers,
  OpenFund,
  type FundView,
  type Payable,
  type SupplierRefundView,
  type TransferView,
} from '#messages/ledger';
import { FindRefusedAsks, type RefusedAskView } from '#messages/operations';
import { orNotFound } from './address.js';
import {
  bankSentence,
  budgetTable,
  cashTable,
  creditTable,
  fundFigures,
  partiesFile,
  payablesTable,
} from './fund-tables.js';
import { dataTable } from './kit/data-table.js';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { consortiaOf, namesIn } from './names.js';
import { notTakenBy, notTakenTable } from './refused-asks.js';
import { sendCsv } from './send-csv.js';
import { supplierRefundsTable, transfersTable } from './transfer-tables.js';
import { approvedPartiesOf } from './visitor-rights.js';

/** Pooled funds: everything for those who keep or check them, their own party for the others. */
@Controller()
export class FundPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get('funds')
  async list(@Res() response: Response): Promise<void> {
    const funds = await this.buses.find<FundView[], FindFunds>(response, FindFunds, {});
    const table = dataTable({
      caption: 'Pooled funds',
      whenEmpty: 'There is no fund yet.',
      rows: funds,
      columns: [
        {
          heading: 'Fund',
          value: ({ name }: FundView) => name,
          href: ({ fundId }) => `/funds/${fundId}`,
        },
        { heading: 'Contracting parties', value: ({ parties }) => parties.length, kind: 'count' },
      ],
    });
    const mayOpen = this.openable(response).length > 0;
    this.views.send(response, 'funds/list', { title: 'Funds', table, mayOpen });
  }

  @Get('funds/new')
  async askNew(@Res() response: Response): Promise<void> {
    await this.showNew(response, new Form());
  }

  @Post('funds/new')
  async open(@Body() typed: Typed, @Res() response: Response): Promise<void> {
    const form = new Form(typed ?? {});
    const holders = await this.holders(response);
    const name = form.text('name', 'name of the fund', 200);
    const chosen = form.choice(
      'holder',
      'party that holds the bank account',
      holders.map(({ value }) => value),
    );
    const [consortiumId = '', holderPartyId = ''] = chosen.split('.');
    const fundId = form.commandId;
    const accepted = await form.accepted(() => {
      const body = { fundId, consortiumId, name, holderPartyId };
      return this.buses.send(response, form, OpenFund, body);
    });
    if (!accepted) return this.showNew(response, form);
    this.views.goOn(response, `/funds/${fundId}`, 'The fund is open.');
  }

  @Get('funds/:fundId')
  async show(@Param('fundId') fundId: string, @Res() response: Response): Promise<void> {
    const { fund, names, payables, rights } = await this.fund(response, fundId);
    const refused = rights.readsLedger ? await this.refused(response, fundId) : [];
    const [transfers, refunds] = await this.corrections(response, fundId);
    const refundHref = (what: string) => (id: string) => `/funds/${fundId}/${what}/${id}`;
    const payHref = (payable: Payable) => `/funds/${fundId}/payables/${payable.invoiceId}`;
    this.views.send(response, 'funds/fund', {
      title: fund.name,
      trail: [
        { text: 'Funds', href: '/funds' },
        { text: fund.name, href: `/funds/${fundId}` },
      ],
      fund,
      rights,
      holder: names.party(fund.holderPartyId),
      numbers: fundFigures(fund, payables),
      bank: bankSentence(fund),
      notTaken: notTakenTable(notTakenBy(refused, payables)),
      budgets: budgetTable(fund, names.party),
      cash: cashTable(fund, names.party),
      credits: creditTable(fund, names.party, rights.isFinance ? refundHref('refunds') : undefined),
      transfers: transfersTable(transfers, names, rights),
      refunds: supplierRefundsTable(refunds, {
        partyOf: names.party,
        ...(rights.isFinance && { refundHref: refundHref('supplier-refunds') }),
      }),
      csvSize: partiesFile(fund, names.party).csvSize,
      payables: payablesTable(payables, {
        partyOf: names.party,
        ...(rights.isFinance && { payHref }),
      }),
      owing: fund.parties.some(({ owesPence }) => owesPence > 0),
      own: fund.parties.map((party) => ({
        name: names.party(party.partyId),
        owes: formatPounds(party.owesPence),
        credit: party.creditPence > 0 ? formatPounds(party.creditPence) : '',
        awaited: party.awaitedPence > 0 ? formatPounds(party.awaitedPence) : '',
        owesNothing: party.owesPence === 0,
      })),
    });
  }

  @Get('funds/:fundId/parties.csv')
  async partiesFile(@Param('fundId') fundId: string, @Res() response: Response): Promise<void> {
    const { fund, names } = await this.fund(response, fundId);
    sendCsv(response, `${fund.name} parties`, partiesFile(fund, names.party).csv);
  }

  @Get('funds/:fundId/payables.csv')
  async payablesFile(@Param('fundId') fundId: string, @Res() response: Response): Promise<void> {
    const { fund, names, payables } = await this.fund(response, fundId);
    const { csv } = payablesTable(payables, { partyOf: names.party });
    sendCsv(response, `${fund.name} invoices`, csv);
  }

  @Get('funds/:fundId/transfers.csv')
  async transfersFile(@Param('fundId') fundId: string, @Res() response: Response): Promise<void> {
    const { fund, names, rights } = await this.fund(response, fundId);
    const [transfers] = await this.corrections(response, fundId);
    sendCsv(response, `${fund.name} transfers`, transfersTable(transfers, names, rights).csv);
  }

  private corrections(response: Response, fundId: string) {
    const which = { fundId };
    return Promise.all([
      this.buses.find<TransferView[], FindTransfers>(response, FindTransfers, which),
      this.buses.find<SupplierRefundView[], FindSupplierRefunds>(
        response,
        FindSupplierRefunds,
        which,
      ),
    ]);
  }

  private refused(response: Response, about: string): Promise<RefusedAskView[]> {
    return this.buses.find<RefusedAskView[], FindRefusedAsks>(response, FindRefusedAsks, { about });
  }

  private async fund(response: Response, fundId: string) {
    const fund = await orNotFound(
      this.buses.find<FundView, FindFund>(response, FindFund, { fundId }),
    );
    const { consortiumId } = fund;
    const actor = actorOf(response.req);
    const rights = {
      isOverseer: hasRole(actor, consortiumId, 'lead', 'finance', 'auditor', 'award-approver'),
      readsLedger: hasRole(actor, consortiumId, 'lead', 'finance', 'auditor'),
      isFinance: hasRole(actor, consortiumId, 'finance'),
      approvesBudget: approvedPartiesOf(actor, consortiumId).length > 0,
    };
    const names = await namesIn(this.buses, response, consortiumId);
    const payables = await this.buses.find<Payable[], FindPayables>(response, FindPayables, {
      fundId,
    });
    return { fund, names, payables, rights };
  }

  /** The consortia in which this person may open a fund. */
  private openable(response: Response): string[] {
    const { grants } = actorOf(response.req);
    const may = grants.filter(({ role }) => role === 'lead' || role === 'finance');
    return [...new Set(may.flatMap(({ consortiumId }) => consortiumId ?? []))];
  }

  private async holders(response: Response) {
    const open = this.openable(response);
    if (open.length === 0) notFound();
    const consortia = await consortiaOf(this.buses, response);
    const mine = consortia.filter(({ consortiumId }) => open.includes(consortiumId));
    const choices = await Promise.all(
      mine.map(async ({ consortiumId, name }) => {
        const { members } = await namesIn(this.buses, response, consortiumId);
        const parties = new Map(members.map((member) => [member.partyId, member.partyName]));
        const suffix = mine.length > 1 ? ` (${name})` : '';
        return [...parties].map(([partyId, party]) => ({
          value: `${consortiumId}.${partyId}`,
          text: party + suffix,
        }));
      }),
    );
    return choices.flat().toSorted((a, b) => a.text.localeCompare(b.text, 'en'));
  }

  private async showNew(response: Response, form: Form): Promise<void> {
    const holders = [{ value: '', text: 'Choose one' }, ...(await this.holders(response))];
    const page = { title: 'Open a fund', back: '/funds', form, holders };
    this.views.send(response, 'funds/new', page);
  }
}
