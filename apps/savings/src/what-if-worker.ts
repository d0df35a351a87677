import { parentPort, workerData } from 'node:worker_threads';
import type { Question } from './what-if-thread.js';
import { answerOrReason } from './what-if-answer.js';

const { round, change } = workerData as Question;
parentPort?.postMessage(answerOrReason(round, change));
