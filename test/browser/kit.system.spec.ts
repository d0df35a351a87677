import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Browser, Page } from 'playwright-core';
import {
  complaintsOf,
  expectNoViolations,
  expectReflows,
  openBrowser,
  visit,
  violationsOf,
  walkByKeyboard,
  withoutJavaScript,
} from './browser.js';
import { startKitSite } from './kit-site.js';

jest.setTimeout(60_000);

let app: NestExpressApplication;
let browser: Browser;
let page: Page;
let site: string;

beforeAll(async () => {
  app = await startKitSite();
  site = await app.getUrl();
  browser = await openBrowser();
  page = await browser.newPage();
});

afterAll(async () => {
  await browser?.close();
  await app?.close();
});

const pages: readonly (readonly [string, number])[] = [
  ['/', 200],
  ['/privacy', 200],
  ['/terms', 200],
  ['/accessibility', 200],
  ['/sign-in', 200],
  ['/forgot-password', 200],
  ['/set-password', 200],
  ['/specimen', 200],
  ['/refused', 401],
  ['/nothing-here', 404],
  ['/broken', 500],
];

describe('A page made with the kit', () => {
  it.each(pages)('%s passes axe, keeps the content policy and reflows', async (path, status) => {
    expect(await visit(page, site + path)).toBe(status);
    await expectNoViolations(page);
    await expectReflows(page);
  });

  it('is walked by keyboard, with the focus always seen, and ends in the footer', async () => {
    await visit(page, `${site}/specimen`);
    const walked = await walkByKeyboard(page);
    expect(walked[0]).toBe('Skip to main content');
    expect(walked).toContain('Saved on copier paper');
    expect(walked.slice(-3)).toEqual(['Privacy', 'Terms', 'Accessibility']);
  });

  it('gets its files under names that never change', async () => {
    await visit(page, site);
    const href = await page.getAttribute('link[rel=stylesheet]', 'href');
    expect(href).toMatch(/^\/assets\/commonpurse-[0-9a-f]{12}\.css$/);
    const { headers } = await fetch(site + href);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it('would be found out if it had a fault', async () => {
    await visit(page, `${site}/privacy`);
    await page.evaluate(`document.querySelector('main').innerHTML = '<img src="/x.png"><b id=w>wide</b>';
      document.getElementById('w').style.cssText = 'display:block;width:900px'`);
    expect((await violationsOf(page)).join()).toContain('image-alt');
    await expect(expectReflows(page)).rejects.toThrow('px wide at 320px');
    await visit(page, `${site}/privacy`);
    const complaint = page.waitForEvent('console');
    await page.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<p style="color:red">x</p>')`,
    );
    await complaint;
    expect(complaintsOf(page).join()).toContain('style');
  });
});

describe.each([
  ['with JavaScript', () => browser.newPage()],
  ['without JavaScript', () => withoutJavaScript(browser)],
])('A form %s', (_, open) => {
  let form: Page;

  beforeAll(async () => {
    form = await open();
  });

  it('says what is wrong in the summary and beside the field, and keeps what was typed', async () => {
    await visit(form, `${site}/specimen`);
    await form.fill('#desired', 'twelve');
    await form.fill('#closes-day', '31');
    await form.fill('#closes-month', '2');
    await form.fill('#closes-year', '2027');
    await form.click('text=Commit this demand');
    expect(await form.title()).toBe('Error: Copier paper – Commonpurse');
    const sentence = 'The number of boxes you want must be a whole number, such as 40';
    expect(await form.getAttribute(`.govuk-error-summary >> text=${sentence}`, 'href')).toBe(
      '#desired',
    );
    expect(await form.textContent('#desired-error')).toContain(sentence);
    expect(await form.inputValue('#desired')).toBe('twelve');
    expect(await form.textContent('#closes-error')).toContain('must be a real date');
    expect(await form.getAttribute('.govuk-error-summary >> text=real date', 'href')).toBe(
      '#closes-day',
    );
    expect(await form.isVisible('text=Select the rule for sharing >> nth=1')).toBe(true);
  });

  it('reflows when it repeats one long word that was typed', async () => {
    await visit(form, `${site}/specimen`);
    await form.fill('#ceiling', 'W'.repeat(40));
    await form.click('text=Commit this demand');
    expect(await form.textContent('#ceiling-error')).toContain('WWWW');
    await expectReflows(form);
  });

  it('takes a new id after a refusal, and says on the next page what was saved', async () => {
    await visit(form, `${site}/specimen`);
    const first = await form.inputValue('[name=commandId] >> nth=0');
    await form.fill('#title', 'Paper');
    await form.fill('#desired', '1,200');
    await form.fill('#ceiling', '£12.50');
    await form.fill('#closes-day', '27');
    await form.fill('#closes-month', 'march');
    await form.fill('#closes-year', '2027');
    await form.fill('#closes-time', 'midday');
    await form.check('[value=equal_price]');
    await form.click('text=Commit this demand');
    expect(await form.textContent('.govuk-error-summary')).toContain('1,000 boxes at most');
    expect(await form.inputValue('[name=commandId] >> nth=0')).not.toBe(first);
    await form.fill('#desired', '900');
    await form.click('text=Commit this demand');
    const banner = form.locator('.govuk-notification-banner');
    expect(await banner.textContent()).toContain('Your demand is committed.');
    await form.reload();
    expect(await banner.count()).toBe(0);
  });
});
