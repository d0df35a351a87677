import { Inject } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { DataSource, In } from 'typeorm';
import { consortiaOf, notFound, oversees, partiesOf, suppliersOf } from '#libs/decider';
import {
  FindFund,
  FindFunds,
  FindPayables,
  type FundView,
  type PartyMoney,
  type Payable,
} from '#messages/ledger';
import type { Actor } from '#messages/messages';
import { FundRow, PartyMoneyRow, PayableRow } from './fund-rows.read-model.js';

@QueryHandler(FindFunds)
export class FindFundsHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ meta: { actor } }: FindFunds): Promise<FundView[]> {
    const where = actor.kind === 'service' ? {} : { consortiumId: In(consortiaOf(actor)) };
    const rows = await this.db.manager.find(FundRow, { where, order: { name: 'ASC' } });
    const mine = rows.filter(({ consortiumId }) => seesFund(actor, consortiumId));
    return Promise.all(mine.map((row) => viewOf(this.db, row, actor)));
  }
}

@QueryHandler(FindFund)
export class FindFundHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ fundId, meta: { actor } }: FindFund): Promise<FundView> {
    const row = await this.db.manager.findOneBy(FundRow, { fundId });
    if (!row || !seesFund(actor, row.consortiumId)) notFound();
    return viewOf(this.db, row, actor);
  }
}

@QueryHandler(FindPayables)
export class FindPayablesHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ fundId, meta: { actor } }: FindPayables): Promise<Payable[]> {
    const fund = await this.db.manager.findOneBy(FundRow, { fundId });
    const suppliers = fund ? suppliersOf(actor, fund.consortiumId) : [];
    if (!fund || (!seesFund(actor, fund.consortiumId) && suppliers.length === 0)) notFound();
    const order = { dueDay: 'ASC', invoiceNumber: 'ASC', invoiceId: 'ASC' } as const;
    const rows = await this.db.manager.find(PayableRow, { where: { fundId }, order });
    const parties = partiesOf(actor, fund.consortiumId);
    return rows
      .filter(
        ({ partyId, supplierId }) =>
          oversees(actor, fund.consortiumId) ||
          parties.includes(partyId) ||
          suppliers.includes(supplierId),
      )
      .map(({ consortiumId: _, ...payable }) => payable);
  }
}

export function seesFund(actor: Actor, consortiumId: string): boolean {
  return oversees(actor, consortiumId) || partiesOf(actor, consortiumId).length > 0;
}

async function viewOf(db: DataSource, row: FundRow, actor: Actor): Promise<FundView> {
  const { fundId, consortiumId } = row;
  const rows = await db.manager.find(PartyMoneyRow, {
    where: { fundId },
    order: { partyId: 'ASC' },
  });
  const mine = partiesOf(actor, consortiumId);
  const all = oversees(actor, consortiumId);
  return {
    ...row,
    parties: rows.filter(({ partyId }) => all || mine.includes(partyId)).map(moneyOf),
  };
}

function moneyOf(row: PartyMoneyRow): PartyMoney {
  const { fundId: _, ...sums } = row;
  return {
    ...sums,
    availablePence: row.budgetPence - row.reservedPence - row.spentPence,
    setOffPence: row.calledPence - row.contributedPence - row.owesPence,
  };
}
