import { Column, Entity, PrimaryColumn } from 'typeorm';
import { defineReadModel, type ReadModel } from '#libs/event-sourcing';
import type { AccountEvent } from './account.js';

@Entity('accounts')
export class AccountRow {
  @PrimaryColumn('uuid') accountId!: string;
  @Column('bigint') balancePence!: number;
  @Column('integer') entries!: number;
  @Column('text', { nullable: true }) lastReference!: string | null;
}

/** What stands in each account: one row changes for each event. */
export const accountBalances: ReadModel<AccountEvent> = defineReadModel({
  name: 'account-balances',
  version: 1,
  rows: [AccountRow],
  on: {
    AccountOpened: (rows, { accountId, balancePence }) =>
      rows.put(AccountRow, { accountId, balancePence, entries: 0, lastReference: null }),
    MoneyTaken: (rows, { accountId, amountPence, reference }) => {
      rows.add(AccountRow, accountId, { balancePence: -amountPence, entries: 1 });
      rows.patch(AccountRow, accountId, { lastReference: reference });
    },
  },
});

/** The same row, kept the way of a handler with a transaction of its own for each event. */
@Entity('plain_accounts')
export class PlainAccountRow {
  @PrimaryColumn('uuid') accountId!: string;
  @Column('bigint') balancePence!: number;
  @Column('integer') entries!: number;
  @Column('text', { nullable: true }) lastReference!: string | null;
}

@Entity('plain_checkpoints')
export class PlainCheckpointRow {
  @PrimaryColumn('text') name!: string;
  @Column('bigint') position!: number;
}
