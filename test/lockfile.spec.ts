import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

interface Locked {
  readonly version?: string;
  readonly os?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const file = join(import.meta.dirname, '../package-lock.json');
const { packages } = JSON.parse(readFileSync(file, 'utf8')) as {
  packages: Readonly<Record<string, Locked>>;
};

/** `npm ci` turns away a lockfile that leaves out a platform's package, though it needs it nowhere. */
describe('The lockfile', () => {
  it('names the packages of every platform, also those that this machine never installs', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isLocked(name, path)),
    );
    expect(missing).toEqual([]);
  });
});

/** Found beside the package that wants it, or in any folder above. */
function isLocked(name: string, from: string): boolean {
  const folders = from.split('/node_modules/');
  return folders.some((_, depth) => {
    const above = folders.slice(0, folders.length - depth).join('/node_modules/');
    return (
      `${above}${above && '/'}node_modules/${name}` in packages ||
      `node_modules/${name}` in packages
    );
  });
}
