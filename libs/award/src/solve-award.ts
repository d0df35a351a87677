import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import {
  solverOfThread,
  type AwardOptions,
  type AwardProgress,
  type BestAward,
} from './best-award.js';
import type { Explanation, ExplanationOptions } from './explanation.js';
import { perform, type Job, type Message } from './job.js';
import { assertModel, type Award, type TenderModel } from './tender-model.js';

/** Who looks on, and who may stop it. */
export interface Watching {
  readonly onProgress?: (progress: AwardProgress) => void;
  /** Aborting ends the thread at once; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * The best award, solved in a thread of its own, so that a server goes on answering. Rejects with a
 * RangeError that says what is wrong with a faulty model.
 */
export function solveAward(
  model: TenderModel,
  { onProgress, signal, ...options }: AwardOptions & Watching = {},
): Promise<BestAward> {
  return answerTo({ kind: 'award', model, options }, { onProgress, signal });
}

/** Why a best award is as it is, worked out in a thread of its own. */
export function solveExplanation(
  model: TenderModel,
  award: Award,
  { signal, ...options }: ExplanationOptions & Pick<Watching, 'signal'> = {},
): Promise<Explanation> {
  return answerTo({ kind: 'explanation', model, award, options }, { signal });
}

/** Where sources are run as they are, as in tests, there is no worker file: the same, in this thread. */
const compiled = import.meta.url.endsWith('.js');

declare const WebAssembly: { readonly compile: (bytes: Uint8Array) => Promise<object> };

/**
 * The solver's machine code, which threads share for as long as anybody holds it: or else each would
 * compile it anew, on all cores, while pages wait.
 */
let held: Promise<object> | undefined;

async function holdSolver(): Promise<object> {
  const file = fileURLToPath(import.meta.resolve('highs/runtime'));
  return WebAssembly.compile(await readFile(file));
}

async function answerTo<Result>(job: Job, { onProgress, signal }: Watching): Promise<Result> {
  assertModel(job.model);
  const highs = compiled ? undefined : await solverOfThread();
  if (compiled) await (held ??= holdSolver());
  signal?.throwIfAborted();
  let worker: Worker | undefined;
  try {
    return await new Promise<Result>((resolve, reject) => {
      const hear = (message: Message) => {
        if ('progress' in message) onProgress?.(message.progress);
        else if ('result' in message) resolve(message.result as Result);
        else reject(message.failure);
      };
      if (highs) return perform(highs, job, hear);
      const file = new URL('./award-worker.js', import.meta.url);
      worker = new Worker(file, { workerData: job, execArgv: [] });
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('The solver ended without an answer.')));
      worker.on('message', hear);
    });
  } finally {
    await worker?.terminate();
  }
}
