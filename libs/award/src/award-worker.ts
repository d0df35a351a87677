import { parentPort, workerData } from 'node:worker_threads';
import { solverOfThread } from './best-award.js';
import { perform, type Job } from './job.js';

const highs = await solverOfThread();
perform(highs, workerData as Job, (message) => parentPort?.postMessage(message));
