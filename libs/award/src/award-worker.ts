import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { solverOfThread } from './best-award.js';
import { perform, type Job } from './job.js';

// On Linux this is for the thread that asks, elsewhere it would be for the whole server: the solver
// takes what the pages leave, so that they stay quick where there are few cores.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);

const highs = await solverOfThread();
perform(highs, workerData as Job, (message) => parentPort?.postMessage(message));
