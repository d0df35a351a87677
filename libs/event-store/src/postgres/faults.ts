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

/** What Node and pg say of a connection that is not there, or no more; neither has a SQLSTATE. */
const goneCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);
const goneWords = new RegExp(
  [
    '^(Connection terminated|timeout exceeded when trying to connect|Query read timeout',
    'Client has encountered a connection error|Client was closed|Driver not Connected',
    'Cannot use a pool after calling end|Connection with postgres database is not established)',
  ].join('|'),
);

interface Fault {
  readonly code?: unknown;
  readonly message?: unknown;
  /** Inside of TypeORM's own error. */
  readonly driverError?: unknown;
  /** One for each address that a name has. */
  readonly errors?: readonly unknown[];
}

/**
 * Is this a database that does not answer now, to whichever client of it? The same request may go
 * well later: HTTP 503.
 */
export function isDatabaseAway(fault: unknown): boolean {
  const { code, message, driverError, errors } = (fault ?? {}) as Fault;
  if (driverError) return isDatabaseAway(driverError);
  const state = sqlState(fault);
  if (state !== undefined) return passing.includes(state.slice(0, 2));
  if (goneCodes.has(String(code))) return true;
  if (errors?.length) return errors.every(isDatabaseAway);
  return typeof message === 'string' && goneWords.test(message);
}

function sqlState(fault: unknown): string | undefined {
  const code = (fault as { code?: unknown } | null)?.code;
  // EPIPE looks like one.
  if (typeof code !== 'string' || goneCodes.has(code)) return undefined;
  return /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}
