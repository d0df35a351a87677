import { jsonEvent, KurrentDBClient } from '@kurrent/kurrentdb-client';
import { v7 } from 'uuid';
import { kurrentTarget } from '#libs/event-store';
import { callsASecond, type Measure } from './contest.js';
import { noted } from './notes.js';

/** The client alone, without our adapter: appends at exact revisions, each to a stream of its own. */
export function kurrentAppends(url: string, clients: number) {
  const client = KurrentDBClient.connectionString(kurrentTarget(url).server);
  const measure: Measure = (seconds) => {
    const streams = Array.from({ length: clients }, () => `bench-${v7()}`);
    return callsASecond(clients, seconds, (caller, n) => {
      const event = jsonEvent({ id: v7(), type: 'BenchNoted', data: noted(n) });
      const streamState = n === 0 ? ('no_stream' as const) : BigInt(n - 1);
      return client.appendToStream(streams[caller] as string, [event], { streamState });
    });
  };
  return { measure, close: () => client.dispose() };
}
