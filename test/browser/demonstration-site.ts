import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { Database } from '#libs/auth';
import { Buses } from '#libs/event-sourcing';
import { readConfiguration } from '#libs/storage';
import { freshDatabase } from '#testing';
import { assetsFolder, projectFolder } from '../../apps/gateway/src/pages/kit/site-files.js';
import { startMarketplace } from '../../apps/marketplace/src/marketplace.js';
import { demonstrate } from '../../tools/demonstrate.js';
import { visit } from './browser.js';

const password = 'teapot-lantern-gravel';

/** The whole marketplace with the invented demonstration in it, as `npm start` shows it. */
export interface DemonstrationSite {
  readonly url: string;
  /** For what a test must not wait for: the hour at which a tender closes. */
  readonly buses: Buses;
  /** Who the people of the demonstration are. */
  readonly db: Database;
  close(): Promise<void>;
}

export async function startDemonstration(): Promise<DemonstrationSite> {
  if (!existsSync(join(assetsFolder, 'assets.json'))) {
    execFileSync('node', [join(projectFolder, 'apps/gateway/assets/build-assets.js')]);
  }
  const database = await freshDatabase();
  const dataFolder = mkdtempSync(join(tmpdir(), 'commonpurse-browser-'));
  const configuration = readConfiguration({
    DATABASE_URL: database.url,
    DATA_FOLDER: dataFolder,
    DEMO_PASSWORD: password,
  });
  await demonstrate(configuration, { empty: false });
  const app: NestExpressApplication = await startMarketplace({ ...configuration, port: 0 });
  return {
    url: await app.getUrl(),
    buses: app.get(Buses, { strict: false }),
    db: app.get(Database, { strict: false }),
    async close() {
      await app.close();
      await database.drop();
      rmSync(dataFolder, { recursive: true });
    },
  };
}

/** A page of somebody's own: signed in, with nothing of anybody else's session. */
export async function signedIn(
  browser: Browser,
  site: string,
  email: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await visit(page, `${site}/sign-in`);
  await page.fill('#email', email);
  await page.fill('#password', password);
  await page.click('main button:text-is("Sign in")');
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  return page;
}
