import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Actor } from '#messages/messages';
import {
  DeclareShortage,
  FindDeliveryStanding,
  FindOrder,
  FindOrders,
  orderIdOf,
  RecordCreditNote,
  RecordInvoice,
  RecordReceipt,
  type DeliveryStanding,
  type OrderView,
} from '#messages/orders';
import { freshDatabase, type FreshDatabase } from '#testing';
import { award, dale, line, lines, placed } from './order.fixture.js';
import { brook, consortiumId, fundId, hill, paper } from './round.fixture.js';
import { person, run, system, type Running } from './testing.js';

const lead = person('lead');
const brookBuyer = person('school-buyer', brook);
const daleBuyer = person('school-buyer', dale);
const hillApprover = person('school-approver', hill);
const stranger: Actor = { ...lead, grants: [{ role: 'lead', consortiumId: 'another' }] };

let database: FreshDatabase;
let app: Running;
let roundId: string;
let tenderId: string;
let supplierId: string;
let orderId: string;
let supplier: Actor;

beforeAll(async () => {
  database = await freshDatabase();
  app = await run(database.url);
});

afterAll(async () => {
  await app.stop();
  await database.drop();
});

/** An order of a round of its own. */
beforeEach(async () => {
  [roundId, tenderId, supplierId] = [randomUUID(), randomUUID(), randomUUID()];
  orderId = orderIdOf(tenderId, supplierId);
  supplier = person('supplier', { supplierId });
  const { type, data } = placed({ roundId, tenderId, supplierId, orderId });
  await app.record(`order-${orderId}`, { type, data });
});

const seenBy = (actor: Actor) => app.find<OrderView, FindOrder>(actor, FindOrder, { orderId });
const listFor = (actor: Actor, which: { roundId?: string } = {}) =>
  app.find<OrderView[], FindOrders>(actor, FindOrders, which);
const standing = () =>
  app.find<DeliveryStanding, FindDeliveryStanding>(system, FindDeliveryStanding, { roundId });

async function receive(actor: Actor, schoolUrn: string, quantity: number): Promise<void> {
  const received = [{ lotId: paper.lotId, quantity }];
  const receipt = { orderId, receiptId: randomUUID(), consortiumId, schoolUrn, lines: received };
  await app.ask(actor, RecordReceipt, receipt);
}

async function bill(actor: Actor): Promise<string> {
  const invoiceId = randomUUID();
  const billed = { lotId: paper.lotId, schoolUrn: brook.schoolUrn, quantity: 32, netPence: 39_520 };
  const which = { orderId, invoiceId, consortiumId, partyId: brook.partyId };
  const stated = { invoiceNumber: 'EP 1001', invoiceDay: '2026-06-20', lines: [billed] };
  const sums = { netPence: 39_520, vatPence: 7904, grossPence: 47_424 };
  await app.ask(actor, RecordInvoice, { ...which, ...stated, ...sums });
  return invoiceId;
}

async function declareShort(actor: Actor, quantity: number): Promise<void> {
  const where = { orderId, shortageId: randomUUID(), consortiumId, schoolUrn: brook.schoolUrn };
  const what = { lotId: paper.lotId, quantity, reason: 'Discontinued' };
  await app.ask(actor, DeclareShortage, { ...where, ...what });
}

async function credit(actor: Actor): Promise<string> {
  const creditNoteId = randomUUID();
  const given = { lotId: paper.lotId, schoolUrn: brook.schoolUrn, quantity: 2, netPence: 2470 };
  const which = { orderId, creditNoteId, consortiumId, partyId: brook.partyId };
  const stated = { creditNoteNumber: 'C 1', creditDay: '2026-06-22', lines: [given] };
  const sums = { netPence: 2470, vatPence: 494, grossPence: 2964, reason: 'Wet' };
  await app.ask(actor, RecordCreditNote, { ...which, ...stated, ...sums });
  return creditNoteId;
}

describe('An order on the page', () => {
  it('shows each its own lines: a school, a party’s approver, the supplier; overseers all', async () => {
    const urnsFor = async (actor: Actor) =>
      (await seenBy(actor)).lines.map(({ schoolUrn }) => schoolUrn);
    expect(await urnsFor(brookBuyer)).toEqual(['990006']);
    expect(await urnsFor(daleBuyer)).toEqual(['990008']);
    expect(await urnsFor(hillApprover)).toEqual(['990007', '990008', '990007']);
    const all = lines.map(({ schoolUrn }) => schoolUrn);
    for (const role of ['lead', 'finance', 'auditor', 'award-approver'] as const) {
      expect(await urnsFor(person(role))).toEqual(all);
    }
    expect(await urnsFor(supplier)).toEqual(all);
    expect(await urnsFor(system)).toEqual(all);
  });

  it('is not there for those whom it does not concern', async () => {
    const rival = person('supplier', { supplierId: randomUUID() });
    const other = person('school-buyer', { schoolUrn: '990099', partyId: randomUUID() });
    for (const outsider of [rival, other, stranger, person('operator')]) {
      await expect(seenBy(outsider)).rejects.toMatchObject({ kind: 'not-found' });
      expect(await listFor(outsider, { roundId })).toEqual([]);
    }
  });

  it('is listed by round or with all others', async () => {
    const [listed] = await listFor(brookBuyer, { roundId });
    expect(listed).toMatchObject({ orderId, roundId, supplierName: 'Example Paper' });
    expect(listed?.lines).toEqual([
      {
        ...line(paper, brook, 38, 46_930),
        received: 0,
        invoiced: 0,
        invoicedPence: 0,
        short: 0,
        credited: 0,
        creditedPence: 0,
      },
    ]);
    expect(await listFor(brookBuyer, { roundId: randomUUID() })).toEqual([]);
    expect((await listFor(supplier)).map((order) => order.orderId)).toEqual([orderId]);
  });

  it('counts what came and what was billed, and shows a party its invoices until paid', async () => {
    await receive(brookBuyer, brook.schoolUrn, 32);
    const invoiceId = await bill(supplier);
    const seen = await seenBy(brookBuyer);
    expect(seen.lines[0]).toMatchObject({ received: 32, invoiced: 32, invoicedPence: 39_520 });
    const invoice = { invoiceId, partyId: brook.partyId, grossPence: 47_424, dueDay: '2026-07-20' };
    expect(seen.invoices).toMatchObject([{ ...invoice, status: 'matched' }]);
    expect((await seenBy(hillApprover)).invoices).toEqual([]);
    await app.record(`fund-${fundId}`, { type: 'SupplierPaid', data: { invoiceId } });
    expect((await seenBy(supplier)).invoices).toMatchObject([{ ...invoice, status: 'paid' }]);
  });

  it('takes receipts from the school itself, and invoices from its supplier or finance', async () => {
    const hidden = { kind: 'not-found' };
    await expect(receive(daleBuyer, brook.schoolUrn, 1)).rejects.toMatchObject(hidden);
    await receive(brookBuyer, brook.schoolUrn, 38);
    const rival = person('supplier', { supplierId: randomUUID() });
    await expect(bill(rival)).rejects.toMatchObject(hidden);
    await expect(bill(brookBuyer)).rejects.toMatchObject(hidden);
    await expect(bill(lead)).rejects.toMatchObject({ kind: 'forbidden' });
    await bill(person('finance'));
    const [invoice] = (await seenBy(lead)).invoices;
    expect(invoice?.invoiceNumber).toBe('EP 1001');
  });
});

describe('What goes wrong with an order', () => {
  it('is declared short by its supplier or the lead, by nobody else', async () => {
    await declareShort(supplier, 2);
    await declareShort(lead, 1);
    await expect(declareShort(brookBuyer, 1)).rejects.toMatchObject({ kind: 'forbidden' });
    const hidden = { kind: 'not-found' };
    await expect(declareShort(daleBuyer, 1)).rejects.toMatchObject(hidden);
    const rival = person('supplier', { supplierId: randomUUID() });
    await expect(declareShort(rival, 1)).rejects.toMatchObject(hidden);
    await expect(declareShort(person('finance'), 1)).rejects.toMatchObject({ kind: 'forbidden' });
    expect((await seenBy(lead)).lines[0]).toMatchObject({ short: 3 });
  });

  it('is credited, and the invoice shows what is left of it', async () => {
    await receive(brookBuyer, brook.schoolUrn, 32);
    const invoiceId = await bill(supplier);
    await expect(credit(brookBuyer)).rejects.toMatchObject({ kind: 'not-found' });
    const creditNoteId = await credit(supplier);
    const seen = await seenBy(brookBuyer);
    expect(seen.lines[0]).toMatchObject({ invoiced: 32, credited: 2, creditedPence: 2470 });
    expect(seen.creditNotes).toMatchObject([{ creditNoteId, grossPence: 2964, reason: 'Wet' }]);
    expect((await seenBy(hillApprover)).creditNotes).toEqual([]);
    expect(await standing()).toMatchObject({ creditNotes: 1 });
    const posted = (amountPence: number, leftPence: number) => ({
      type: 'CreditNotePosted' as const,
      data: { applied: [{ invoiceId, amountPence, leftPence }] },
    });
    await app.record(`fund-${fundId}`, posted(2964, 44_460));
    expect((await seenBy(supplier)).invoices).toMatchObject([
      { status: 'matched', creditedPence: 2964 },
    ]);
    await app.record(`fund-${fundId}`, posted(44_460, 0));
    expect((await seenBy(supplier)).invoices).toMatchObject([
      { status: 'paid', creditedPence: 47_424 },
    ]);
  });
});

describe('The delivery of a round', () => {
  it('has nothing before an order', async () => {
    roundId = randomUUID();
    const nothing = { orders: 0, undelivered: 0, uninvoiced: 0, invoices: 0, creditNotes: 0 };
    expect(await standing()).toEqual(nothing);
  });

  it('stands where its lines stand', async () => {
    const units = 38 + 7 + 9 + 3;
    const ordered = { orders: 1, undelivered: units, uninvoiced: units };
    expect(await standing()).toEqual({ ...ordered, invoices: 0, creditNotes: 0 });
    await receive(brookBuyer, brook.schoolUrn, 32);
    await bill(supplier);
    const left = units - 32;
    expect(await standing()).toEqual({
      orders: 1,
      undelivered: left,
      uninvoiced: left,
      invoices: 1,
      creditNotes: 0,
    });
  });

  it('no longer waits for what will never come', async () => {
    await receive(brookBuyer, brook.schoolUrn, 32);
    await bill(supplier);
    const left = 7 + 9 + 3;
    await declareShort(supplier, 6);
    expect(await standing()).toMatchObject({ undelivered: left, uninvoiced: left });
    const seen = await seenBy(brookBuyer);
    expect(seen.lines[0]).toMatchObject({ quantity: 38, received: 32, short: 6 });
    expect(seen.shortages).toMatchObject([{ quantity: 6, reason: 'Discontinued' }]);
    expect((await seenBy(daleBuyer)).shortages).toEqual([]);
  });

  it('waits for what is awarded and not ordered yet', async () => {
    roundId = randomUUID();
    const data = { ...award, tenderId, roundId, lots: award.lots };
    await app.record(`tender-${tenderId}`, { type: 'TenderAwarded', data });
    expect(await standing()).toMatchObject({ orders: 0, undelivered: 57, uninvoiced: 57 });
    const second = award.lots[0]!.supplierId;
    const order = placed({ roundId, tenderId, supplierId: second, lines: lines.slice(0, 1) });
    const ofSecond = { ...order.data, orderId: orderIdOf(tenderId, second) };
    await app.record(`order-${ofSecond.orderId}`, { type: 'OrderPlaced', data: ofSecond });
    expect(await standing()).toMatchObject({ orders: 1, undelivered: 38, uninvoiced: 38 });
  });
});
