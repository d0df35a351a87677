import { consortiaOf, oversees, seesEverything } from '#libs/decider';
import { Inject } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { Column, DataSource, Entity, In, Index, PrimaryColumn } from 'typeorm';
import type { ReadModel } from '#libs/event-sourcing';
import type { Actor } from '#messages/messages';
import {
  FindAward,
  FindContracts,
  type Award,
  type ContractEvent,
  type ContractLine,
  type ContractView,
  type TenderEvent,
} from '#messages/tenders';
import { ownsDemand, ownsSupplier } from './visibility.js';

@Entity('contracts')
export class ContractRow implements ContractView {
  @PrimaryColumn('text') contractId!: string;
  @Index() @Column('text') tenderId!: string;
  @Column('text') roundId!: string;
  @Index() @Column('text') consortiumId!: string;
  @Column('text') partyId!: string;
  @Column('text') supplierId!: string;
  @Column('text') supplierName!: string;
  @Column('jsonb') lines!: readonly ContractLine[];
  @Column('bigint') netPence!: number;
  @Column('text') status!: ContractView['status'];
  @Column('text', { nullable: true }) signedAt!: string | null;
}

/** An award without its contracts. */
@Entity('awards')
export class AwardRow {
  @PrimaryColumn('text') tenderId!: string;
  @Column('jsonb') award!: Omit<Award, 'inForce'>;
}

/** What was awarded, and the contracts that came of it. */
export const contracts: ReadModel<TenderEvent | ContractEvent> = {
  name: 'contracts',
  version: 1,
  rows: [ContractRow, AwardRow],
  on: {
    TenderAwarded: (rows, { tenderId, roundId, consortiumId, fundId, paymentDays, lots }) => {
      const award = { tenderId, roundId, consortiumId, fundId, paymentDays, lots };
      rows.put(AwardRow, { tenderId, award });
    },
    ContractIssued: (rows, data) =>
      rows.put(ContractRow, { ...data, status: 'issued', signedAt: null }),
    ContractSigned: (rows, { contractId }, { meta }) =>
      rows.patch(ContractRow, contractId, { status: 'signed', signedAt: meta.at }),
  },
};

@QueryHandler(FindContracts)
export class FindContractsHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ tenderId, meta: { actor } }: FindContracts): Promise<ContractView[]> {
    const rows = await this.db.manager.find(ContractRow, {
      where: {
        ...(tenderId !== undefined && { tenderId }),
        ...(!seesEverything(actor) && { consortiumId: In(consortiaOf(actor)) }),
      },
      order: { tenderId: 'ASC', supplierName: 'ASC', contractId: 'ASC' },
    });
    return rows
      .filter((row) => isFor(actor, row))
      .map((row) => ({ ...row, netPence: wholePence(row.netPence) }));
  }
}

function isFor(actor: Actor, { consortiumId, partyId, supplierId }: ContractRow): boolean {
  return (
    oversees(actor, consortiumId) ||
    ownsDemand(actor, { consortiumId, partyId }) ||
    ownsSupplier(actor, consortiumId, supplierId)
  );
}

/** PostgreSQL's bigint arrives as text. */
function wholePence(pence: number | string): number {
  const whole = Number(pence);
  if (!Number.isSafeInteger(whole)) throw new Error(`${pence} is no whole number of pence.`);
  return whole;
}

@QueryHandler(FindAward)
export class FindAwardHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ tenderId }: FindAward): Promise<Award | null> {
    const row = await this.db.manager.findOneBy(AwardRow, { tenderId });
    if (!row) return null;
    const signed = await this.db.manager.find(ContractRow, {
      where: { tenderId, status: 'signed' },
      order: { contractId: 'ASC' },
    });
    const inForce = signed.map(({ partyId, supplierId }) => ({ partyId, supplierId }));
    return { ...row.award, inForce };
  }
}
