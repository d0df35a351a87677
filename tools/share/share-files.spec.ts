import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { program } from '../testing.js';
import { Desk, listOf, outputs, round, run } from './testing.js';

jest.setTimeout(60_000);

const desk = new Desk();
afterEach(() => desk.clear());

describe('What is there already', () => {
  it('is replaced when an earlier run left it, and kept when anybody changed it', async () => {
    const folder = desk.lay(round);
    expect((await run(folder)).code).toBe(0);
    writeFileSync(join(folder, 'out', 'notes.txt'), 'mine');
    expect((await run(folder, '--rule', 'serial')).code).toBe(0);
    expect(listOf(join(folder, 'out'))).toEqual([...outputs, 'notes.txt'].sort());

    const award = join(folder, 'out', 'award.csv');
    writeFileSync(award, 'my own list');
    const refused = await run(folder);
    expect(refused.code).toBe(2);
    expect(refused.faults).toContain(
      `${award} is there already. It was not written here, or changed since: ` +
        'choose another folder, or add --force.',
    );
    expect(refused.read('award.csv')).toBe('my own list');
    expect(refused.read('audit.txt')).toContain('Rule: serial');
    expect((await run(folder, '--force')).read('award.csv')).toContain('Larch');
  });

  it('is not touched by templates either', async () => {
    const folder = desk.lay({});
    const place = join(folder, 'in');
    expect((await run(folder, '--templates', place)).code).toBe(0);
    expect(listOf(place)).toEqual(['demand.csv', 'items.csv', 'quotes.csv']);
    const filled = await run(folder, '--items', join(place, 'items.csv'));
    expect({ code: filled.code, faults: filled.faults }).toEqual({ code: 0, faults: [] });
    expect(filled.said).toContain('3 schools, 2 items');
    expect((await run(folder, '--templates', place)).faults).toHaveLength(3);
  });
});

describe('The program itself', () => {
  const start = (folder: string, ...args: string[]) =>
    spawnSync(process.execPath, [program('share'), ...args], { cwd: folder, encoding: 'utf8' });

  it('ends with 0 and its files, or with 2, a sentence and nothing', async () => {
    const folder = desk.lay(round);
    const files = ['--demand', 'in/demand.csv', '--quotes', 'in/quotes.csv'];
    const done = start(folder, ...files);
    expect([done.status, done.stderr]).toEqual([0, '']);
    expect(done.stdout).toContain('Read shares/statement.html');
    expect(listOf(join(folder, 'shares'))).toEqual(outputs);

    const failed = start(folder, '--demand', 'in/demand.csv', '--quotes', 'none.csv', '--out', 'b');
    expect([failed.status, failed.stdout]).toEqual([2, '']);
    expect(failed.stderr).toBe('There is no file none.csv.\n');
    expect(listOf(folder)).toEqual(['in', 'shares']);
    expect(start(folder, '--help').stdout).toContain('--templates DIR');
  });
});
