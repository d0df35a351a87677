import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

interface Figure {
  readonly name: string;
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

const folder = mkdtempSync(join(tmpdir(), 'commonpurse bench '));
const document = join(process.cwd(), 'docs/benchmarks.md');
const bench = (...args: string[]) =>
  spawnSync(process.execPath, ['dist/test/bench/bench.js', 'savings', ...args], {
    encoding: 'utf8',
  });
let before = '';

beforeAll(() => {
  before = readFileSync(document, 'utf8');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Needs the build. How fast it is depends on the machine; what it works out does not. */
describe('The bench of the shares', () => {
  it('runs in its short form, and what it works out is right', () => {
    const file = join(folder, 'figures.json');
    const ran = bench('--quick', '--json', file);
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    const { figures } = JSON.parse(readFileSync(file, 'utf8')) as { figures: Figure[] };
    const named = new Map(figures.map((figure) => [figure.name, figure]));
    expect([...named.keys()]).toEqual(
      expect.arrayContaining(['shares-500', 'shares-2000', 'audit-500', 'sampling-500']),
    );
    for (const { min, median, max } of figures) {
      expect(median).toBeGreaterThanOrEqual(min);
      expect(max).toBeGreaterThanOrEqual(median);
      expect(Number.isFinite(max)).toBe(true);
    }
    expect(named.get('order-500')!.max).toBe(0);
    expect(named.get('bigint-60')!.max).toBeLessThan(1e-6);
    expect(named.get('textbook-150')!.median).toBeGreaterThan(1);
    expect(readFileSync(document, 'utf8')).toBe(before);
  }, 60_000);

  it('says which figures there are when it is asked for another', () => {
    const { status, stderr } = bench('--only', 'paper');
    expect(status).toBe(2);
    expect(stderr).toContain('shares-500');
  });
});
