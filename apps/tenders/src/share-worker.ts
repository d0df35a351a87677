import { parentPort, workerData } from 'node:worker_threads';
import { partLots, type SharingTerms } from './award-shares.js';
import type { LotToPart } from './invoiced-lot.js';

const { lots, terms } = workerData as { lots: LotToPart[]; terms: SharingTerms };
parentPort?.postMessage(partLots(lots, terms));
