import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { tenderIdOf } from '../../apps/marketplace/src/demonstration/buying.js';
import { expectNoViolations, expectReflows, openBrowser, visit } from './browser.js';
import { signedIn, startDemonstration, type DemonstrationSite } from './demonstration-site.js';
import { banner, main, press, summary } from './page-acts.js';

jest.setTimeout(90_000);

const tender = `/tenders/${tenderIdOf('three')}`;

let browser: Browser;
let site: DemonstrationSite;
let page: Page;

beforeAll(async () => {
  [browser, site] = await Promise.all([openBrowser(), startDemonstration()]);
  page = await signedIn(browser, site.url, 'sales@larkwire.example', { javaScriptEnabled: false });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

async function fillPrices(): Promise<void> {
  for (const [n, price] of ['2,000', '10'].entries()) {
    await page.check(`[name="offer-${n}"][value="yes"]`);
    await page.check(`[name="basis-${n}"][value="all-units"]`);
    await page.fill(`[name="price-${n}-0"]`, price);
  }
  await page.check('[name="offer-2"][value="none"]');
}

const openDetails = (words: string) => page.click(`summary:has-text("${words}")`);

describe('The terms of a quote, without JavaScript', () => {
  it('are folded away, and fit a narrow screen when they are not', async () => {
    await visit(page, `${site.url}${tender}/quote`);
    expect(await page.isVisible('[name="fee-0"]')).toBe(false);
    expect(await page.isVisible('[name="bundle-off-0"]')).toBe(false);
    await openDetails('Limits and charges of');
    await openDetails('Over all lots');
    expect(await page.isVisible('[name="fee-0"]')).toBe(true);
    expect(await page.isVisible('[name="bundle-off-0"]')).toBe(true);
    await expectReflows(page);
  });

  it('come back open with what is wrong beside the field', async () => {
    await fillPrices();
    await page.fill('[name="least-0"]', '37');
    await page.check('[name="bundle-0"][value="0"]');
    await page.check('[name="bundle-0"][value="2"]');
    await page.fill('[name="bundle-off-0"]', '2.5');
    await press(page, 'Check your quote');
    expect(await summary(page)).toContain('so that you could win nothing');
    expect(await summary(page)).toContain('names a lot for which you do not quote');
    expect(await page.isVisible('[name="least-0"]')).toBe(true);
    expect(await page.isChecked('[name="bundle-0"][value="2"]')).toBe(true);
    await expectReflows(page);
  });

  it('are in the totals, which add up', async () => {
    await page.fill('[name="least-0"]', '10');
    await page.fill('[name="capacity-0"]', '30');
    await page.fill('[name="fee-0"]', '150');
    await page.uncheck('[name="bundle-0"][value="2"]');
    await page.check('[name="bundle-0"][value="1"]');
    await page.fill('[name="rebate-from-0"]', '50,000');
    await page.fill('[name="rebate-rate-0"]', '1.25%');
    await press(page, 'Check your quote');
    const text = await main(page);
    expect(text).toContain('You can supply 30 of the 36');
    // 30 × £2,000 goods + £150, less 2.5 % and 1.25 % of the goods.
    expect(text).toMatch(/£60,000\.00\s+£150\.00\s+−£2,250\.00\s+£57,900\.00/);
    expect(text).toContain('2.5% off the goods in');
    expect(text).toContain('1.25% of all goods back, from £50,000.00 of goods on');
    await expectReflows(page);
  });

  it('are saved as a price sheet that gives the same quote when it is sent', async () => {
    const before = await main(page);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.click('text=Save as a price sheet (CSV)'),
    ]);
    const buffer = readFileSync(await file.path());
    await visit(page, `${site.url}${tender}/quote`);
    await page.setInputFiles('#sheet', { name: 'saved.csv', mimeType: 'text/csv', buffer });
    await press(page, 'Send the price sheet');
    expect(await main(page)).toBe(before);
  });

  it('are sealed with the prices, and are still there to be changed until then', async () => {
    await press(page, 'Change your quote');
    expect(await page.inputValue('[name="rebate-rate-0"]')).toBe('1.25');
    expect(await page.isChecked('[name="bundle-0"][value="1"]')).toBe(true);
    await press(page, 'Check your quote');
    await press(page, 'Seal your quote');
    expect(await banner(page)).toContain('Your quote is received and sealed.');
    expect(await main(page)).not.toContain('1.25');
  });

  it('pass axe', async () => {
    page = await signedIn(browser, site.url, 'sales@larkwire.example');
    await visit(page, `${site.url}${tender}/quote`);
    await openDetails('Limits and charges of');
    await openDetails('Over all lots');
    await expectNoViolations(page);
    await fillPrices();
    await page.fill('[name="bundle-off-0"]', 'x');
    await press(page, 'Check your quote');
    await expectNoViolations(page);
    await page.fill('[name="bundle-off-0"]', '2');
    await page.check('[name="bundle-0"][value="0"]');
    await page.check('[name="bundle-0"][value="1"]');
    await press(page, 'Check your quote');
    await expectNoViolations(page);
  });
});
