import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { SealQuote } from '#messages/quotes';
import { freshDatabase, type FreshDatabase } from '#testing';
import { priced } from './submissions.fixture.js';
import {
  approver,
  lead,
  published,
  registerSuppliers,
  run,
  sellerOf,
  suppliers,
  type Running,
} from './testing.js';

const { quillstone } = suppliers;

/** In pence: no quantity, id or clock looks like it. */
const canary = 77_777_777;

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

/** Terms with figures of their own, and names that nothing else here has. */
const fees = { fixedFeePence: 66_666_666, deliveryPencePerSchool: 88_888_888 };
const line = { ...priced(canary), capacity: 9_753_186, minimumAward: 753, ...fees };
const terms = {
  capacity: 9_753_186,
  rebates: [{ fromSpendPence: 99_999_999, rateBasisPoints: 7531 }],
};
const figures = [canary, 66_666_666, 88_888_888, 99_999_999];
const words = ['9753186', 'minimumAward', 'rateBasisPoints', 'fixedFeePence'];
const hidden = [...figures.flatMap(disguises), ...words.flatMap(encodings)];

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
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(pence);
  return [...plain.flatMap(encodings), bytes.toString('hex'), bytes.reverse().toString('hex')];
}

/** The text itself, in hex, and in base64. */
function encodings(text: string): string[] {
  const base64 = [0, 1, 2].map((before) => base64Within(text, before));
  return [text, Buffer.from(text).toString('hex'), ...base64];
}

/** The characters of base64 that are the same whatever stands around the text. */
function base64Within(text: string, before: number): string {
  const encoded = Buffer.from(' '.repeat(before) + text).toString('base64');
  const bits = (before + text.length) * 8;
  return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(bits / 6));
}

describe('A sealed price', () => {
  it('is nowhere in the database before two people open it, and there afterwards', async () => {
    const tender = await published(app, 3000);
    const { from, seal } = tender;
    await seal(quillstone, canary);
    const second = { ...from(quillstone), quoteId: randomUUID(), lines: [line], ...terms };
    const commandId = randomUUID();
    const asked = await app.ask(sellerOf(quillstone), SealQuote, second, { commandId });
    const again = await app.ask(sellerOf(quillstone), SealQuote, second, { commandId });
    expect(again).toEqual(asked);
    const twice = app.ask(sellerOf(quillstone), SealQuote, second);
    await expect(twice).rejects.toMatchObject({ code: 'quote-exists' });
    const faulty = { ...second, quoteId: randomUUID(), capacity: 752 };
    const refused = app.ask(sellerOf(quillstone), SealQuote, faulty);
    await expect(refused).rejects.toMatchObject({ code: 'terms-wrong' });
    const late = seal(quillstone, canary, { at: tender.closesAt });
    await expect(late).rejects.toMatchObject({ code: 'too-late' });
    await tender.closed();
    await tender.open(lead);
    await app.eventSourcing.waitFor(await app.store.head());

    const before = await everything(app.db);
    expect(before).toContain('QuoteSealed');
    expect(hidden.filter((disguise) => before.includes(disguise))).toEqual([]);

    await tender.open(approver);
    await app.eventSourcing.waitFor(await app.store.head());
    const after = await everything(app.db);
    expect([...figures, ...words].filter((one) => !after.includes(String(one)))).toEqual([]);
    expect(await tender.opened(lead)).toMatchObject([
      { quoteId: second.quoteId, supplierName: 'quillstone', lines: [line], ...terms },
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
