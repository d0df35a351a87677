import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..');
const files = ['apps', 'libs', 'test', 'tools'].flatMap((folder) => sourcesIn(join(root, folder)));

describe('The architecture', () => {
  it('lets libs know no app', () => {
    expect(importsWhere(inLibs, (target) => /(^|\/)apps\//.test(target))).toEqual([]);
  });

  it('lets no app import another, but for the marketplace their modules', () => {
    const crossing = importsWhere(
      (file) => file.startsWith('apps/') && !isSpec(file),
      (target, file) => appOf(target) !== undefined && appOf(target) !== appOf(file),
    );
    const fromMarketplace = /^apps\/marketplace\/.* → apps\/(.*\.module|gateway\/src\/[^/]*)$/;
    expect(crossing.filter((edge) => !fromMarketplace.test(edge))).toEqual([]);
  });

  it('keeps the published language to messages, validation and bus types', () => {
    const known = ['class-validator', 'class-transformer', '@nestjs/cqrs'];
    const others = importsWhere(
      (file) => file.startsWith('libs/messages/'),
      (target) => !known.includes(target) && !target.startsWith('libs/messages/'),
    );
    expect(others).toEqual([]);
  });

  it('layers the libs: pure, then the store, then the glue, then the edges', () => {
    const upwards = importsWhere(
      (file) => inLibs(file) && !isSpec(file),
      (target, file) => target.startsWith('libs/') && layerOf(target) > layerOf(file),
    );
    expect(upwards).toEqual([]);
  });

  it('keeps clock, chance and waiting out of deciders, processes and pure libs', () => {
    const impure =
      /\bDate\.now\b|new Date\(\)|Math\.random|randomUUID|randomBytes|\bawait\b|fetch\(/;
    expect(linesWhere(isPure, impure)).toEqual([]);
  });

  it('speaks SQL and TypeORM only where data are kept', () => {
    const elsewhere = importsWhere(
      (file) => !isSpec(file) && !mayKeepData(file),
      (target) => target === 'typeorm' || target === 'pg',
    );
    expect(elsewhere).toEqual([]);
  });

  it('hides the event store from the pages: they use the buses', () => {
    const peeking = importsWhere(
      (file) => file.startsWith('apps/gateway/src/pages/'),
      (target) => target.startsWith('libs/event-store'),
    );
    expect(peeking).toEqual([]);
  });

  it('needs no append over several streams: not every event store has it', () => {
    const passedOn = 'libs/event-sourcing/src/upcasting.';
    const inUse = (file: string) =>
      /^(apps|libs\/event-sourcing)\//.test(file) && !file.startsWith(passedOn);
    expect(linesWhere(inUse, /\bappendMany\b/)).toEqual([]);
  });

  it('keeps every file to 250 lines', () => {
    const long = files.filter((file) => read(file).split('\n').length > 251);
    expect(long).toEqual([]);
  });

  it('keeps floating point away from money', () => {
    const sources = (file: string) => !isSpec(file) && !file.startsWith('test/');
    expect(linesWhere(sources, /\bparseFloat\b|\.toFixed\(/)).toEqual([]);
  });
});

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
    .map((name) => relative(root, join(folder, name)));
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** `file → target` for every import that is asked for; relative targets are resolved. */
function importsWhere(
  from: (file: string) => boolean,
  of: (target: string, file: string) => boolean,
): string[] {
  return files.filter(from).flatMap((file) =>
    [...read(file).matchAll(/^(?:import|export)[^;]*?from '([^']+)';/gm)]
      .map((match) => resolved(match[1] ?? '', file))
      .filter((target) => of(target, file))
      .map((target) => `${file} → ${target}`),
  );
}

function resolved(target: string, file: string): string {
  if (target === '#specification') return 'libs/decider/specification';
  if (target.startsWith('#messages/')) return target.replace('#messages/', 'libs/messages/');
  if (target.startsWith('#libs/')) return target.replace('#libs/', 'libs/');
  if (!target.startsWith('.')) return target;
  return join(file, '..', target).replace(/\.js$/, '');
}

function linesWhere(from: (file: string) => boolean, pattern: RegExp): string[] {
  return files.filter(from).flatMap((file) =>
    read(file)
      .split('\n')
      .map((line, at) => `${file}:${at + 1} ${line.trim()}`)
      .filter((line) => pattern.test(line)),
  );
}

const pureLibs = ['money', 'allocation', 'calendar', 'reference-data', 'decider', 'csv', 'sealing'];
const layers = [
  [...pureLibs, 'messages', 'award', 'audit', 'together', 'metrics'],
  ['event-store'],
  ['event-sourcing'],
  ['storage', 'transport', 'http', 'auth'],
  ['running', 'backup'],
];

function layerOf(path: string): number {
  const lib = path.split('/')[1] ?? '';
  const layer = layers.findIndex((libs) => libs.includes(lib));
  if (layer < 0) throw new Error(`libs/${lib} has no layer; give it one here.`);
  return layer;
}

function isPure(file: string): boolean {
  if (isSpec(file)) return false;
  if (/\.(decider|process)\.ts$/.test(file)) return true;
  return ['money', 'allocation', 'calendar', 'decider'].some((lib) =>
    file.startsWith(`libs/${lib}/`),
  );
}

function mayKeepData(file: string): boolean {
  if (/\.read-model\.ts$|^test\//.test(file)) return true;
  const keepers = ['event-sourcing', 'storage', 'auth', 'event-store', 'backup'];
  return keepers.some((lib) => file.startsWith(`libs/${lib}/`));
}

function isSpec(file: string): boolean {
  return /\.spec\.ts$|\/specification\.ts$|\/testing\.ts$/.test(file);
}

function inLibs(file: string): boolean {
  return file.startsWith('libs/');
}

function appOf(path: string): string | undefined {
  return /^apps\/([^/]+)\//.exec(path)?.[1];
}
