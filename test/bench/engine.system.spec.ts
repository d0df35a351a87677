import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

/** Needs the build, Debian's postgresql-15 for pgbench, and npm for the other peers. */
const asked = [
  ['append-64/pgbench', 'append-64/emmett', 'append-64/copy'],
  ['one-stream-64/row-lock', 'one-stream-64/emmett', 'one-stream-64/message-db'],
  ['handled-p99/emmett', 'projection/typeorm', 'rebuild/live', 'http-64/bare-route'],
].flat();

const folder = mkdtempSync(join(tmpdir(), 'commonpurse bench '));
const document = join(process.cwd(), 'docs/benchmarks.md');
let before = '';

beforeAll(() => {
  before = readFileSync(document, 'utf8');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('The bench of the engine', () => {
  it('measures every side, and says what it saw in a file', async () => {
    const file = join(folder, 'ratios.json');
    const how = ['engine', '--rounds', '1', '--seconds', '0.3', '--json', file];
    await promisify(execFile)(process.execPath, ['dist/test/bench/bench.js', ...how]);
    const { ratios } = JSON.parse(readFileSync(file, 'utf8')) as { ratios: Ratio[] };
    expect(ratios.map(({ name }) => name)).toEqual(expect.arrayContaining(asked));
    for (const { min, median, max } of ratios) {
      expect(min).toBeGreaterThan(0);
      expect(median).toBeGreaterThanOrEqual(min);
      expect(max).toBeGreaterThanOrEqual(median);
      expect(Number.isFinite(max)).toBe(true);
    }
  }, 180_000);

  it('leaves the document alone when a run is too short to stand for anything', () => {
    expect(readFileSync(document, 'utf8')).toBe(before);
  });

  it('says which ratios there are when it is asked for another', async () => {
    const how = ['dist/test/bench/bench.js', 'engine', '--only', 'append-64/paper'];
    const failed = promisify(execFile)(process.execPath, how);
    await expect(failed).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('append-64/pgbench'),
    });
  });
});

interface Ratio {
  readonly name: string;
  readonly min: number;
  readonly median: number;
  readonly max: number;
}
