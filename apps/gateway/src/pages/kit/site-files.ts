import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NestExpressApplication } from '@nestjs/platform-express';

/** The folder with package.json, the same from the source and from dist. */
export const projectFolder = folderWithPackage(dirname(fileURLToPath(import.meta.url)));

/** Templates are read where they are written. */
export const viewsFolder = join(projectFolder, 'apps/gateway/views');

/** What `npm run build:assets` makes: every name carries its content's hash. */
export const assetsFolder = join(projectFolder, 'dist/apps/gateway/assets');

/** Where the browser finds a file; without a build a page is served plain, and still works. */
export function assetUrl(name: string): string {
  return `/assets/${names()[name] ?? name}`;
}

let read: Record<string, string> | undefined;

function names(): Record<string, string> {
  const list = join(assetsFolder, 'assets.json');
  if (!read && existsSync(list)) {
    read = JSON.parse(readFileSync(list, 'utf8')) as Record<string, string>;
  }
  return read ?? {};
}

function folderWithPackage(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : folderWithPackage(dirname(folder));
}

/** Serves the files of a page; with a hash in the name they never change. */
export function serveAssets(app: NestExpressApplication): void {
  app.useStaticAssets(assetsFolder, {
    prefix: '/assets',
    immutable: true,
    maxAge: '1y',
    index: false,
  });
}
