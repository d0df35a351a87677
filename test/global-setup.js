// Jest loads this file without its transforms, so the TypeScript of the server is compiled here.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from '@swc/core';

/** One PostgreSQL for all suites, unless TEST_DATABASE_URL names one; each makes its databases. */
// oxlint-disable-next-line import/no-default-export -- Jest asks for it
export default async function globalSetup({ rootDir }) {
  if (process.env.TEST_DATABASE_URL) return;
  const compiled = compile(rootDir);
  const { startEmbedded } = await import(pathToFileURL(join(compiled, 'embedded-postgres.js')));
  const folder = mkdtempSync(join(tmpdir(), 'commonpurse tests '));
  const server = await startEmbedded({ dataFolder: folder, port: 0 });
  process.env.TEST_DATABASE_URL = server.url;
  globalThis.testServer = { server, folder };
}

function compile(rootDir) {
  const from = join(rootDir, 'libs/storage/src');
  const to = join(rootDir, 'dist/test/storage');
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter((file) => /(?<!\.spec)\.ts$/.test(file))) {
    const options = {
      jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' },
    };
    const { code } = transformSync(readFileSync(join(from, name), 'utf8'), options);
    writeFileSync(join(to, name.replace(/\.ts$/, '.js')), code);
  }
  return to;
}
