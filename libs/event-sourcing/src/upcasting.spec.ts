import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createMemoryEventStore, StoreFailed, type Append, type NewEvent } from '#libs/event-store';
import type { Upcasters } from '#messages/upcasters';
import { describeEventStore } from '../../event-store/src/contract.js';
import { freshDatabase, type FreshDatabase } from '../../storage/src/testing.js';
import { FindJar, OpenJar, PutIn, type Jar } from '../spec/jar.messages.js';
import { nextJar, openOnSeven, sealOnThird } from '../spec/jar.processes.js';
import { consortiumId, lead, run, type Running } from '../spec/running.js';
import { process } from './registration.js';
import { upcasting } from './upcasting.js';

/** A past that the example never had: jars were pots, and coins an amount. */
const upcasters: Upcasters = {
  PotOpened: [
    { data: (pot: { jarId: string }) => ({ ...pot, sealedFrom: null }), becomes: 'JarOpened' },
  ],
  CoinsPutIn: [
    {
      data: ({ amount, ...rest }: { jarId: string; amount: number }) => ({
        ...rest,
        coins: amount,
      }),
    },
  ],
};

function stored(type: string, data: object, v?: number): NewEvent {
  const commandId = randomUUID();
  const meta = { at: '2020-01-01T00:00:00.000Z', actor: 'lead-1', commandId, correlationId: 'c' };
  return { id: randomUUID(), type, data, meta: { ...meta, ...(v && { v }) } };
}

function oldJar(jarId: string): NewEvent[] {
  const opened = stored('PotOpened', { jarId, consortiumId, room: 10 });
  return [opened, stored('CoinsPutIn', { jarId, amount: 7 })];
}

describe('Events that were stored in an older version', () => {
  const jarId = randomUUID();
  const stream = `jar-${jarId}`;
  let database: FreshDatabase;
  let app: Running;
  let before: string[];

  beforeAll(async () => {
    database = await freshDatabase();
    const extra = [process(openOnSeven), process(sealOnThird)];
    app = await run(database.url, { extra, upcasters });
    await app.store.append({ stream, expected: 'no-stream', events: oldJar(jarId) });
    before = await texts();
  });

  afterAll(async () => {
    await app.stop();
    await database.drop();
  });

  const texts = async () => (await app.store.readStream(stream)).map(({ text }) => text);
  const put = (coins: number) => app.ask(PutIn, { jarId, coins });
  const found = async (jar: string): Promise<Jar | null> => {
    const after = String(await app.store.head());
    return app.buses.query(FindJar, { jarId: jar }, { actor: lead, after });
  };
  const handled = async () => app.eventSourcing.waitFor(await app.store.head());

  it('are folded by deciders', async () => {
    await expect(put(4)).rejects.toMatchObject({ code: 'jar-full' });
    await put(1);
  });

  it('reach read models and processes under today’s name and in today’s shape', async () => {
    await handled();
    expect(await found(jarId)).toMatchObject({ coins: 8, room: 10 });
    expect(await found(nextJar(jarId))).toMatchObject({ room: 5 });
    await put(1);
    await handled();
    await handled();
    expect(await found(jarId)).toMatchObject({ coins: 9, sealed: true });
  });

  it('keep the bytes that they were stored with; new ones say their version', async () => {
    const after = await texts();
    expect(after.slice(0, 2)).toEqual(before);
    expect(before.join()).toMatch(/"amount":7.*/);
    expect(JSON.parse(after[2] ?? '')).toMatchObject({ v: 2, data: { jarId, coins: 1 } });
    expect(after.at(-1)).not.toContain('"v":');
  });

  it('stop whoever meets one of a version yet unknown, with a sentence, and nobody else', async () => {
    const later = randomUUID();
    await app.ask(OpenJar, { jarId: later, consortiumId, room: 10 });
    const { revision } = await app.ask(PutIn, { jarId: later, coins: 1 });
    await app.stop();
    const older = await run(database.url, { upcasters: {}, start: false });
    const asked = older.ask(PutIn, { jarId: later, coins: 1 });
    await expect(asked).rejects.toThrow(
      /CoinsPutIn at position \d+ is of version 2, which this program does not know/,
    );
    await expect(asked).rejects.toBeInstanceOf(StoreFailed);
    const [event] = await upcasting(older.store, {}).readStream(`jar-${later}`, { from: revision });
    expect(event?.text).toContain('"coins":1');
    await older.stop();
    app = await run(database.url, { upcasters });
    await app.ask(PutIn, { jarId: later, coins: 1 });
  });
});

describe('Upcasters', () => {
  it('are taken one after another, from the version that is stored, through a new name', async () => {
    const memory = createMemoryEventStore();
    const grown = (by: string) => (data: object) => ({ ...data, [by]: true });
    const store = upcasting(memory, {
      Penned: [{ data: grown('inked') }, { data: grown('dried'), becomes: 'Written' }],
      Written: [{ data: grown('dated') }],
    });
    const events = [stored('Penned', {}), stored('Penned', {}, 2), stored('Written', {})];
    await memory.append({ stream: 's', expected: 'no-stream', events });
    await store.append({ stream: 's', expected: 2, events: [stored('Written', { now: true })] });
    const many = [{ stream: 'm', expected: 'any', events: [stored('Written', { many: true })] }];
    await store.appendMany(many as Append[]);
    const { events: read } = await store.readAll({ after: 0n, types: ['Written'], limit: 10 });
    expect(read.map(({ type, data }) => [type, data])).toEqual([
      ['Written', { inked: true, dried: true, dated: true }],
      ['Written', { dried: true, dated: true }],
      ['Written', { dated: true }],
      ['Written', { now: true }],
      ['Written', { many: true }],
    ]);
    expect((await store.findById(events[0]?.id ?? ''))?.type).toBe('Written');
    expect((await store.findById(events[0]?.id ?? ''))?.text).toContain('"type":"Penned"');
    const retired = store.append({ stream: 't', expected: 'any', events: [stored('Penned', {})] });
    await expect(retired).rejects.toThrow('Penned has another name today');
  });

  it('stop at the event that they cannot make anew, when its data are looked at', async () => {
    const memory = createMemoryEventStore();
    const events = [stored('Penned', { by: 'Ada' }), stored('Penned', {})];
    await memory.append({ stream: 's', expected: 'no-stream', events });
    const data = ({ by }: { by: string }) => ({ by: by.toUpperCase() });
    const [first, second] = await upcasting(memory, { Penned: [{ data }] }).readStream('s');
    expect(first?.data).toEqual({ by: 'ADA' });
    expect(second?.revision).toBe(1);
    expect(() => second?.data).toThrow(TypeError);
  });

  it('must not go round in a circle', () => {
    const data = (older: object) => older;
    const circle = { A: [{ data, becomes: 'B' }], B: [{ data, becomes: 'A' }] };
    expect(() => upcasting(createMemoryEventStore(), circle)).toThrow('round in a circle');
  });
});

describeEventStore('memory (in today’s language)', async () => ({
  store: upcasting(createMemoryEventStore(), upcasters),
}));
