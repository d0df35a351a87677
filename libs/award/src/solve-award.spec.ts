import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { oneLot } from './award.fixture.js';
import { solveAward, solveExplanation } from './solve-award.js';

describe('An award that is solved for a server', () => {
  it('is the best award, with signs of life', async () => {
    const model = oneLot(10, { A: 100, B: 103 });
    const seen: number[] = [];
    const best = await solveAward(model, { onProgress: ({ parts }) => seen.push(parts) });
    expect(best).toMatchObject({ costPence: 1000, proved: true });
    expect(best.certificate.solver).toMatch(/^HiGHS \d+\.\d+\.\d+ \(.*\), WebAssembly$/);
    expect(seen.every((parts) => parts === 1)).toBe(true);
    const { lots } = await solveExplanation(model, best.award!);
    expect(lots[0]!.wins[0]!.without.dearerByPence).toBe(30);
  });

  it('tells faults and an abort as they are', async () => {
    await expect(solveAward(oneLot(-1, { A: 1 }))).rejects.toThrow(/The quantity of lot L must/);
    const signal = AbortSignal.abort(new Error('Not needed any more.'));
    await expect(solveAward(oneLot(1, { A: 1 }), { signal })).rejects.toThrow('Not needed');
  });

  it('leaves the thread that asks free, and ends at once when it is aborted', async () => {
    const dist = join(import.meta.dirname, '../../../dist/libs/award/src');
    const script = `
      const { solveAward } = await import('${dist}/index.js');
      const { largeTender } = await import('${dist}/random-tender.fixture.js');
      const model = largeTender({ suppliers: 12, lots: 25, tiers: 4 }, 1);
      const stop = new AbortController();
      let [beats, signs] = [0, 0];
      const beat = setInterval(() => { beats += 1; }, 10);
      const onProgress = ({ parts }) => { signs += parts; if (signs === 3) stop.abort(); };
      const why = await solveAward(model, { signal: stop.signal, onProgress }).catch((e) => e.name);
      clearInterval(beat);
      console.log(JSON.stringify({ why, signs, free: beats > 10 }));`;
    const args = ['--input-type=module', '-e', script];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(JSON.parse(stdout)).toEqual({ why: 'AbortError', signs: 3, free: true });
  }, 60_000);
});
