import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { holdsIn, notFound } from '#libs/decider';
import { actorOf } from '#libs/http';
import { FindParties, type PartySummary } from '#messages/membership';
import { orderIdOf, FindOrders, PlaceOrder, type OrderView } from '#messages/orders';
import {
  FindContracts,
  FindTenders,
  SignContract,
  type ContractView,
  type TenderSummary,
  type TenderView,
} from '#messages/tenders';
import {
  contractLines,
  contractsTable,
  contractStates,
  contractSums,
  type NamedContract,
} from './contract-tables.js';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { sendCsv } from './send-csv.js';
import { tenderFor, trailOf } from './tender-visitor.js';

/** Contracts: read and signed by each party, followed up by the lead, and turned into orders. */
@Controller()
export class ContractPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
  ) {}

  @Get('contracts')
  async list(@Res() response: Response): Promise<void> {
    const contracts = await this.named(response);
    this.views.send(response, 'contracts/list', {
      title: 'Contracts',
      table: contractsTable('Contracts', contracts),
      waiting: contracts.filter((one) => one.status === 'issued' && maySign(response, one)).length,
    });
  }

  @Get('contracts.csv')
  async listFile(@Res() response: Response): Promise<void> {
    const contracts = await this.named(response);
    sendCsv(response, 'contracts', contractsTable('Contracts', contracts).csv);
  }

  @Get('contracts/:contractId')
  async read(@Param('contractId') contractId: string, @Res() response: Response): Promise<void> {
    await this.show(response, contractId, new Form());
  }

  @Post('contracts/:contractId/signature')
  async sign(
    @Param('contractId') contractId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed);
    const signing = () => this.buses.send(response, form, SignContract, { contractId });
    if (!(await form.accepted(signing))) return this.show(response, contractId, form);
    const saved = 'The contract is signed and in force.';
    this.views.goOn(response, `/contracts/${contractId}`, saved);
  }

  @Get('tenders/:tenderId/orders')
  async follow(@Param('tenderId') tenderId: string, @Res() response: Response): Promise<void> {
    await this.showOrders(response, tenderId, new Form());
  }

  @Post('tenders/:tenderId/orders')
  async place(
    @Param('tenderId') tenderId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const { tender } = await this.awarded(response, tenderId);
    const form = new Form(typed);
    const supplierId = form.value('supplierId');
    const { consortiumId } = tender;
    const which = { tenderId, supplierId, consortiumId };
    const placing = () => this.buses.send(response, form, PlaceOrder, which);
    if (!(await form.accepted(placing))) return this.showOrders(response, tenderId, form);
    const name = tender.lots.find(({ winner }) => winner?.supplierId === supplierId)?.winner;
    const saved = `The order with ${name?.supplierName ?? 'the supplier'} is placed.`;
    this.views.goOn(response, `/tenders/${tenderId}/orders`, saved);
  }

  private async show(response: Response, contractId: string, form: Form): Promise<void> {
    const all = await this.named(response);
    const contract = all.find((one) => one.contractId === contractId) ?? notFound();
    const { tender } = await tenderFor(this.buses, response, contract.tenderId);
    const names = new Map(
      tender.lots.flatMap(({ drops }) => drops.map((drop) => [drop.schoolUrn, drop.schoolName])),
    );
    this.views.send(response, 'contracts/contract', {
      title: `Contract with ${contract.supplierName}`,
      caption: contract.party,
      trail: [{ text: 'Contracts', href: '/contracts' }],
      contract,
      tender,
      state: contractStates[contract.status],
      lines: contractLines(contract, tender, (urn) => names.get(urn) ?? `School ${urn}`),
      sums: contractSums(contract, tender),
      maySign: contract.status === 'issued' && maySign(response, contract),
      form,
    });
  }

  private async showOrders(response: Response, tenderId: string, form: Form): Promise<void> {
    const { tender, visitor } = await this.awarded(response, tenderId);
    const contracts = (await this.named(response)).filter((one) => one.tenderId === tenderId);
    const { roundId } = tender;
    const orders = await this.buses.find<OrderView[], FindOrders>(response, FindOrders, {
      roundId,
    });
    const suppliers = suppliersOf(tenderId, contracts, orders);
    this.views.send(response, 'contracts/orders', {
      title: 'Contracts and orders',
      caption: tender.title,
      trail: trailOf(tender),
      tender,
      form,
      suppliers,
      acts: suppliers.map(() => new Form()),
      mayPlace: visitor.isLead,
      table: contractsTable('Who has signed', contracts),
    });
  }

  private async awarded(response: Response, tenderId: string) {
    const found = await tenderFor(this.buses, response, tenderId);
    return found.tender.status === 'awarded' && found.visitor.seesAll ? found : notFound();
  }

  private async named(response: Response): Promise<NamedContract[]> {
    const [contracts, parties, tenders] = await Promise.all([
      this.buses.find<ContractView[], FindContracts>(response, FindContracts, {}),
      this.buses.find<PartySummary[], FindParties>(response, FindParties, {}),
      this.buses.find<TenderSummary[], FindTenders>(response, FindTenders, {}),
    ]);
    const partyOf = new Map(parties.map(({ partyId, name }) => [partyId, name]));
    const titleOf = new Map(tenders.map(({ tenderId, title }) => [tenderId, title]));
    return contracts.map((contract) => ({
      ...contract,
      party: partyOf.get(contract.partyId) ?? 'A contracting party',
      title: titleOf.get(contract.tenderId) ?? 'a tender',
    }));
  }
}

function maySign(response: Response, { consortiumId, partyId }: ContractView): boolean {
  return actorOf(response.req).grants.some(
    (grant) => grant.role === 'school-approver' && holdsIn(grant, { consortiumId, partyId }),
  );
}

/** How far each supplier's contracts are, and who an order placed now would leave out. */
function suppliersOf(
  tenderId: TenderView['tenderId'],
  contracts: readonly NamedContract[],
  orders: readonly OrderView[],
) {
  const ids = [...new Set(contracts.map(({ supplierId }) => supplierId))];
  return ids.map((supplierId) => {
    const own = contracts.filter((one) => one.supplierId === supplierId);
    const unsigned = own.filter(({ status }) => status === 'issued');
    const order = orders.find(({ orderId }) => orderId === orderIdOf(tenderId, supplierId));
    return {
      supplierId,
      name: own[0]?.supplierName ?? '',
      contracts: own.length,
      signed: own.length - unsigned.length,
      leftOut: unsigned.map(({ party }) => party).toSorted((a, b) => a.localeCompare(b, 'en')),
      orderId: order?.orderId,
      placedAt: order?.placedAt,
    };
  });
}
