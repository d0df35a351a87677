import 'reflect-metadata';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const [name = ''] = process.argv.slice(2);
const folder = import.meta.dirname;

if (/^[a-z-]+$/.test(name) && existsSync(join(folder, `${name}.bench.js`))) {
  await import(`./${name}.bench.js`);
} else {
  const known = readdirSync(folder).flatMap((file) => /^(.+)\.bench\.js$/.exec(file)?.[1] ?? []);
  console.error(`Say which: npm run bench -- ${known.join(' | ')}`);
  process.exitCode = 2;
}
