import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { v7 as newId } from 'uuid';
import { createPostgresEventStore, type EventStore } from '#libs/event-store';
import { freshDatabase, type FreshDatabase } from '#testing';
import { checkBackup, makeBackup, restoreBackup } from './index.js';
import { makeTables } from './make-tables.js';
import { columnsOfTables, refuseUnknown } from './parts.js';

const odd = 'Tab\t, newline\n, \\., back\\slash, “quotes”, 🍎';

describe('A backup', () => {
  let folder: string;
  let original: FreshDatabase;
  let store: EventStore;
  let file: string;
  const others: FreshDatabase[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'commonpurse-backup-'));
    file = join(folder, 'one.backup');
    original = await freshDatabase();
    await makeTables(original.url);
    store = await createPostgresEventStore({ url: original.url });
    await fillIn();
    await makeBackup({ url: original.url, file, secrets: 'mark' });
  });

  afterAll(async () => {
    await store.close();
    for (const database of [original, ...others]) await database.drop();
    rmSync(folder, { recursive: true });
  });

  const write = (stream: string, note: string) => {
    const id = newId();
    const meta = {
      at: '2026-06-01T09:00:00.000Z',
      actor: 'someone',
      commandId: id,
      correlationId: id,
    };
    const events = [{ id, type: 'SampleNoted', data: { note }, meta }];
    return store.append({ stream, expected: 'any', events });
  };

  async function fillIn(): Promise<void> {
    await Promise.all(
      Array.from({ length: 300 }, (_, n) => write(`sample-${n % 7}`, `${odd} ${n}`)),
    );
    const kept = { inputHash: 'x', code: 'no', message: odd, kind: 'rule' };
    await store.keepRefusal('somebody/1', kept);
    const person = newId();
    await ask(
      original.url,
      'INSERT INTO auth.persons VALUES ($1, $2, $3, now())',
      person,
      'a@b',
      odd,
    );
    await ask(original.url, "INSERT INTO auth.sessions VALUES ('hash', $1, now(), now())", person);
    await ask(original.url, "INSERT INTO sealing.keys VALUES ($1, '\\x00ff5c2e0a')", newId());
    const epoch = await store.epoch();
    for (const kind of ['process', 'read-model']) {
      await ask(
        original.url,
        `INSERT INTO event_sourcing.checkpoints (name, version, kind, fingerprint, epoch, position)
          VALUES ($1, 1, $1, 'f', $2, 17)`,
        kind,
        epoch,
      );
    }
    await ask(
      original.url,
      'INSERT INTO event_sourcing.process_states VALUES ($1, $2, $3)',
      'process',
      'ä',
      JSON.stringify({ odd, n: 1.5 }),
    );
  }

  async function ask(url: string, statement: string, ...values: unknown[]) {
    const client = new Client(url);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(statement, values)).rows;
    } finally {
      await client.end();
    }
  }

  async function fresh(): Promise<FreshDatabase> {
    const database = await freshDatabase();
    others.push(database);
    return database;
  }

  it('puts back every position, id and byte, under a new name of the log', async () => {
    const { url } = await fresh();
    await restoreBackup({ url, file });
    const restored = await createPostgresEventStore({ url });
    const all = { after: 0n, limit: 1_000 };
    expect(await restored.readAll(all)).toEqual(await store.readAll(all));
    expect(await restored.findRefusal('somebody/1')).toMatchObject({ message: odd });
    expect(await restored.epoch()).not.toBe(await store.epoch());
    const [{ epoch, ...checkpoint } = {}] = await ask(
      url,
      'SELECT name, position, epoch FROM event_sourcing.checkpoints',
    );
    expect(checkpoint).toEqual({ name: 'process', position: 17 });
    expect(epoch).toBe(await restored.epoch());
    for (const table of ['auth.persons', 'sealing.keys', 'event_sourcing.process_states']) {
      const rows = `SELECT * FROM ${table}`;
      expect([table, await ask(url, rows)]).toEqual([table, await ask(original.url, rows)]);
    }
    expect(await ask(url, 'SELECT * FROM auth.sessions')).toEqual([]);
    await restored.close();
  });

  it('goes on from there: the next event has the next position', async () => {
    const restored = await createPostgresEventStore({ url: others[0]?.url ?? '' });
    const head = await restored.head();
    const id = newId();
    const meta = { at: '2026-06-01T09:00:00.000Z', actor: 'me', commandId: id, correlationId: id };
    const events = [{ id, type: 'SampleNoted', data: {}, meta }];
    const { position } = await restored.append({ stream: 'sample-0', expected: 'any', events });
    expect(position).toBe(head + 1n);
    await restored.close();
  });

  it('is one moment of the log while others write, and holds none of them up', async () => {
    let writing = true;
    const waits: number[] = [];
    const writers = Array.from({ length: 4 }, async (_, n) => {
      while (writing) {
        const began = performance.now();
        await write(`busy-${n}`, 'x'.repeat(2_000));
        waits.push(performance.now() - began);
      }
    });
    const busy = join(folder, 'busy.backup');
    const before = await store.head();
    const { head } = await makeBackup({ url: original.url, file: busy, secrets: 'mark' });
    const after = await store.head();
    writing = false;
    await Promise.all(writers);
    expect(BigInt(head)).toBeGreaterThanOrEqual(before);
    expect(BigInt(head)).toBeLessThanOrEqual(after);
    expect(waits.length).toBeGreaterThan(4);
    expect(Math.max(...waits)).toBeLessThan(2_000);
    const { url } = await fresh();
    await restoreBackup({ url, file: busy });
    const restored = await createPostgresEventStore({ url });
    expect(await restored.head()).toBe(BigInt(head));
    await restored.close();
  });

  it('is refused when any byte is another one, or the end is missing, and leaves nothing', async () => {
    const whole = readFileSync(file);
    const worse = join(folder, 'worse.backup');
    const { url } = await fresh();
    const refused = async (bytes: Buffer) => {
      writeFileSync(worse, bytes);
      await expect(restoreBackup({ url, file: worse })).rejects.toThrow(/is damaged, cut short/);
    };
    const step = Math.max(1, Math.floor(whole.length / 150));
    for (let at = 0; at < whole.length; at += step) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      await refused(bytes);
    }
    for (const length of [0, 1, 64, 66, whole.length >> 1, whole.length - 1]) {
      await refused(whole.subarray(0, length));
    }
    await refused(Buffer.concat([whole, Buffer.from('x')]));
    expect(await ask(url, "SELECT to_regclass('event_store.events') AS log")).toEqual([
      { log: null },
    ]);
  });

  it('is refused when its parts are not what its manifest says', async () => {
    const manifest = await checkBackup(file);
    expect(manifest.parts.map(({ table }) => table)).toContain('auth.persons');
    expect(manifest).toMatchObject({ format: 1, head: '300', secrets: 'mark' });
    const text = gunzipSync(readFileSync(file).subarray(0, -65)).toString();
    const other = gzipSync(text.replace('sample-3', 'sample-4'));
    const forged = join(folder, 'forged.backup');
    const hash = createHash('sha256').update(other).digest('hex');
    writeFileSync(forged, Buffer.concat([other, Buffer.from(`${hash}\n`)]));
    await expect(checkBackup(forged)).rejects.toThrow('is damaged');
    await expect(checkBackup(join(folder, 'none'))).rejects.toThrow('There is no backup');
  });

  it('goes into no installation that has data, and into none that runs', async () => {
    const stopped = others[0]?.url ?? '';
    await expect(restoreBackup({ url: stopped, file })).rejects.toThrow(
      'There are data here already',
    );
    const { url } = await fresh();
    const running = await createPostgresEventStore({ url });
    await running.head();
    await expect(restoreBackup({ url, file })).rejects.toThrow('Commonpurse is running');
    await running.close();
  });

  it('replaces no file, and leaves none behind when it fails', async () => {
    const again = makeBackup({ url: original.url, file, secrets: 'mark' });
    await expect(again).rejects.toThrow('is there already');
    const { url } = await fresh();
    const nothing = join(folder, 'nothing.backup');
    await expect(makeBackup({ url, file: nothing, secrets: 'mark' })).rejects.toThrow('no log');
    expect([nothing, `${nothing}.half-made`].filter(existsSync)).toEqual([]);
  });

  it('leaves a backup alone that another one is making, and names a folder that is not there', async () => {
    const make = (name: string) =>
      makeBackup({ url: original.url, file: join(folder, name), secrets: 'mark' });
    const half = join(folder, 'twice.backup.half-made');
    writeFileSync(half, 'what another one has written so far');
    await expect(make('twice.backup')).rejects.toThrow('another backup is being made');
    expect(existsSync(half)).toBe(true);
    rmSync(half);
    await expect(make('nowhere/some.backup')).rejects.toThrow('There is no folder');
  });

  it('knows every table that is kept, so that a new one is not forgotten', async () => {
    const client = new Client(original.url);
    await client.connect();
    const tables = await columnsOfTables(client);
    await client.end();
    expect(() => refuseUnknown(tables.keys())).not.toThrow();
    expect(() => refuseUnknown(['auth.persons', 'auth.keys'])).toThrow('the table auth.keys');
  });
});
