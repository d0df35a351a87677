import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { begin, envOf, launched, stop } from './testing.js';

// Real processes of the build: `npm test` builds first.
jest.setTimeout(180_000);

/** With the PostgreSQL that a data folder brings along: the launcher, the backup, the restore. */
describe('Backup and restore of a data folder', () => {
  let folder: string;
  let file: string;
  const here = () => envOf(folder);
  const there = () => envOf(join(folder, 'restored'));

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'commonpurse-folders-'));
    file = join(folder, 'monday.backup');
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function tool(name: string, env: NodeJS.ProcessEnv, ...options: string[]) {
    const { child, said } = begin(name, env, ...options);
    const [code] = (await once(child, 'close')) as [number];
    return { code, said: said() };
  }

  it('copies a running folder, and a stopped one just the same', async () => {
    const launcher = await launched(begin('start', here(), '--empty'));
    const email = ['--email', 'ada@school.example', '--name', 'Ada', '--operator'];
    expect((await tool('user-add', here(), ...email)).code).toBe(0);
    expect(await tool('backup', here(), file)).toMatchObject({ code: 0 });
    const taken = await tool('restore', here(), file);
    expect(taken).toMatchObject({ code: 1, said: expect.stringContaining('already running') });
    expect(await stop(launcher.child, 'SIGTERM')).toBe(0);

    const again = await tool('backup', here(), join(folder, 'tuesday.backup'));
    expect(again).toMatchObject({ code: 0, said: expect.stringContaining('up to position 1,') });
    const full = await tool('restore', here(), file);
    expect(full).toMatchObject({ code: 1, said: expect.stringContaining('There are data here') });
  });

  it('brings a new folder up with the people of the old one', async () => {
    const target = join(folder, 'restored/data');
    mkdirSync(target, { recursive: true });
    copyFileSync(join(folder, 'data/secrets.json'), join(target, 'secrets.json'));
    expect(await tool('restore', there(), file)).toMatchObject({ code: 0 });
    const launcher = await launched(begin('start', there(), '--empty'));
    expect((await fetch(`${launcher.url}/health/ready`)).status).toBe(200);
    const [{ targets } = { targets: [''] }] = JSON.parse(
      readFileSync(join(target, 'operations.json'), 'utf8'),
    ) as { targets: string[] }[];
    const figures = await (await fetch(`http://${targets[0]}/metrics`)).text();
    expect(figures).toMatch(/commonpurse_info\{process="marketplace",version="[\d.]+"\} 1/);
    await stop(launcher.child, 'SIGTERM');
    const copy = await tool('backup', there(), join(folder, 'restored.backup'));
    expect(copy.said).toContain('up to position 1,');
  });

  it('leaves a log in KurrentDB to KurrentDB', async () => {
    const elsewhere = { EVENT_STORE: 'kurrentdb://127.0.0.1:2113?tls=false' };
    const asked = await tool('backup', { ...here(), ...elsewhere }, join(folder, 'k.backup'));
    expect(asked).toMatchObject({
      code: 1,
      said: expect.stringContaining("with KurrentDB's own tools"),
    });
  });

  it('says what it wants', async () => {
    expect(await tool('backup', here())).toMatchObject({
      code: 1,
      said: expect.stringContaining('npm run backup -- FILE'),
    });
    expect(await tool('restore', here(), file, '--quickly')).toMatchObject({
      code: 1,
      said: expect.stringContaining('npm run restore -- FILE [--secrets-lost]'),
    });
  });
});
