import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import type { Actor, Grant } from '#messages/messages';
import {
  FindOpenedQuotes,
  FindOwnSubmission,
  FindSuppliers,
  OpenQuotes,
  OpenSubmissions,
  RegisterSupplier,
  SealQuote,
  WithdrawQuote,
  DeclineTender,
} from '#messages/quotes';
import { freshDatabase, type FreshDatabase } from '#testing';
import { priced, paper } from './submissions.fixture.js';
import { run, type Running } from './testing.js';

const consortiumId = randomUUID();
const [quillstone, nethermere, tallowgate] = [randomUUID(), randomUUID(), randomUUID()];
const person = (id: string, ...grants: Grant[]): Actor => ({ id, kind: 'person', grants });
const system: Actor = { id: 'process:spec', kind: 'service', grants: [] };
const lead = person('ada', { role: 'lead', consortiumId });
const approver = person('ben', { role: 'award-approver', consortiumId });
const sellerOf = (supplierId: string) =>
  person(`seller of ${supplierId}`, { role: 'supplier', consortiumId, supplierId });

/** In pence: no quantity, id or clock looks like it. */
const canary = 77_777_777;

let database: FreshDatabase;
let app: Running;

beforeAll(async () => {
  database = await freshDatabase();
  app = await run(database.url);
  const names = {
    [quillstone]: 'Quillstone',
    [nethermere]: 'Nethermere',
    [tallowgate]: 'Tallowgate',
  };
  for (const [supplierId, name] of Object.entries(names)) {
    await app.ask(lead, RegisterSupplier, { supplierId, consortiumId, name });
  }
});

afterAll(async () => {
  await app.stop();
  await database.drop();
});

/** A tender that takes quotes for this long. */
async function published(openMs: number) {
  const tenderId = randomUUID();
  const closesAt = new Date(Date.now() + openMs).toISOString();
  const lots = [{ lotId: paper, item: 'copier-paper', quantity: 804 }];
  await app.ask(system, OpenSubmissions, { tenderId, consortiumId, closesAt, lots });
  const from = (supplierId: string) => ({ tenderId, consortiumId, supplierId });
  return {
    tenderId,
    from,
    closesAt,
    seal: (supplierId: string, pence: number, how: { at?: string; commandId?: string } = {}) =>
      app.ask(
        sellerOf(supplierId),
        SealQuote,
        { ...from(supplierId), quoteId: randomUUID(), lines: [priced(pence)] },
        how,
      ),
    open: (actor: Actor) => app.ask(actor, OpenQuotes, { tenderId, consortiumId }),
    own: (supplierId: string) =>
      app.find(sellerOf(supplierId), FindOwnSubmission, { tenderId, supplierId }),
    opened: (actor: Actor) => app.find(actor, FindOpenedQuotes, { tenderId }),
    closed: () => closed(tenderId, closesAt),
  };
}

async function closed(tenderId: string, closesAt: string): Promise<void> {
  await pause(Math.max(0, Date.parse(closesAt) - Date.now()));
  for (const until = Date.now() + 10_000; Date.now() < until; await pause(50)) {
    const [last] = await app.store.readStream(`submissions-${tenderId}`, {
      direction: 'backwards',
      limit: 1,
    });
    if (last?.type === 'SubmissionsClosed') return;
  }
  throw new Error('The submissions did not close by themselves.');
}

/** Every row of every table, as text; bytes are in hex. */
async function everything(db: DataSource): Promise<string> {
  const tables: { name: string }[] = await db.query(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const texts = tables.map(async ({ name }) => {
    const rows: { text: string }[] = await db.query(`SELECT t::text AS text FROM ${name} t`);
    return rows.map(({ text }) => text).join('\n');
  });
  return (await Promise.all(texts)).join('\n');
}

/** The price as pence and pounds, in plain text, hex, base64 and as a number of four bytes. */
function disguises(pence: number): string[] {
  const pounds = (pence / 100).toString();
  const plain = [String(pence), pounds, Number(pounds).toLocaleString('en-GB')];
  const encoded = plain.flatMap((text) => [
    Buffer.from(text).toString('hex'),
    ...[0, 1, 2].map((before) => base64Within(text, before)),
  ]);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(pence);
  return [...plain, ...encoded, bytes.toString('hex'), bytes.reverse().toString('hex')];
}

/** The characters of base64 that are the same whatever stands around the text. */
function base64Within(text: string, before: number): string {
  const encoded = Buffer.from(' '.repeat(before) + text).toString('base64');
  const bits = (before + text.length) * 8;
  return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(bits / 6));
}

describe('A sealed price', () => {
  it('is nowhere in the database before two people open it, and there afterwards', async () => {
    const tender = await published(3000);
    const { from, seal } = tender;
    await seal(quillstone, canary);
    const second = { ...from(quillstone), quoteId: randomUUID(), lines: [priced(canary)] };
    const commandId = randomUUID();
    const asked = await app.ask(sellerOf(quillstone), SealQuote, second, { commandId });
    const again = await app.ask(sellerOf(quillstone), SealQuote, second, { commandId });
    expect(again).toEqual(asked);
    const twice = app.ask(sellerOf(quillstone), SealQuote, second);
    await expect(twice).rejects.toMatchObject({ code: 'quote-exists' });
    const late = seal(quillstone, canary, { at: tender.closesAt });
    await expect(late).rejects.toMatchObject({ code: 'too-late' });
    await tender.closed();
    await tender.open(lead);
    await app.eventSourcing.waitFor(await app.store.head());

    const before = await everything(app.db);
    expect(before).toContain('QuoteSealed');
    expect(disguises(canary).filter((disguise) => before.includes(disguise))).toEqual([]);

    await tender.open(approver);
    await app.eventSourcing.waitFor(await app.store.head());
    const after = await everything(app.db);
    expect(after).toContain(String(canary));
    expect(await tender.opened(lead)).toMatchObject([
      { quoteId: second.quoteId, supplierName: 'Quillstone', lines: [priced(canary)] },
    ]);
  }, 20_000);

  it('would be found in any disguise', () => {
    const pence = String(canary);
    const said = [
      `{"unitPricePence":${pence}}`,
      Buffer.from(`{"unitPricePence":${pence}}`).toString('hex'),
      Buffer.from(`{"unitPricePence":${pence}}`).toString('base64'),
      Buffer.from(`"unitPricePence":${pence}}`).toString('base64'),
      Buffer.from(`unitPricePence":${pence}}`).toString('base64'),
      'It asks £777,777.77 for a box.',
    ];
    const found = said.map((text) => disguises(canary).some((one) => text.includes(one)));
    expect(found).toEqual(said.map(() => true));
  });
});

describe('The deadline', () => {
  it('is the store’s: a quote that says it came before is turned away after', async () => {
    const tender = await published(400);
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
    const tender = await published(1500);
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
    expect(opened).toMatchObject([{ supplierName: 'Quillstone', lines: [priced(1235)] }]);
    const buyer = person('cem', { role: 'lead', consortiumId: randomUUID() });
    await expect(tender.opened(buyer)).rejects.toMatchObject({ code: 'not-found' });
    const seller = tender.opened(sellerOf(quillstone));
    await expect(seller).rejects.toMatchObject({ code: 'forbidden' });
  }, 20_000);

  it('of a tender that nobody quoted for shows that nobody did', async () => {
    const tender = await published(200);
    await tender.closed();
    await tender.open(lead);
    await tender.open(approver);
    expect(await tender.opened(lead)).toEqual([]);
  }, 20_000);
});

describe('A supplier', () => {
  it('sees its own receipts by the store’s clock, and nothing of the others', async () => {
    const tender = await published(60_000);
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
    const tender = await published(60_000);
    await app.ask(sellerOf(quillstone), DeclineTender, tender.from(quillstone));
    expect((await tender.own(quillstone)).declined).toBe(true);
    await tender.seal(quillstone, 1235);
    expect((await tender.own(quillstone)).declined).toBe(false);
  });

  it('acts for itself only, and is registered', async () => {
    const tender = await published(60_000);
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
    expect(await named(lead)).toEqual(['Nethermere', 'Quillstone', 'Tallowgate']);
    expect(await named(sellerOf(tallowgate))).toEqual(['Tallowgate']);
    expect(await named(person('eve', { role: 'lead', consortiumId: randomUUID() }))).toEqual([]);
  });
});
