import { Inject } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { notFound, oversees, partiesOf, suppliersOf } from '#libs/decider';
import { sumPence } from '#libs/money';
import {
  FindRoundSettlement,
  FindSupplierRefunds,
  FindTransfers,
  type RoundSettlement,
  type SupplierRefundView,
  type TransferView,
} from '#messages/ledger';
import { seesFund } from './find-funds.read-model.js';
import {
  FundRow,
  PayableRow,
  PostedCreditNoteRow,
  ReservationRow,
  TransferRow,
} from './fund-rows.read-model.js';

@QueryHandler(FindTransfers)
export class FindTransfersHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ fundId, meta: { actor } }: FindTransfers): Promise<TransferView[]> {
    const fund = await this.db.manager.findOneBy(FundRow, { fundId });
    if (!fund || !seesFund(actor, fund.consortiumId)) notFound();
    const order = { revision: 'ASC' } as const;
    const rows = await this.db.manager.find(TransferRow, { where: { fundId }, order });
    if (oversees(actor, fund.consortiumId)) return rows;
    const mine = partiesOf(actor, fund.consortiumId);
    return rows
      .map(({ transfers, ...row }) => {
        return { ...row, transfers: transfers.filter(({ partyId }) => mine.includes(partyId)) };
      })
      .filter(({ transfers }) => transfers.length > 0);
  }
}

@QueryHandler(FindSupplierRefunds)
export class FindSupplierRefundsHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ fundId, meta: { actor } }: FindSupplierRefunds): Promise<SupplierRefundView[]> {
    const fund = await this.db.manager.findOneBy(FundRow, { fundId });
    const suppliers = fund ? suppliersOf(actor, fund.consortiumId) : [];
    if (!fund || (!seesFund(actor, fund.consortiumId) && suppliers.length === 0)) notFound();
    const order = { creditNoteNumber: 'ASC', creditNoteId: 'ASC' } as const;
    const rows = await this.db.manager.find(PostedCreditNoteRow, { where: { fundId }, order });
    const parties = partiesOf(actor, fund.consortiumId);
    const all = oversees(actor, fund.consortiumId);
    return rows.filter(
      ({ refundPence, partyId, supplierId }) =>
        refundPence > 0 && (all || parties.includes(partyId) || suppliers.includes(supplierId)),
    );
  }
}

@QueryHandler(FindRoundSettlement)
export class FindRoundSettlementHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ fundId, roundId }: FindRoundSettlement): Promise<RoundSettlement> {
    const posted = await this.db.manager.findBy(PayableRow, { fundId, roundId });
    const credits = await this.db.manager.findBy(PostedCreditNoteRow, { fundId, roundId });
    const held = await this.db.manager.findBy(ReservationRow, { fundId, roundId });
    return {
      postedInvoices: posted.length,
      unpaidInvoices: posted.filter(({ paidDay }) => paidDay === null).length,
      postedCreditNotes: credits.length,
      openSupplierRefunds: credits.filter(({ receivedDay }) => receivedDay === null).length,
      reservedPence: sumPence(held.map(({ amountPence }) => amountPence)),
    };
  }
}
