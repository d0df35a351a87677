import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { orSay } from '#libs/running';
import { readConfiguration, startEmbedded } from '#libs/storage';
import { roundIdOf, tenderIdOf } from '../apps/marketplace/src/demonstration/buying.js';
import { fundId } from '../apps/marketplace/src/demonstration/people.js';
import { startMarketplace } from '../apps/marketplace/src/marketplace.js';
import { withBrowser } from '../test/browser/browser.js';
import { takeShots, type Shot } from '../test/browser/screenshot.js';
import { demonstrate } from './demonstrate.js';

const password = 'only for pictures';
const tallest = 1500;
const folder = join(process.cwd(), 'docs/screenshots');

/** The pictures of the README: the demonstration, as the person sees it whose page it is. */
const shots: readonly (Omit<Shot, 'before'> & { readonly as?: string })[] = [
  { name: 'home', path: '/' },
  { name: 'round', path: `/rounds/${roundIdOf('two')}`, as: 'buyer-990008@tarnbury.example' },
  {
    name: 'price-sheet',
    path: `/tenders/${tenderIdOf('three')}/quote`,
    as: 'sales@larkwire.example',
  },
  {
    name: 'assessment',
    path: `/tenders/${tenderIdOf('one')}/assessment`,
    as: 'lead@tarnbury.example',
  },
  { name: 'ledger', path: `/funds/${fundId}/ledger`, as: 'finance@tarnbury.example' },
  {
    name: 'statement',
    path: `/rounds/${roundIdOf('one')}/savings/990008`,
    as: 'buyer-990008@tarnbury.example',
  },
];

await orSay(async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'commonpurse-pictures-'));
  const database = await startEmbedded({ dataFolder });
  const configuration = readConfiguration({
    DATABASE_URL: database.url,
    DATA_FOLDER: dataFolder,
    DEMO_PASSWORD: password,
  });
  try {
    await demonstrate(configuration, { empty: false });
    const app = await startMarketplace({ ...configuration, port: 0 });
    const site = await app.getUrl();
    const wanted = shots.map(({ as, ...shot }) => ({
      tallest,
      ...shot,
      ...(as && { before: (page: Page) => signIn(page, site, as) }),
    }));
    await withBrowser(async (browser) => {
      for (const file of await takeShots(browser, site, wanted, folder)) console.log(file);
    });
    await app.close();
  } finally {
    await database.stop();
    rmSync(dataFolder, { recursive: true });
  }
  process.exit(0);
});

async function signIn(page: Page, site: string, email: string): Promise<void> {
  await page.goto(`${site}/sign-in`);
  await page.fill('#email', email);
  await page.fill('#password', password);
  await page.press('#password', 'Enter');
  await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'));
}
