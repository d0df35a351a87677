import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { expectNoViolations, expectReflows, openBrowser, visit } from './browser.js';
import { signedIn, startDemonstration, type DemonstrationSite } from './demonstration-site.js';

const people = [
  'lead@tarnbury.example',
  'approver@tarnbury.example',
  'finance@tarnbury.example',
  'auditor@tarnbury.example',
  'operator@tarnbury.example',
  'buyer-990006@tarnbury.example',
  'buyer-990008@tarnbury.example',
  'head-brinehithe-trust@tarnbury.example',
  'head-quillby-federation@tarnbury.example',
  'sales@quillstone.example',
  'sales@larkwire.example',
];

describe('Every page that a person can get to by links', () => {
  let browser: Browser;
  let site: DemonstrationSite;

  beforeAll(async () => {
    [browser, site] = await Promise.all([openBrowser(), startDemonstration()]);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  it.each(people)(
    'answers, is accessible and reflows at 320 pixels, for %s',
    async (email) => {
      const page = await signedIn(browser, site.url, email);
      const faults = await walk(page, site.url);
      await page.context().close();
      expect(faults).toEqual([]);
    },
    600_000,
  );

  it('is accessible before anybody signs in, too', async () => {
    const page = await browser.newPage();
    const faults = await walk(page, site.url, ['/', '/sign-in', '/no-such-page']);
    await page.context().close();
    expect(faults).toEqual(['/no-such-page answered 404.']);
  }, 60_000);
});

/** Follows every link of the site from these pages on; tells what is wrong with what it met. */
async function walk(page: Page, site: string, from = ['/home']): Promise<string[]> {
  const seen = new Set<string>();
  const faults: string[] = [];
  const open = [...from];
  for (let path = open.shift(); path !== undefined; path = open.shift()) {
    const kind = kindOf(path);
    if (seen.has(kind)) continue;
    seen.add(kind);
    if (isDownload(path)) faults.push(...(await faultsOfDownload(page, site, path)));
    else faults.push(...(await faultsOfPage(page, site, path)));
    if (!isDownload(path)) open.push(...(await linksOn(page, site)));
  }
  if (seen.size < from.length) faults.push(`Only ${seen.size} pages were found.`);
  return faults;
}

async function faultsOfPage(page: Page, site: string, path: string): Promise<string[]> {
  const faults: string[] = [];
  const status = await visit(page, site + path);
  if (status >= 400) faults.push(`${path} answered ${status}.`);
  for (const check of [expectNoViolations, expectReflows]) {
    await check(page).catch((fault: Error) => faults.push(fault.message.slice(0, 600)));
  }
  return faults;
}

async function faultsOfDownload(page: Page, site: string, path: string) {
  const answer = await page.request.get(site + path);
  const { 'content-disposition': how = 'inline' } = answer.headers();
  const isGood = answer.ok() && how.startsWith('attachment');
  return isGood ? [] : [`${path} answered ${answer.status()}, ${how}.`];
}

async function linksOn(page: Page, site: string): Promise<string[]> {
  const hrefs = await page.evaluate<string[]>(
    `[...document.querySelectorAll('a[href]')].map((a) => a.href)`,
  );
  const own = hrefs.filter((href) => href.startsWith(`${site}/`) && !href.includes('/api/'));
  return [...new Set(own.map((href) => href.slice(site.length).replace(/#.*$/, '')))];
}

/** The same page for another thing is of the same kind. */
function kindOf(path: string): string {
  const [address = '', query = ''] = path.split('?');
  const names = [...new URLSearchParams(query).keys()].sort().join('&');
  const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
  return `${address.replace(uuid, ':id').replace(/\/\d{6}(?=\/|$)/, '/:urn')}?${names}`;
}

function isDownload(path: string): boolean {
  return /\.(csv|json|pdf)(\?|$)|^\/events\/text/.test(path);
}
