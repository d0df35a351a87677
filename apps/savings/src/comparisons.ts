import { setImmediate as yieldTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { compareRule, comparedRules, type ComparedRule } from './compare-rules.js';
import { indicativeHash, indicativeShares } from './indicative.js';
import type { IndicativeRound, IndicativeShare } from './indicative.js';

/** All rules on one demand: what is known so far, and when no more will come. */
export interface Comparison {
  readonly inputHash: string;
  readonly lots: readonly IndicativeShare[];
  readonly rules: readonly ComparedRule[];
  readonly done: Promise<void>;
}

/** Comparisons that are kept, the latest asked for last. */
const kept = new Map<string, Comparison>();
const mostKept = 8;

/** One at a time: the others wait, so that a crowd of rounds takes one core and no more. */
let turn: Promise<void> = Promise.resolve();

/**
 * Compares all rules on a round's demand, in a thread of its own so that the server goes on
 * answering. The same demand at the same prices is worked out once.
 */
export function comparisonOf(round: IndicativeRound): Comparison {
  const inputHash = indicativeHash(round);
  const comparison = kept.get(inputHash) ?? begin(inputHash, indicativeShares(round));
  kept.delete(inputHash);
  kept.set(inputHash, comparison);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return comparison;
}

function begin(inputHash: string, lots: IndicativeShare[]): Comparison {
  const rules: ComparedRule[] = [];
  const done = turn.then(() => compareAll(lots, rules));
  // What failed is worked out anew for whoever asks next.
  turn = done.catch(() => void kept.delete(inputHash));
  return { inputHash, lots, rules, done };
}

/** Where sources are run as they are, as in tests, there is no worker file: in this thread then. */
const compiled = import.meta.url.endsWith('.js');

async function compareAll(lots: IndicativeShare[], rules: ComparedRule[]): Promise<void> {
  if (lots.length === 0) return;
  if (compiled) await compareInThread(lots, rules);
  else await compareHere(lots, rules);
  for (const { id, version } of comparedRules.slice(rules.length)) {
    const rule = { id, version } as ComparedRule['rule'];
    rules.push({ rule, cannot: tooLong, audits: [], schools: [] });
  }
}

async function compareHere(lots: IndicativeShare[], rules: ComparedRule[]): Promise<void> {
  for (const rule of comparedRules) {
    rules.push(compareRule(rule, lots));
    await yieldTurn();
  }
}

const mostSeconds = 60;
const tooLong = `With so many schools and units this takes longer than ${mostSeconds} seconds.`;

async function compareInThread(lots: IndicativeShare[], rules: ComparedRule[]): Promise<void> {
  const file = new URL('./comparison-worker.js', import.meta.url);
  const worker = new Worker(file, { workerData: lots, execArgv: [] });
  worker.unref();
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(resolve, mostSeconds * 1000).unref();
      worker.on('message', (rule: ComparedRule) => rules.push(rule));
      worker.on('error', reject);
      worker.on('exit', resolve);
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
