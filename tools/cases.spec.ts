import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { answerTo, casesIn, readCases, type Case } from './case-answers.js';

interface WorkedCase extends Case {
  readonly expected: Record<string, unknown>;
}

const own = join(import.meta.dirname, '../test/cases');
const files = readdirSync(own).map((name) => join(own, name));
const examples = '../shared/data/savings/examples.json';

describe('The sharing rules', () => {
  it.each(files.flatMap(worked))('answer $id', async (one) => {
    await expectAnswer(one);
  });

  it('answer the shared examples, where those are at hand', async () => {
    if (!existsSync(examples)) return console.log('The shared examples are not here.');
    const cases = worked(examples);
    expect(cases.length).toBeGreaterThan(10);
    for (const one of cases) await expectAnswer(one);
  });

  it('say which cases they do not answer, and why', async () => {
    expect(await answerTo({ id: 'a', family: 'beauty', input: {} })).toEqual({
      id: 'a',
      unsupported: 'Cases of the family “beauty” are not answered.',
    });
    const input = { quantities: [1.5], tiers: [{ from_: 1, unitPence: 3 }], mode: 'all_units' };
    expect(await answerTo({ id: 'b', family: 'purchase_tiers', input })).toEqual({
      id: 'b',
      unsupported: 'A quantity is not a whole number from 0.',
    });
  });

  it('say of every bad case what is wrong with it, and go on', async () => {
    const claims = { estate: 1, claims: [1] };
    const asked = [
      [{ id: 'b', family: 'claims' }, /^This case has no “input”/],
      [{ id: 'c', family: 'claims', input: [] }, /^This case has no “input”/],
      [{ id: 'd', input: claims }, /^This case has no “family”, and is no tender/],
      [{ id: 'e', family: '__proto__', input: {} }, /family “__proto__” are not answered/],
      [{ id: 'f', family: 'constructor', input: {} }, /family “constructor” are not answered/],
      [{ id: 'g', input: { lots: [null], bids: [{}] } }, /^A field of the “input” is missing/],
      [{ id: 'h', family: 'tu_gain', input: { players: ['', 'A'] } }, /^“players” is not a list/],
    ] as const;
    for (const [one, sentence] of asked) {
      const unsupported = expect.stringMatching(sentence);
      expect(await answerTo(one)).toEqual({ id: one.id, unsupported });
    }
    for (const one of [null, 5, [], { family: 'claims', input: claims }]) {
      const unsupported = 'This case has no “id”: give it one.';
      expect(await answerTo(one)).toEqual({ id: null, unsupported });
    }
    expect(await answerTo({ id: 7, family: 'claims', input: claims })).toHaveProperty('results');
  });

  it('say in a sentence what is no file of cases, and read one that a byte order mark begins', () => {
    for (const text of ['{}', 'null', '[]', '5', '{"cases": {}}']) {
      expect(() => casesIn(text)).toThrow('This file has no list of “cases”.');
    }
    for (const text of ['', '{"cases": [', 'id,family']) {
      expect(() => casesIn(text)).toThrow(/^This file is not JSON: a bracket, a comma/);
    }
    expect(casesIn('\uFEFF{"cases": [1]}')).toEqual([1]);
    expect(() => readCases('no-such.json')).toThrow(/^“no-such.json” cannot be read/);
  });
});

function worked(file: string): WorkedCase[] {
  return casesIn(readFileSync(file, 'utf8')) as WorkedCase[];
}

async function expectAnswer({ expected, ...asked }: WorkedCase): Promise<void> {
  const answer = await answerTo(asked);
  expect(answer).toHaveProperty('results');
  expectAs(expected, (answer as { results: unknown }).results, 1e-9, asked.id);
}

/** Whatever is expected is there, numbers within the tolerance that their object states. */
function expectAs(expected: unknown, found: unknown, tolerance: number, where: string): void {
  if (typeof expected === 'number') {
    const off = Math.abs((found as number) - expected);
    const close = off <= tolerance * 1.001;
    expect({ where, found, close }).toEqual({ where, found, close: true });
  } else if (typeof expected === 'object' && expected !== null) {
    const stated = (expected as { tolerance?: number }).tolerance ?? tolerance;
    for (const [key, value] of Object.entries(expected)) {
      if (key === 'tolerance' || key === 'exactness') continue;
      expectAs(value, (found as Record<string, unknown>)?.[key], stated, `${where}.${key}`);
    }
  } else {
    expect({ where, found }).toEqual({ where, found: expected });
  }
}
