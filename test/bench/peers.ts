import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What others made and ours is compared with: nothing else in the project may need it. */
const sets = {
  engine: {
    '@event-driven-io/emmett': '0.42.0',
    '@event-driven-io/emmett-postgresql': '0.42.0',
    '@event-driven-io/pongo': '0.16.11',
    'pg-copy-streams': '7.0.0',
  },
  savings: { shapley: '1.0.5' },
} as const;

type Sets = typeof sets;
type NameIn<Which> = Which extends keyof Sets ? keyof Sets[Which] : never;

const run = promisify(execFile);

/** A peer's module, out of a cache folder that npm fills at the first run. */
export async function peerModule<Module>(name: NameIn<keyof Sets>): Promise<Module> {
  const set = Object.values(sets).find((packages) => name in packages)!;
  const folder = await installed(set);
  return createRequire(join(folder, 'package.json'))(name) as Module;
}

const installing = new Map<object, Promise<string>>();

function installed(packages: Readonly<Record<string, string>>): Promise<string> {
  const begun = installing.get(packages) ?? install(packages);
  installing.set(packages, begun);
  return begun;
}

async function install(packages: Readonly<Record<string, string>>): Promise<string> {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const versions = Object.values(packages).join('-');
  const folder = join(cache, 'commonpurse', `bench-peers-${versions}`);
  if (existsSync(folder)) return folder;
  console.log('Installing the peers, once …');
  const half = `${folder}.${process.pid}`;
  mkdirSync(half, { recursive: true });
  const wanted = { private: true, dependencies: packages };
  writeFileSync(join(half, 'package.json'), JSON.stringify(wanted));
  try {
    await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: half });
    renameSync(half, folder);
  } catch (cause) {
    rmSync(half, { recursive: true, force: true });
    if (existsSync(folder)) return folder;
    const why = 'The peers could not be installed by npm; the bench needs them (or use --only).';
    throw new Error(why, { cause });
  }
  return folder;
}

/** The program pgbench. Throws a sentence when Debian's package is missing. */
export function pgbench(): string {
  const found = ['/usr/lib/postgresql/15/bin/pgbench', '/usr/bin/pgbench'].find(existsSync);
  if (found) return found;
  throw new Error('pgbench is missing: install Debian’s package postgresql-15, or use --only.');
}
