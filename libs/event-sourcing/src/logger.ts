import { pino, type Logger } from 'pino';

/** One log for everything that follows the event log; no personal data is ever written to it. */
export let logger: Logger = pino({
  name: 'event-sourcing',
  level: process.env['LOG_LEVEL'] ?? (process.env['NODE_ENV'] === 'test' ? 'warn' : 'info'),
});

/** Lets this process's other log take these lines too, so that they stay off a terminal. */
export function logTo(log: Logger): void {
  logger = log.child({ name: 'event-sourcing' });
}
