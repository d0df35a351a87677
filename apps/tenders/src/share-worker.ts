import { parentPort, workerData } from 'node:worker_threads';
import { partLots, type LotToPart, type SharingTerms } from './award-shares.js';

const { lots, terms } = workerData as { lots: LotToPart[]; terms: SharingTerms };
parentPort?.postMessage(partLots(lots, terms));
