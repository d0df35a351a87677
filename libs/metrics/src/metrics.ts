import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/**
 * Everything that this process counts, in Prometheus' words. Labels are names of ours (commands,
 * readers, codes, route templates), never ids, so that there are never many of them.
 */
export const registry = new Registry();

/** Counts what the process itself uses, too; the names say `process_` and `nodejs_`. */
export function countProcess(process: string, version: string): void {
  if (registry.getSingleMetric('commonpurse_info')) return;
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'commonpurse_info',
    help: 'Which process this is, and of which version: always 1.',
    labelNames: ['process', 'version'],
    registers: [registry],
  }).set({ process, version }, 1);
}

const registers = [registry];

/** From the call to the acknowledgement, waiting for the flush before included. */
export const appendSeconds = new Histogram({
  name: 'commonpurse_append_seconds',
  help: 'Seconds from the call of an append to its answer.',
  labelNames: ['outcome'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  registers,
});

/** How many appends shared one fsync. */
export const flushAppends = new Histogram({
  name: 'commonpurse_flush_appends',
  help: 'Appends that were made durable by one flush.',
  buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
  registers,
});

export const flushEvents = new Histogram({
  name: 'commonpurse_flush_events',
  help: 'Events that were made durable by one flush.',
  buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
  registers,
});

/** Connections that broke, subscriptions that ended: each is followed by another try. */
export const storeFaults = new Counter({
  name: 'commonpurse_store_faults_total',
  help: 'Faults of the event store that its connections and subscriptions got over by themselves.',
  registers,
});

/** Only the process that decides a command counts it. `outcome`: accepted, refused or failed. */
export const commandSeconds = new Histogram({
  name: 'commonpurse_command_seconds',
  help: 'Seconds from a command to its answer, by the process that decides it.',
  labelNames: ['command', 'outcome'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  registers,
});

export const refusals = new Counter({
  name: 'commonpurse_refusals_total',
  help: 'Commands that a rule said no to, by its code.',
  labelNames: ['code'],
  registers,
});

/** `route` is the template (`/api/v1/rounds/:roundId`), or `none` for assets and strays. */
export const requestSeconds = new Histogram({
  name: 'commonpurse_http_request_seconds',
  help: 'Seconds from an HTTP request to its answer.',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.01, 0.05, 0.1, 0.25, 1, 5],
  registers,
});

const ofReader = ['reader', 'kind'] as const;

export const readerLagPositions = new Gauge({
  name: 'commonpurse_reader_lag_positions',
  help: 'Positions between a reader and the head of the log.',
  labelNames: ofReader,
  registers,
});

export const readerLagSeconds = new Gauge({
  name: 'commonpurse_reader_lag_seconds',
  help: 'Age of the oldest event that a reader has not seen; 0 when it has seen all.',
  labelNames: ofReader,
  registers,
});

/** One of the statuses is 1, the others 0: an alert can name them. */
export const readerStatus = new Gauge({
  name: 'commonpurse_reader_status',
  help: '1 at the status that a reader has: working, waiting, retrying, poisoned or stopped.',
  labelNames: [...ofReader, 'status'],
  registers,
});

/** 1 when this process would answer its readiness with yes. */
export const ready = new Gauge({
  name: 'commonpurse_ready',
  help: '1 while this process is ready, else 0.',
  registers,
});

/** Seconds since a `performance.now()`. */
export function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}
