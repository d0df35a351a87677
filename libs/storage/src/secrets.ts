import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from './cannot-start.js';

/** What must never leave the installation: 32 random bytes each. */
export interface Secrets {
  /** Signs the caller tokens between services. */
  readonly serviceSecret: Buffer;
  /** Keys the hash of a command's input, so that it tells nothing about the input. */
  readonly inputSecret: Buffer;
  /** Wraps the keys that quotes are sealed with. Losing it loses every unopened quote. */
  readonly sealKey: Buffer;
}

const names = { serviceSecret: 0, inputSecret: 0, sealKey: 0 } satisfies Record<keyof Secrets, 0>;

/** The secrets of this data folder (`secrets.json`, mode 0600), made at the first start. */
export function secretsOf(dataFolder: string): Secrets {
  const file = join(dataFolder, 'secrets.json');
  if (!existsSync(file)) make(file);
  const kept = parse(file);
  const entries = Object.keys(names).map((name) => [name, bytes(kept[name], name, file)]);
  return Object.fromEntries(entries) as Secrets;
}

/**
 * Tells the secrets of one installation from those of another, and nothing about them: a keyed hash
 * of a fixed text.
 */
export function markOf({ sealKey, inputSecret }: Secrets): string {
  return createHmac('sha256', sealKey).update('mark of secrets').update(inputSecret).digest('hex');
}

/** Several services may start at once: the first file in its place counts for all. */
function make(file: string): void {
  const made = Object.keys(names).map((name) => [name, randomBytes(32).toString('base64url')]);
  const own = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(own, JSON.stringify(Object.fromEntries(made), null, 2), { mode: 0o600 });
  try {
    linkSync(own, file);
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== 'EEXIST') throw failure;
  } finally {
    rmSync(own);
  }
}

function parse(file: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function bytes(text: unknown, name: string, file: string): Buffer {
  const read = Buffer.from(typeof text === 'string' ? text : '', 'base64url');
  if (read.length !== 32) throw unreadable(file, name);
  return read;
}

function unreadable(file: string, cause: unknown): CannotStart {
  return new CannotStart(
    `${file} is damaged. Put it back from your backup: without its seal key, ` +
      'quotes that are sealed now can never be opened.',
    { cause },
  );
}
