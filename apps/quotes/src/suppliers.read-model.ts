import { Inject, Injectable } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';
import { holdsIn } from '#libs/decider';
import type { ReadModel } from '#libs/event-sourcing';
import type { Actor } from '#messages/messages';
import { FindSuppliers, type SupplierEvent, type SupplierSummary } from '#messages/quotes';

@Entity('suppliers')
export class SupplierRow implements SupplierSummary {
  @PrimaryColumn('text') supplierId!: string;
  @Column('text') consortiumId!: string;
  @Column('text') name!: string;
}

/** Who may quote, and in which consortium. */
export const suppliers: ReadModel<SupplierEvent> = {
  name: 'suppliers',
  version: 1,
  rows: [SupplierRow],
  on: {
    SupplierRegistered: (rows, { supplierId, consortiumId, name }) =>
      rows.put(SupplierRow, { supplierId, consortiumId, name }),
  },
};

@QueryHandler(FindSuppliers)
export class FindSuppliersHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ consortiumId, meta }: FindSuppliers): Promise<SupplierSummary[]> {
    const where = consortiumId === undefined ? {} : { consortiumId };
    const rows = await this.db.manager.find(SupplierRow, { where, order: { name: 'ASC' } });
    return rows.filter((row) => maySee(meta.actor, row));
  }
}

/** A competitor's name is as much a secret as its price: a supplier sees itself only. */
function maySee(actor: Actor, { supplierId, consortiumId }: SupplierRow): boolean {
  if (actor.kind === 'service') return true;
  return actor.grants.some((grant) =>
    grant.role === 'supplier'
      ? holdsIn(grant, { consortiumId, supplierId })
      : grant.role === 'operator' || grant.consortiumId === consortiumId,
  );
}

/** For the sealing, which asks inside one of these read models' own queries. */
@Injectable()
export class RegisteredSuppliers {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  has(supplierId: string, consortiumId: string): Promise<boolean> {
    return this.db.manager.existsBy(SupplierRow, { supplierId, consortiumId });
  }
}
