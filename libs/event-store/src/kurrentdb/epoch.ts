import { randomUUID } from 'node:crypto';
import type { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { StoreFailed } from '../event-store.js';
import { actualRevision, asStoreFailed } from './faults.js';
import type { Place } from './index-tables.js';
import type { Reader } from './reader.js';
import type { Reads } from './reads.js';

/**
 * Names the log: the id of the last event in a stream beside ours, written when there is none. A log
 * that has not got what the index saw in it was restored from an older copy, and gets a new name.
 */
export async function openEpoch(
  client: KurrentDBClient,
  reads: Reads,
  installation: string,
): Promise<{ epoch: string; renewed: () => Promise<string> }> {
  const stream = `${installation}-epoch`;
  const last = async () => {
    const [found] = await reads.stream(stream, { backwards: true, limit: 1 });
    return found?.event;
  };

  /** Whoever comes first names it for all. */
  async function name(after: bigint | 'no_stream'): Promise<string> {
    const id = randomUUID();
    const event = { id, type: 'LogNamed', data: {}, metadata: {} } as const;
    const named = { ...event, contentType: 'application/json' } as const;
    try {
      await client.appendToStream(stream, [named], { streamState: after });
    } catch (fault) {
      if (actualRevision(fault) === undefined) throw asStoreFailed(fault);
    }
    const found = await last();
    if (!found) throw new StoreFailed(`KurrentDB has lost the stream ${stream}.`, true);
    return found.id;
  }

  const found = await last();
  const epoch = found?.id ?? (await name('no_stream'));
  return { epoch, renewed: () => name(found?.revision ?? 0n) };
}

/** Is the last event that was indexed still where it was? */
export async function isIn(reader: Reader, { id, stream, revision }: Place): Promise<boolean> {
  const [event] = await reader.readStream(stream, { from: revision, limit: 1 });
  return event?.id === id;
}
