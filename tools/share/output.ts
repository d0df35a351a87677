import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Unusable } from './unusable.js';

/** A file to write, by its name in the folder. */
export type Files = Readonly<Record<string, string>>;

/**
 * Writes all files or none: into a temporary folder inside, from which they are renamed into place.
 * A file that is there already stays, and nothing is written, unless `mayReplace` says that it is
 * ours. Throws `Unusable` with a sentence for each file in the way, and for a folder that refuses.
 */
export function writeFiles(
  folder: string,
  files: Files,
  mayReplace: (folder: string, names: readonly string[]) => boolean,
): void {
  const names = Object.keys(files);
  const there = names.filter((name) => existsSync(join(folder, name)));
  if (there.length > 0 && !mayReplace(folder, there)) {
    const advice =
      'It was not written here, or changed since: choose another folder, or add --force';
    throw new Unusable(there.map((name) => `${join(folder, name)} is there already. ${advice}.`));
  }
  try {
    moveIn(folder, files);
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    if (!code) throw failure;
    throw new Unusable([
      `Nothing can be written to the folder ${folder} (${reasons[code] ?? code}).`,
    ]);
  }
}

const reasons: Partial<Record<string, string>> = {
  EEXIST: 'there is a file of this name',
  ENOTDIR: 'a part of its path is a file',
  EACCES: 'access is not allowed',
  EPERM: 'access is not allowed',
  EROFS: 'its disk can only be read',
  ENOSPC: 'its disk is full',
  EISDIR: 'a folder has the name of a file',
};

function moveIn(folder: string, files: Files): void {
  const made = mkdirSync(folder, { recursive: true });
  let temporary: string | undefined;
  try {
    temporary = mkdtempSync(join(folder, '.share-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(temporary, name), text);
    for (const name of Object.keys(files)) renameSync(join(temporary, name), join(folder, name));
  } catch (failure) {
    if (made) rmSync(made, { recursive: true, force: true });
    throw failure;
  } finally {
    if (temporary) rmSync(temporary, { recursive: true, force: true });
  }
}

const sealTitle = 'SEAL (SHA-256 of the files as they were written; of this one, up to here)';

/** The audit with the hashes of the other files, and of its own text, at its end. */
export function sealed(auditName: string, audit: string, others: Files): Files {
  const lines = Object.entries(others).map(([name, text]) => `${hashOf(text)}  ${name}`);
  const text = `${audit}\n${sealTitle}\n${lines.join('\n')}\n`;
  return { ...others, [auditName]: `${text}${hashOf(text)}  ${auditName}\n` };
}

/** Were all of these written by a run before, and not touched since? */
export function isSealed(folder: string, auditName: string, names: readonly string[]): boolean {
  const audit = textOf(folder, auditName);
  if (!audit?.includes(`\n${sealTitle}\n`)) return false;
  return names.every((name) => {
    const text = textOf(folder, name) ?? '';
    const own = name === auditName ? text.slice(0, text.trimEnd().lastIndexOf('\n') + 1) : text;
    return audit.includes(`\n${hashOf(own)}  ${name}\n`);
  });
}

function textOf(folder: string, name: string): string | undefined {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch {
    return undefined;
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
