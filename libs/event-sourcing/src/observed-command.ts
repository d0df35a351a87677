import { Refused } from '#libs/decider';
import { commandSeconds, refusals, secondsSince, traced } from '#libs/metrics';
import type { Accepted, Command } from '#messages/messages';
import { logger } from './logger.js';

/**
 * Counts, times and traces a command where it is decided, and leaves one line in the log: its name
 * and outcome with the correlation id of the request or process that it comes from, never its body.
 */
export async function observed(
  command: string,
  { meta }: Command,
  decide: () => Promise<Accepted>,
): Promise<Accepted> {
  const began = performance.now();
  const { correlationId, demo } = meta;
  const tell = (outcome: 'accepted' | 'refused' | 'failed', code?: string): void => {
    const seconds = secondsSince(began);
    commandSeconds.labels(command, outcome).observe(seconds);
    const milliseconds = Math.round(seconds * 1000);
    const line = { command, outcome, ...(code && { code }), correlationId, milliseconds };
    // A demonstration is played by script: thousands of lines that nobody asks for.
    logger[demo ? 'debug' : 'info'](line, 'A command.');
  };
  const attributes = { 'commonpurse.correlation_id': correlationId };
  return traced(`decide ${command}`, 'inside', attributes, async (span) => {
    try {
      const accepted = await decide();
      tell('accepted');
      return accepted;
    } catch (error) {
      const code = error instanceof Refused ? error.code : undefined;
      if (code) refusals.labels(code).inc();
      span.setAttribute('commonpurse.outcome', code ?? 'failed');
      tell(code ? 'refused' : 'failed', code);
      throw error;
    }
  });
}
