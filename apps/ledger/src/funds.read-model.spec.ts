import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import fc from 'fast-check';
import { Buses, EventSourcing, EventSourcingModule } from '#libs/event-sourcing';
import { createPostgresEventStore, type EventStore } from '#libs/event-store';
import { sumPence } from '#libs/money';
import {
  FindFund,
  FindPayables,
  FindRoundSettlement,
  FindSupplierRefunds,
  FindTransfers,
  FindTrialBalance,
  type FundEvent,
  type FundView,
  type Payable,
  type RoundSettlement,
  type SupplierRefundView,
  type TransferView,
  type TrialBalance,
} from '#messages/ledger';
import type { Actor, Body, MessageClass, Query } from '#messages/messages';
import { freshDatabase, type FreshDatabase } from '#testing';
import { command, parties, rounds } from './fund-asks.fixture.js';
import { openTransfers } from './entry-draft.js';
import { historyOf, openings, settled } from './fund-history.fixture.js';
import { accountOf, availablePence } from './fund-state.js';
import { LedgerModule } from './ledger.module.js';

const finance: Actor = {
  id: 'finance',
  kind: 'person',
  grants: [{ role: 'finance', consortiumId: 'c' }],
};
const memberOf = (partyId: string): Actor => {
  return { ...finance, grants: [{ role: 'school-approver', consortiumId: 'c', partyId }] };
};
const supplier: Actor = {
  ...finance,
  grants: [{ role: 'supplier', consortiumId: 'c', supplierId: 's1' }],
};

let database: FreshDatabase;
let store: EventStore;
let close: () => Promise<void>;
let buses: Buses;

beforeAll(async () => {
  database = await freshDatabase();
  const { url } = database;
  store = await createPostgresEventStore({ url });
  @Module({
    imports: [
      TypeOrmModule.forRoot({ type: 'postgres', url, autoLoadEntities: true }),
      EventSourcingModule.forRoot({ store, secret: 'of the suite' }),
      LedgerModule,
    ],
  })
  class Root {}
  const app = await NestFactory.createApplicationContext(Root, { logger: ['error'] });
  buses = app.get(Buses);
  await app.get(EventSourcing).start({ dueTimes: false });
  close = () => app.close();
});

afterAll(async () => {
  await close();
  await store.close();
  await database.drop();
});

async function find<R, Q extends Query<R>>(
  message: MessageClass<Q & Query<R>>,
  body: Body<Q>,
  actor = finance,
): Promise<R> {
  return buses.query(message, body, { actor, after: String(await store.head()) });
}

/** The events of a history, in a fund of its own. */
async function record(events: readonly FundEvent[]): Promise<string> {
  const fundId = randomUUID();
  const [at, commandId] = ['2026-06-01T09:00:00.000Z', randomUUID()];
  const meta = { at, actor: 'spec', commandId, correlationId: commandId };
  // The ids of the histories are the same in each; in the tables they are of one fund each.
  const own = (id: unknown) => (id === undefined ? {} : `${fundId} ${String(id)}`);
  const appended = events.map(({ type, data }) => {
    const text = JSON.stringify(data, (key, value: unknown) =>
      ['invoiceId', 'creditNoteId', 'transferId'].includes(key) ? own(value) : value,
    );
    const ofFund = { ...(JSON.parse(text) as object), fundId };
    return { id: randomUUID(), type, data: ofFund, meta };
  });
  await store.append({ stream: `fund-${fundId}`, expected: 'any', events: appended });
  return fundId;
}

const histories = fc
  .sample(fc.array(command, { minLength: 40, maxLength: 80, size: 'max' }), 4)
  .map((commands, n) => [n, commands] as const);

describe('The tables of a fund', () => {
  it.each(histories)('say what the fund itself knows, after any history (%i)', async (_, asked) => {
    const { state, events } = historyOf(asked);
    const fundId = await record([...openings, ...events]);
    const fund = await find<FundView, FindFund>(FindFund, { fundId });
    expect(fund.bankPence).toBe(sumPence(parties.map((id) => accountOf(state, id).cash)));
    for (const money of fund.parties) {
      const account = accountOf(state, money.partyId);
      expect(money).toMatchObject({
        reservedPence: account.reserved,
        spentPence: account.spent,
        availablePence: availablePence(account),
        owesPence: account.owes,
        creditPence: account.credit,
        cashHeldPence: account.cash,
      });
      const { calledPence, contributedPence, setOffPence, owesPence } = money;
      expect(calledPence - contributedPence - setOffPence).toBe(owesPence);
    }
    const awaited = sumPence(fund.parties.map(({ awaitedPence }) => awaitedPence));
    const refunds = await find<SupplierRefundView[], FindSupplierRefunds>(FindSupplierRefunds, {
      fundId,
    });
    const due = refunds.map(({ refundPence, receivedPence }) => refundPence - receivedPence);
    const open = parties.map((partyId) => openTransfers(state, partyId));
    expect(awaited).toBe(sumPence([...due, ...open]));
    const payables = await find<Payable[], FindPayables>(FindPayables, { fundId });
    for (const { invoiceId, leftPence, paidDay } of payables) {
      const [, id = ''] = invoiceId.split(' ');
      expect(leftPence).toBe(state.invoices[id]?.leftPence);
      expect(paidDay === null).toBe(leftPence > 0);
    }
  });

  it.each(histories)('hold nothing that is open once all is paid (%i)', async (_, asked) => {
    const { events } = settled(historyOf(asked));
    const fundId = await record([...openings, ...events]);
    const fund = await find<FundView, FindFund>(FindFund, { fundId });
    expect(fund.bankPence).toBe(0);
    const nothing = { reservedPence: 0, owesPence: 0, cashHeldPence: 0, creditPence: 0 };
    for (const money of fund.parties) expect(money).toMatchObject({ ...nothing, awaitedPence: 0 });
    const { lines } = await find<TrialBalance, FindTrialBalance>(FindTrialBalance, { fundId });
    expect(lines.filter((line) => line.debitPence !== 0 || line.creditPence !== 0)).toEqual([]);
    for (const roundId of rounds) {
      const settlement = await find<RoundSettlement, FindRoundSettlement>(
        FindRoundSettlement,
        { fundId, roundId },
        { id: 'process:spec', kind: 'service', grants: [] },
      );
      expect(settlement).toMatchObject({ unpaidInvoices: 0, openSupplierRefunds: 0 });
    }
  });

  it('show a party its own transfers and refunds, a supplier its own refunds and no transfer', async () => {
    const all = histories.map(([, asked]) => historyOf(asked).events);
    const events = all.find((one) => one.some(({ type }) => type === 'TransfersPosted')) ?? [];
    const fundId = await record([...openings, ...events]);
    const transfersFor = (actor: Actor) =>
      find<TransferView[], FindTransfers>(FindTransfers, { fundId }, actor);
    const everybody = (await transfersFor(finance)).flatMap(({ transfers }) => transfers);
    for (const partyId of parties) {
      const own = (await transfersFor(memberOf(partyId))).flatMap(({ transfers }) => transfers);
      expect(own).toEqual(everybody.filter((one) => one.partyId === partyId));
    }
    await expect(transfersFor(supplier)).rejects.toMatchObject({ kind: 'not-found' });
    const refundsFor = (actor: Actor) =>
      find<SupplierRefundView[], FindSupplierRefunds>(FindSupplierRefunds, { fundId }, actor);
    const refunds = await refundsFor(finance);
    expect(await refundsFor(supplier)).toEqual(refunds.filter((one) => one.supplierId === 's1'));
    expect(await refundsFor(memberOf('a'))).toEqual(refunds.filter((one) => one.partyId === 'a'));
    const outsider: Actor = { ...finance, grants: [{ role: 'finance', consortiumId: 'other' }] };
    await expect(refundsFor(outsider)).rejects.toMatchObject({ kind: 'not-found' });
  });
});
