import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { prepareEdge } from '#libs/http';
import { supportScriptHash } from '../../apps/gateway/src/pages/kit/page-security.js';
import { problemPages } from '../../apps/gateway/src/pages/kit/problem-pages.js';
import {
  assetsFolder,
  projectFolder,
  serveAssets,
} from '../../apps/gateway/src/pages/kit/site-files.js';
import { ViewService } from '../../apps/gateway/src/pages/kit/view-service.js';
import { StaticPages } from '../../apps/gateway/src/pages/static.page.js';
import { AccountSpecimens } from './account-specimens.page.js';
import { SpecimenPage } from './specimen.page.js';

@Module({
  controllers: [StaticPages, SpecimenPage, AccountSpecimens],
  providers: [ViewService],
})
class KitModule {}

/** A site of the kit's pages alone, on a free port, with the real edge in front of it. */
export async function startKitSite(): Promise<NestExpressApplication> {
  if (!existsSync(join(assetsFolder, 'assets.json'))) {
    execFileSync('node', [join(projectFolder, 'apps/gateway/assets/build-assets.js')]);
  }
  const app = await NestFactory.create<NestExpressApplication>(KitModule, {
    bodyParser: false,
    logger: ['error'],
  });
  prepareEdge(app, {
    publicUrl: 'http://127.0.0.1',
    scriptHashes: [supportScriptHash],
    problemPage: problemPages(app.get(ViewService)),
  });
  serveAssets(app);
  await app.listen(0, '127.0.0.1');
  return app;
}
