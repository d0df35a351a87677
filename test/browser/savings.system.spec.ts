import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Browser, Page } from 'playwright-core';
import { poundsText } from '#libs/money';
import { roundIdOf } from '../../apps/marketplace/src/demonstration/buying.js';
import { expectedShares } from '../journeys/round-1-expected.data.js';
import { expectNoViolations, expectReflows, openBrowser, visit } from './browser.js';
import { signedIn, startDemonstration, type DemonstrationSite } from './demonstration-site.js';

jest.setTimeout(90_000);

const savings = `/rounds/${roundIdOf('one')}/savings`;

let browser: Browser;
let site: DemonstrationSite;
let auditor: Page;

beforeAll(async () => {
  [browser, site] = await Promise.all([openBrowser(), startDemonstration()]);
  auditor = await signedIn(browser, site.url, 'auditor@tarnbury.example');
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const open = (page: Page, path: string) => visit(page, site.url + path);
const main = (page: Page) => page.innerText('main');

async function expectSound(page: Page): Promise<void> {
  await expectNoViolations(page);
  await expectReflows(page);
}

describe('The savings', () => {
  it('add up in both directions, and name the cases that an average hides', async () => {
    await open(auditor, savings);
    const text = await main(auditor);
    expect(text).toContain('the saving is £2,986.68 each time');
    expect(text).toContain('pays £15.00 more for copier-paper');
    expect(text).toContain('2 of 47 figures have no evidence');
    await expectSound(auditor);
  });

  it('are in a file to the penny as they were worked out beside the system', async () => {
    await open(auditor, savings);
    const answer = await auditor.request.get(`${site.url}${savings}.csv`);
    const [head = '', ...lines] = (await answer.text()).trim().split('\r\n');
    expect(head).toContain('urn,school,item,supplier,quantity,unit_price,pays,baseline,saving,');
    const found = lines.map((line) => line.split(','));
    const tell = (cells: readonly string[]) => [cells[0], ...cells.slice(2, 11)].join(',');
    const wanted = expectedShares.map(([urn, item, supplier, quantity, ...pence]) =>
      [urn, item, supplier, quantity, ...pence.map((one) => poundsText(one))].join(','),
    );
    expect(found.map(tell).toSorted()).toEqual(wanted.toSorted());
  });

  it('tell one school how its share came about, down to the events', async () => {
    const school = await signedIn(browser, site.url, 'buyer-990020@tarnbury.example');
    await open(school, `${savings}/990020`);
    expect(await main(school)).toContain('In all it pays £15.00 more than it would have.');
    expect(await main(school)).toContain('equal_price, version 1');
    await expectSound(school);
    const links = await school
      .locator('main a[href^="/events"]')
      .evaluateAll((all) => all.map((one) => (one as unknown as { href: string }).href));
    expect(links.length).toBeGreaterThan(10);
    for (const link of new Set(links)) expect(await visit(school, link)).toBe(200);
    await open(school, `${savings}/990001`);
    expect(await main(school)).toContain('Demand committed, with its evidence');
    expect(await school.locator('main a:has-text("Demand committed")').count()).toBe(0);
  });

  it('are a PDF for governors with the pennies of the page', async () => {
    await open(auditor, `${savings}/990008`);
    const page = await main(auditor);
    const href = await auditor.getAttribute('a:text-is("PDF for governors")', 'href');
    const answer = await auditor.request.get(site.url + href);
    expect(answer.headers()['content-type']).toBe('application/pdf');
    const data = new Uint8Array(await answer.body());
    const pdf = await getDocument({ data, verbosity: 0 }).promise;
    expect(pdf.numPages).toBe(1);
    const { items } = await (await pdf.getPage(1)).getTextContent();
    const text = items.map((item) => ('str' in item ? item.str : '')).join(' ');
    await pdf.destroy();
    for (const pounds of ['£17.95', '£12.35', '£92.35']) {
      expect(page).toContain(pounds);
      expect(text).toContain(pounds);
    }
    const table = await auditor.innerText('table >> nth=0');
    for (const pounds of table.match(/−?£[\d,.]+/g) ?? []) expect(text).toContain(pounds);
  });

  it('set a trust as one buyer beside its schools', async () => {
    await open(auditor, `${savings}/990001`);
    expect(await main(auditor)).toMatch(/exercise-books\s+5\s+268\s+£6,003.20\s+£5,815.60/);
    await auditor.emulateMedia({ media: 'print' });
    expect(await auditor.isVisible('.govuk-service-navigation')).toBe(false);
    expect(await auditor.isVisible('text=What was bought and what it saved >> nth=0')).toBe(true);
  });
});
