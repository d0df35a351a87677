import { parentPort, workerData } from 'node:worker_threads';
import { compareRule, comparedRules } from './compare-rules.js';
import type { IndicativeShare } from './indicative.js';

for (const rule of comparedRules) {
  parentPort?.postMessage(compareRule(rule, workerData as IndicativeShare[]));
}
