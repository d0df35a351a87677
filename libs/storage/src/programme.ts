import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version of this programme, as its package.json says. */
export function programmeVersion(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (!existsSync(file) && dirname(folder) !== folder) continue;
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  }
}
