import { StoreFailed } from '../event-store.js';

/** SQLSTATE classes that a later try may get past: connections, locks, resources, shutdowns. */
const passing = ['08', '25', '40', '53', '55', '57', '58'];

/** SQLSTATE classes that lie in what was sent: bad characters, bad instants, too long. */
const inTheData = ['22', '23', '54'];

/** Does the fault lie in what was sent, so that the rest of the flush may do without it? */
export function isDataFault(fault: unknown): boolean {
  return inTheData.includes(sqlState(fault)?.slice(0, 2) ?? '');
}

/** Every failure of the database as the port's one error. Without a SQLSTATE it is the network. */
export function asStoreFailed(fault: unknown): StoreFailed {
  if (fault instanceof StoreFailed) return fault;
  const state = sqlState(fault);
  const retryable = state === undefined || passing.includes(state.slice(0, 2));
  const reason = fault instanceof Error ? fault.message || fault.name : String(fault);
  return new StoreFailed(`The event store's database failed: ${reason}`, retryable, {
    cause: fault,
  });
}

function sqlState(fault: unknown): string | undefined {
  const code = (fault as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}
