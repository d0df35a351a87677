/**
 * Compiles the style sheet and gathers the scripts into dist/apps/gateway/assets, each under a name
 * with its content's hash, so that browsers may keep them for ever. `assets.json` maps the names.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile, NodePackageImporter } from 'sass';

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, '../../../dist/apps/gateway/assets');
const govuk = dirname(createRequire(import.meta.url).resolve('govuk-frontend'));

/** @type {Record<string, string>} */
const names = {};

function keep(name, text) {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const type = extname(name);
  names[name] = `${name.slice(0, -type.length)}-${hash}${type}`;
  writeFileSync(join(next, names[name]), text);
  return names[name];
}

const next = `${target}.${process.pid}`;
mkdirSync(next, { recursive: true });
const styles = compile(join(here, 'commonpurse.scss'), {
  importers: [new NodePackageImporter(here)],
  style: 'compressed',
});
keep('commonpurse.css', styles.css);
keep('favicon.svg', readFileSync(join(here, 'favicon.svg'), 'utf8'));
const script = readFileSync(join(govuk, 'govuk-frontend.min.js'), 'utf8');
const library = keep('govuk-frontend.js', script.replace(/\/\/# sourceMappingURL=.*\s*$/, ''));
keep('commonpurse.js', `import { initAll } from './${library}';\ninitAll();\n`);
writeFileSync(join(next, 'assets.json'), `${JSON.stringify(names, null, 2)}\n`);
rmSync(target, { recursive: true, force: true });
renameSync(next, target);
