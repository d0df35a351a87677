import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { freePort, readConfiguration } from '#libs/storage';
import { freshDatabase, type FreshDatabase } from '#testing';
import { roundIdOf } from '../../apps/marketplace/src/demonstration/buying.js';
import { fundId } from '../../apps/marketplace/src/demonstration/people.js';
import { startMarketplace } from '../../apps/marketplace/src/marketplace.js';
import { playFirstRound, type Played } from './first-round.js';
import { install, type Installation } from './installation.js';

const run = promisify(execFile);

/** Restored beside the original: another database, another data folder, the same secrets. */
describe('An installation restored from its backup', () => {
  let original: Installation;
  let played: Played;
  let database: FreshDatabase;
  let folder: string;
  let file: string;
  let restored: NestExpressApplication | undefined;
  let env: Record<string, string>;
  let before: { rows: Readonly<Record<string, string>>; epoch: string; log: string };

  beforeAll(async () => {
    original = await install('one process');
    played = await playFirstRound(original);
    folder = mkdtempSync(join(tmpdir(), 'commonpurse-restored-'));
    file = join(folder, 'round-1.backup');
    database = await freshDatabase();
    env = {
      DATABASE_URL: database.url,
      DATA_FOLDER: join(folder, 'data'),
      PORT: String(await freePort(0)),
      OPERATIONS_PORT: String(await freePort(0)),
    };
    await quiet(original.databaseUrl);
    before = await lookInto(original.databaseUrl);
  }, 120_000);

  afterAll(async () => {
    await restored?.close();
    await original?.close();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const tool = (name: string, settings: Record<string, string>, ...options: string[]) =>
    run(process.execPath, [join(import.meta.dirname, `../../dist/tools/${name}.js`), ...options], {
      env: { PATH: process.env.PATH, ...settings },
    });

  async function ask(url: string, statement: string): Promise<Record<string, string>[]> {
    const client = new Client(url);
    await client.connect();
    try {
      return (await client.query<Record<string, string>>(statement)).rows;
    } finally {
      await client.end();
    }
  }

  /** Settles when no process records anything any more. */
  async function quiet(url: string): Promise<void> {
    const head = async () =>
      JSON.stringify(await ask(url, 'SELECT max(position) AS head FROM event_store.events'));
    for (let still = 0, last = ''; still < 5; await pause(100)) {
      const now = await head();
      still = now === last ? still + 1 : 0;
      last = now;
    }
  }

  /** A hash of every table of every read model, the log's name, and a hash of all its columns. */
  async function lookInto(url: string) {
    const tables = await ask(
      url,
      `SELECT table_schema || '.' || quote_ident(table_name) AS name FROM information_schema.tables
        WHERE table_schema ~ '_v[0-9]+$' ORDER BY 1`,
    );
    const rows: Record<string, string> = {};
    for (const { name = '' } of tables) rows[name] = await hash(url, name);
    const [{ epoch = '' } = {}] = await ask(url, 'SELECT epoch FROM event_store.store_epoch');
    return { rows, epoch, log: await hash(url, 'event_store.events') };
  }

  async function hash(url: string, table: string): Promise<string> {
    const all = `SELECT count(*) || ' rows ' || md5(coalesce(
      string_agg(t::text, E'\\n' ORDER BY t::text COLLATE "C"), '')) AS hash FROM ${table} t`;
    return (await ask(url, all))[0]?.['hash'] ?? '';
  }

  it('is backed up while it runs, without its secrets', async () => {
    const { dataFolder } = original.configuration;
    const settings = { DATABASE_URL: original.databaseUrl, DATA_FOLDER: dataFolder };
    const { stdout } = await tool('backup', settings, file);
    expect(stdout).toContain(`${file} holds the log up to position`);
    expect(stdout).toContain('secrets.json is not in it');
  });

  it('is refused without its secrets, and with those of another installation', async () => {
    const failure = async () =>
      tool('restore', env, file).then(
        () => 'It was restored.',
        ({ stderr }: { stderr: string }) => stderr,
      );
    expect(await failure()).toContain('put the secrets.json that you kept into it first');
    readConfiguration(env);
    expect(await failure()).toContain('is not the one that this backup belongs with');
  });

  it('comes back with the same log under a new name, and the same read models', async () => {
    const secrets = (of: string): string => join(of, 'secrets.json');
    const { dataFolder } = original.configuration;
    copyFileSync(secrets(dataFolder), secrets(env.DATA_FOLDER ?? ''));
    const { stdout } = await tool('restore', env, file);
    expect(stdout).toMatch(/Restored and read back: \d+ rows/);

    restored = await startMarketplace(readConfiguration(env));
    await quiet(database.url);
    const after = await lookInto(database.url);
    expect(Object.keys(after.rows).length).toBeGreaterThan(10);
    expect(after.rows).toEqual(before.rows);
    expect(after.log).toBe(before.log);
    expect(after.epoch).not.toBe(before.epoch);
  }, 60_000);

  it('shows everybody what they saw before, with the tokens that they had', async () => {
    const { cast } = played;
    const roundId = roundIdOf('one');
    const seen = async (url: string) => {
      const found: unknown[] = [];
      for (const [path, as] of [
        [`/rounds/${roundId}/shares`, cast.buyerOf('990001')],
        [`/rounds/${roundId}`, cast.lead],
        [`/funds/${fundId}`, cast.finance],
      ] as const) {
        found.push(await played.get(path, as, url));
      }
      return JSON.stringify(found);
    };
    const here = await seen(original.url);
    expect(here).toContain('"paysPence":');
    expect(await seen(`http://127.0.0.1:${env.PORT}`)).toBe(here);
  });
});
