import { parentPort, workerData } from 'node:worker_threads';
import { auditLots, type AuditJob } from './audit-lots.js';

parentPort?.postMessage(auditLots(workerData as AuditJob));
