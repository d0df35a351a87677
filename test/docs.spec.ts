import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { accounts, operatorAccount } from '../apps/marketplace/src/demonstration/people.js';

const root = join(import.meta.dirname, '..');
const documents = [
  'README.md',
  'CHANGELOG.md',
  ...filesIn('docs', '.md'),
  ...filesIn('apps', '.md'),
  ...filesIn('libs', '.md'),
];
const sources = ['apps', 'libs', 'tools']
  .flatMap((folder) => filesIn(folder, '.ts'))
  .filter((file) => !/\.(spec|fixture|testing)\.ts$|\/(spec|testing\.ts)/.test(file));
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

describe('The documents', () => {
  it('link to what is there', () => {
    const links = documents.flatMap((document) =>
      found(read(document), /\]\((?!https?:)([^)#\s]+)[^)]*\)/g).map((link) => ({
        document,
        target: relative(root, join(root, dirname(document), link)),
      })),
    );
    expect(links.length).toBeGreaterThan(40);
    // Pictures of the demonstration are taken by a script.
    const isMade = (target: string): boolean =>
      target.startsWith('docs/screenshots/') && 'screenshots' in scripts;
    expect(links.filter(({ target }) => !isThere(target) && !isMade(target))).toEqual([]);
  });

  it('name files that are there', () => {
    const named = documents.flatMap((document) =>
      found(read(document), /`((?:apps|libs|tools|test|docs)\/[\w./-]+\.\w+)`/g),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((file) => !isThere(file))).toEqual([]);
  });

  it('name npm scripts that there are', () => {
    const named = documents.flatMap((document) =>
      found(read(document), /\bnpm (?:run )?((?<=run )[a-z:]+|start|test)\b/g),
    );
    expect(named).toContain('import:schools');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('tell every account of the demonstration, and no other', () => {
    const told = found(read('README.md'), /`([\w.-]+@[a-z]+\.example)`/g);
    const shown = [operatorAccount, ...accounts].filter((account) => account.shown);
    expect(told.sort()).toEqual(shown.map(({ email }) => email).sort());
  });

  it('tell every setting', () => {
    const settings = sources.flatMap((file) => {
      const text = read(file);
      const byName = found(text, /(?:process\.env|\benv)(?:\.|\[')([A-Z][A-Z_]+)/g);
      return [...byName, ...found(text, /\(env, '([A-Z][A-Z_]+)'/g)];
    });
    expect(settings).toContain('DATA_FOLDER');
    const ours = settings.filter((name) => !['PATH', 'NODE_ENV', 'INIT_CWD'].includes(name));
    const told = read('docs/operations.md');
    expect(ours.filter((name) => !told.includes(`\`${name}\``))).toEqual([]);
  });

  it('list every decision', () => {
    const pages = filesIn('docs/adr', '.md').filter((file) => /\/\d{4}-/.test(file));
    const listed = found(read('docs/adr/README.md'), /\((\d{4}-[a-z-]+\.md)\)/g);
    expect(listed).toEqual(pages.map((page) => relative('docs/adr', page)).sort());
  });

  it('list every code of a refusal: a context’s own in its README, all others with the API', () => {
    const refusals = sources
      .filter((file) => !file.startsWith('apps/gateway/src/pages/'))
      .flatMap((file) => codesIn(file).map((code) => ({ code, in: listOf(file) })));
    expect(refusals.length).toBeGreaterThan(100);
    const unlisted = refusals.filter(
      (refusal) => !read(refusal.in).includes(`\`${refusal.code}\``),
    );
    expect(unlisted).toEqual([]);
  });
});

function filesIn(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && !name.includes('node_modules'))
    .map((name) => join(folder, name));
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** What the pattern's group holds, wherever it matches. */
function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}

function isThere(file: string): boolean {
  return existsSync(join(root, file));
}

/** Codes that rules refuse with, and those that the edge makes of other errors. */
function codesIn(file: string): string[] {
  const text = read(file);
  const refused = found(text, /(?<![.\w])(?:refuse|Refused|EdgeRefusal)\((?:\d+,)?\s*'([a-z-]+)'/g);
  if (file !== 'libs/http/src/problem.ts') return refused;
  return [...refused, ...found(text, /(?:problem\(|\[)\d{3}, '([a-z-]+)'/g)];
}

function listOf(file: string): string {
  const own = join(...file.split('/').slice(0, 2), 'README.md');
  return file.startsWith('apps/') && isThere(own) ? own : 'docs/api.md';
}
