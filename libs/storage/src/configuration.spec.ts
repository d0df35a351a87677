import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseOf, onPort, readConfiguration } from './configuration.js';

describe('The configuration', () => {
  let folder: string;
  const read = (env: Record<string, string> = {}) =>
    readConfiguration({ DATA_FOLDER: join(folder, 'data'), ...env });

  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'commonpurse configuration '))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is this machine only, on port 3000, when nothing is said', () => {
    const { host, port, publicUrl, services, databaseUrl } = read();
    expect({ host, port, publicUrl, databaseUrl }).toEqual({
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://127.0.0.1:3000',
      databaseUrl: undefined,
    });
    expect(services.membership).toEqual({ host: '127.0.0.1', port: 4001 });
    expect(services.savings.port).toBe(4006);
  });

  it('names everything that is wrong at once', () => {
    const nonsense = { PORT: '80a', QUOTES_PORT: '70000', DEMO_PASSWORD: 'x', DATABASE_URL: 'db' };
    expect(() => read(nonsense)).toThrow(
      [
        'PORT must be a whole number from 1 to 65535; it is "80a".',
        'QUOTES_PORT must be a whole number from 1 to 65535; it is "70000".',
        'DATABASE_URL must look like postgres://user:password@host:5432/database.',
        'DEMO_PASSWORD must have at least 8 characters.',
      ].join('\n'),
    );
  });

  it('takes no award to be worked on for nothing, or for ever', () => {
    expect(() => read({ AWARD_SECONDS: '0' })).toThrow('AWARD_SECONDS must be a whole number');
    expect(() => read({ AWARD_SECONDS: '36000' })).toThrow('from 1 to 3600');
    read({ AWARD_SECONDS: '600' });
  });

  it('never repeats the password of a database that it cannot read', () => {
    expect(() => read({ DATABASE_URL: 'mysql://me:hush@host/db' })).toThrow(/^(?!.*hush)/s);
  });

  it('keeps the log in KurrentDB when one is named, and says what is wrong with its name', () => {
    expect(read().eventStoreUrl).toBeUndefined();
    expect(read({ EVENT_STORE: 'postgres' }).eventStoreUrl).toBeUndefined();
    const EVENT_STORE = 'kurrentdb://me:hush@node-1:2113,node-2:2113?tls=true&installation=north';
    expect(read({ EVENT_STORE }).eventStoreUrl).toBe(EVENT_STORE);
    expect(() => read({ EVENT_STORE: 'mongodb://me:hush@host/db' })).toThrow(
      'EVENT_STORE must look like kurrentdb://user:password@host:2113. Leave it out for PostgreSQL.',
    );
    expect(() => read({ EVENT_STORE: 'kurrentdb://host?installation=North+1' })).toThrow(
      'EVENT_STORE has an installation that is not 1 to 40 small letters, digits and hyphens.',
    );
  });

  it.each(['0.0.0.0', '::', '192.0.2.7', 'buying.example.org'])(
    'listens on %s only with an https address',
    (HOST) => {
      expect(() => read({ HOST })).toThrow('set PUBLIC_URL to its https address');
      expect(() => read({ HOST, PUBLIC_URL: 'http://buying.example.org' })).toThrow('https');
      const { publicUrl } = read({ HOST, PUBLIC_URL: 'https://buying.example.org/' });
      expect(publicUrl).toBe('https://buying.example.org');
    },
  );

  it('lets the address follow the port, unless it was set', () => {
    expect(onPort(read(), 3001).publicUrl).toBe('http://127.0.0.1:3001');
    const set = read({ PUBLIC_URL: 'https://buying.example.org' });
    expect(onPort(set, 3001)).toMatchObject({
      port: 3001,
      publicUrl: 'https://buying.example.org',
    });
  });

  it('says how to start a database when none is there', () => {
    expect(() => databaseOf(read())).toThrow('Start Commonpurse first (npm start');
    const DATABASE_URL = 'postgres://me@host/db';
    expect(databaseOf(read({ DATABASE_URL }))).toBe(DATABASE_URL);
  });

  it('makes secrets once, for the owner alone, and never makes up a damaged one', () => {
    const file = join(folder, 'data', 'secrets.json');
    const { secrets } = read();
    expect(secrets.sealKey).toHaveLength(32);
    expect(secrets.sealKey).not.toEqual(secrets.inputSecret);
    expect(read().secrets).toEqual(secrets);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const kept = readFileSync(file, 'utf8');
    writeFileSync(file, kept.slice(0, 40));
    expect(() => read()).toThrow(/secrets\.json is damaged\. Put it back from your backup/);
    writeFileSync(file, kept);
  });
});
