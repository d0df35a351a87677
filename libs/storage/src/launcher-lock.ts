import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from './cannot-start.js';
import { beginningOf } from './postmaster.js';

/** One launcher per data folder. Answers how to let go; throws `CannotStart` when taken. */
export function lockFolder(dataFolder: string): () => void {
  const lock = join(dataFolder, 'launcher.lock');
  const mine = JSON.stringify({ pid: process.pid, began: beginningOf(process.pid) });
  if (!create(lock, mine)) {
    refuseIfHeld(lock, dataFolder);
    removeStale(lock, dataFolder);
    if (!create(lock, mine)) throw taken(dataFolder);
  }
  return () => {
    if (read(lock) === mine) rmSync(lock, { force: true });
  };
}

function refuseIfHeld(lock: string, dataFolder: string): void {
  const pid = holder(read(lock));
  if (pid !== undefined) throw taken(dataFolder, pid);
}

/** Moves the dead launcher's lock aside; puts it back when a live one slipped in meanwhile. */
function removeStale(lock: string, dataFolder: string): void {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  const pid = holder(read(aside));
  if (pid !== undefined) linkSync(aside, lock);
  rmSync(aside);
  if (pid !== undefined) throw taken(dataFolder, pid);
}

function holder(text: string): number | undefined {
  try {
    const { pid, began } = JSON.parse(text) as { pid: number; began: string };
    return beginningOf(pid) === began ? pid : undefined;
  } catch {
    return undefined;
  }
}

function taken(dataFolder: string, pid?: number): CannotStart {
  return new CannotStart(
    `Commonpurse is already running on the data folder ${dataFolder}` +
      `${pid === undefined ? '' : ` (process ${pid})`}. Stop that one first, ` +
      'or give this one a folder of its own with DATA_FOLDER.',
  );
}

function create(lock: string, text: string): boolean {
  try {
    writeFileSync(lock, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw failure;
  }
}

function read(lock: string): string {
  try {
    return readFileSync(lock, 'utf8');
  } catch {
    return '';
  }
}
