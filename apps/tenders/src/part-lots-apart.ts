import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { partLots, type PartedLots, type SharingTerms } from './award-shares.js';
import type { LotToPart } from './invoiced-lot.js';

/** Where sources are run as they are, as in tests, there is no worker file. */
const compiled = import.meta.url.endsWith('.js');

/** `partLots`, in a thread of its own: for hundreds of schools a rule may take seconds. */
export async function partLotsApart(
  lots: readonly LotToPart[],
  terms: SharingTerms,
  signal: AbortSignal,
): Promise<PartedLots> {
  if (!compiled) return partLots(lots, terms);
  const file = new URL('./share-worker.js', import.meta.url);
  const worker = new Worker(file, { workerData: { lots, terms }, execArgv: [] });
  try {
    const [parted] = (await once(worker, 'message', { signal })) as [PartedLots];
    return parted;
  } finally {
    await worker.terminate();
  }
}
