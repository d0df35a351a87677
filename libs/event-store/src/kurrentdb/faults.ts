import { StoreFailed } from '../event-store.js';

/** What the client calls failures that no later try gets past. */
const lasting = new Set([
  'access-denied',
  'invalid-argument',
  'invalid-transaction',
  'stream-deleted',
  'stream-tombstoned',
  'append-record-size-exceeded',
  'transaction-max-size-exceeded',
  'unsupported',
]);

/** gRPC's codes of the same: invalid, denied, not implemented, not signed in. */
const lastingCodes = new Set([3, 7, 12, 16]);

/** Every failure of the server as the port's one error. An untyped one is the network. */
export function asStoreFailed(fault: unknown): StoreFailed {
  if (fault instanceof StoreFailed) return fault;
  const { type, code, maxAppendSize } = (fault ?? {}) as Record<string, unknown>;
  if (type === 'maximum-append-size-exceeded') {
    const most = `KurrentDB takes at most ${maxAppendSize} bytes in one append`;
    return new StoreFailed(`The append is too large: ${most}.`, false, { cause: fault });
  }
  const retryable = !lasting.has(String(type)) && !lastingCodes.has(Number(code));
  const reason = fault instanceof Error ? fault.message || fault.name : String(fault);
  return new StoreFailed(`KurrentDB failed: ${reason}`, retryable, { cause: fault });
}

/** Where a stream stands after a lost race (-1: there is none); undefined for any other failure. */
export function actualRevision(fault: unknown): number | undefined {
  const { type, actualState } = (fault ?? {}) as Record<string, unknown>;
  if (type !== 'wrong-expected-version') return undefined;
  return typeof actualState === 'bigint' ? Number(actualState) : -1;
}

/**
 * The server drops an append whose ids another one is just writing, and says so some seconds later
 * as a timeout: the same again finds them there.
 */
export function isDropped(fault: unknown): boolean {
  return (fault as { type?: unknown } | null)?.type === 'deadline-exceeded';
}
