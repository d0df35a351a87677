import { Worker } from 'node:worker_threads';
import type { ComputedShares } from '#messages/savings';
import {
  auditJob,
  auditKey,
  auditLots,
  auditSteps,
  type AuditJob,
  type Audited,
} from './audit-lots.js';
import type { ShareInputs } from './share-inputs.js';

/** Smaller ones are done before a thread would have started. */
const mostStepsHere = 2_000_000;
const mostKept = 50;

/** Where sources are run as they are, as in tests, there is no worker file: the same, in this thread. */
const compiled = import.meta.url.endsWith('.js');

const kept = new Map<string, Promise<Audited>>();

/**
 * The audits of a round, in a thread of its own where they take long, so that a server goes on
 * answering. Remembered by what they follow from: an invoice or a credit note asks for none anew.
 */
export function auditsOf(inputs: ShareInputs): Promise<Audited> {
  const job = auditJob(inputs);
  const key = auditKey(job);
  const known = kept.get(key);
  if (known) return known;
  const steps = auditSteps(job);
  const audited =
    compiled && steps > mostStepsHere
      ? inThread(job)
      : new Promise<Audited>((resolve) => resolve(auditLots(job)));
  const [oldest] = kept.keys();
  if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
  kept.set(key, audited);
  audited.catch(() => kept.delete(key));
  return audited;
}

/** Shares with what can be said of them; lists of nothing are left out. */
export function withAudits(
  shares: ComputedShares,
  { audits, certificates }: Audited,
): ComputedShares {
  return {
    ...shares,
    ...(audits.length > 0 && { audits }),
    ...(certificates.length > 0 && { certificates }),
  };
}

/** One after another: a second thread would only take the server's own core. */
let last: Promise<unknown> = Promise.resolve();

function inThread(job: AuditJob): Promise<Audited> {
  const audited = last.then(() => audit(job));
  last = audited.catch(() => undefined);
  return audited;
}

async function audit(job: AuditJob): Promise<Audited> {
  const worker = new Worker(new URL('./audit-worker.js', import.meta.url), {
    workerData: job,
    execArgv: [],
  });
  try {
    return await new Promise<Audited>((resolve, reject) => {
      worker.on('message', resolve);
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('The audit ended without an answer.')));
    });
  } finally {
    await worker.terminate();
  }
}
