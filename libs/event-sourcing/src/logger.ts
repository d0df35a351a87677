import { pino } from 'pino';

/** One log for everything that follows the event log; no personal data is ever written to it. */
export const logger = pino({
  name: 'event-sourcing',
  level: process.env['LOG_LEVEL'] ?? 'info',
});
