import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '#messages/messages';
import {
  DeclineTender,
  FindOwnSubmission,
  FindSuppliers,
  SealQuote,
  WithdrawQuote,
} from '#messages/quotes';
import { freshDatabase, type FreshDatabase } from '#testing';
import { priced } from './submissions.fixture.js';
import {
  approver,
  consortiumId,
  lead,
  person,
  published,
  registerSuppliers,
  run,
  sellerOf,
  suppliers,
  system,
  type Running,
} from './testing.js';

const { quillstone, nethermere, tallowgate } = suppliers;

let database: FreshDatabase;
let app: Running;

beforeAll(async () => {
  database = await freshDatabase();
  app = await run(database.url);
  await registerSuppliers(app);
});

afterAll(async () => {
  await app.stop();
  await database.drop();
});

describe('The deadline', () => {
  it('is the store’s: a quote that says it came before is turned away after', async () => {
    const tender = await published(app, 400);
    await tender.seal(quillstone, 1235);
    const inTime = new Date(Date.parse(tender.closesAt) - 1).toISOString();
    await pause(450);
    const late = tender.seal(nethermere, 1234, { at: inTime });
    await expect(late).rejects.toMatchObject({ code: 'too-late' });
    await tender.closed();
    const still = tender.seal(nethermere, 1233, { at: inTime });
    await expect(still).rejects.toMatchObject({ code: 'too-late' });
  }, 20_000);
});

describe('Opening', () => {
  it('waits for the closing, takes two people, and shows quotes to those who decide', async () => {
    const tender = await published(app, 1500);
    await tender.seal(quillstone, 1240);
    await tender.seal(quillstone, 1235);
    await tender.seal(nethermere, 1305);
    await app.ask(sellerOf(nethermere), WithdrawQuote, tender.from(nethermere));
    await expect(tender.open(lead)).rejects.toMatchObject({ code: 'submissions-open' });
    await tender.closed();
    expect(await tender.opened(lead)).toBeNull();
    await tender.open(lead);
    await expect(tender.open(lead)).rejects.toMatchObject({ code: 'second-person-needed' });
    expect(await tender.opened(approver)).toBeNull();
    await tender.open(approver);
    const opened = await tender.opened(system);
    expect(opened).toMatchObject([{ supplierName: 'quillstone', lines: [priced(1235)] }]);
    const stranger = person('cem', { role: 'lead', consortiumId: randomUUID() });
    await expect(tender.opened(stranger)).rejects.toMatchObject({ code: 'not-found' });
    const seller = tender.opened(sellerOf(quillstone));
    await expect(seller).rejects.toMatchObject({ code: 'forbidden' });
  }, 20_000);

  it('of a tender that nobody quoted for shows that nobody did', async () => {
    const tender = await published(app, 200);
    await tender.closed();
    await tender.open(lead);
    await tender.open(approver);
    expect(await tender.opened(lead)).toEqual([]);
  }, 20_000);
});

describe('A supplier', () => {
  it('sees its own receipts by the store’s clock, and nothing of the others', async () => {
    const tender = await published(app, 60_000);
    const before = Date.now();
    await tender.seal(quillstone, 1240);
    await tender.seal(nethermere, 1305);
    const { position } = await tender.seal(quillstone, 1235);
    const { receipts, ...submission } = await tender.own(quillstone);
    expect(submission).toMatchObject({
      closesAt: tender.closesAt,
      status: 'open',
      declined: false,
    });
    expect(receipts.map(({ status }) => status)).toEqual(['replaced', 'sealed']);
    expect(receipts[1]).toMatchObject({ position });
    expect(Math.abs(Date.parse(receipts[1]!.receivedAt) - before)).toBeLessThan(10_000);
    expect((await tender.own(nethermere)).receipts).toHaveLength(1);
    const { tenderId } = tender;
    const spying = app.find(sellerOf(nethermere), FindOwnSubmission, {
      tenderId,
      supplierId: quillstone,
    });
    await expect(spying).rejects.toMatchObject({ code: 'not-found' });
  });

  it('may decline, and quote after all', async () => {
    const tender = await published(app, 60_000);
    await app.ask(sellerOf(quillstone), DeclineTender, tender.from(quillstone));
    expect((await tender.own(quillstone)).declined).toBe(true);
    await tender.seal(quillstone, 1235);
    expect((await tender.own(quillstone)).declined).toBe(false);
  });

  it('acts for itself only, and is registered', async () => {
    const tender = await published(app, 60_000);
    const lines = [priced(1)];
    const quote = { ...tender.from(quillstone), quoteId: randomUUID(), lines };
    const foreign = app.ask(sellerOf(nethermere), SealQuote, quote);
    await expect(foreign).rejects.toMatchObject({ code: 'not-found' });
    const unknown = randomUUID();
    await expect(tender.seal(unknown, 1)).rejects.toMatchObject({ code: 'supplier-unknown' });
  });

  it('finds itself among the suppliers, where the lead finds all', async () => {
    const named = async (actor: Actor) =>
      (await app.find(actor, FindSuppliers, { consortiumId })).map(({ name }) => name);
    expect(await named(lead)).toEqual(['nethermere', 'quillstone', 'tallowgate']);
    expect(await named(sellerOf(tallowgate))).toEqual(['tallowgate']);
    expect(await named(person('eve', { role: 'lead', consortiumId: randomUUID() }))).toEqual([]);
  });
});
