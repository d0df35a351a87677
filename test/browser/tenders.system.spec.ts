import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { CloseSubmissions } from '#messages/quotes';
import { tenderIdOf } from '../../apps/marketplace/src/demonstration/buying.js';
import {
  expectNoViolations,
  expectReflows,
  openBrowser,
  visit,
  walkByKeyboard,
} from './browser.js';
import { signedIn, startDemonstration, type DemonstrationSite } from './demonstration-site.js';
import { at, atItsTime, banner, main, press, summary } from './page-acts.js';

jest.setTimeout(90_000);

const tender = `/tenders/${tenderIdOf('three')}`;

const open = (page: Page, path: string) => visit(page, site.url + path);
let browser: Browser;
let site: DemonstrationSite;
let lead: Page;
let approver: Page;
let larkwire: Page;

beforeAll(async () => {
  [browser, site] = await Promise.all([openBrowser(), startDemonstration()]);
  lead = await signedIn(browser, site.url, 'lead@tarnbury.example');
  approver = await signedIn(browser, site.url, 'approver@tarnbury.example');
  larkwire = await signedIn(browser, site.url, 'sales@larkwire.example', {
    javaScriptEnabled: false,
  });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

async function fillSheet(page: Page, from: string, price: string): Promise<void> {
  await page.check('[name="offer-0"][value="yes"]');
  await page.check('[name="basis-0"][value="all-units"]');
  await page.fill('[name="price-0-0"]', '2,340');
  await page.fill('[name="from-0-1"]', from);
  await page.fill('[name="price-0-1"]', price);
  await page.check('[name="offer-1"][value="none"]');
  await page.check('[name="offer-2"][value="none"]');
}

describe('A supplier, mostly without JavaScript', () => {
  it('sees the delivery pack adding up, and downloads the same rows', async () => {
    await open(larkwire, tender);
    expect(await main(larkwire)).toMatch(/Total\s+36\s+36/);
    expect(await main(larkwire)).not.toContain('Ceiling');
    await expectReflows(larkwire);
    const [file] = await Promise.all([
      larkwire.waitForEvent('download'),
      larkwire.click('text=Download this data'),
    ]);
    expect(file.suggestedFilename()).toBe('internet-grounds-and-cover-delivery-pack.csv');
  });

  it('is told beside the field what is wrong, and keeps what was typed', async () => {
    await open(larkwire, `${tender}/quote`);
    await expectReflows(larkwire);
    await fillSheet(larkwire, '1', '2055.005');
    await press(larkwire, 'Check your quote');
    expect(await summary(larkwire)).toContain('three decimals');
    expect(await larkwire.inputValue('[name="price-0-1"]')).toBe('2055.005');
  });

  it('reads back totals that add up, goes back to change, and seals', async () => {
    await fillSheet(larkwire, '24', '£2,060.00');
    await press(larkwire, 'Check your quote');
    expect(await main(larkwire)).toContain('£74,160.00');
    expect(await main(larkwire)).toContain('£14,832.00');
    expect(await main(larkwire)).toContain('£88,992.00');
    expect(larkwire.url()).not.toContain('2060');
    await expectReflows(larkwire);
    await press(larkwire, 'Change your quote');
    await fillSheet(larkwire, '36', '2050');
    await press(larkwire, 'Check your quote');
    expect(await main(larkwire)).toContain('£73,800.00');
    await press(larkwire, 'Seal your quote');
    expect(await banner(larkwire)).toContain('Your quote is received and sealed.');
    expect(await main(larkwire)).toMatch(/Seal\s+[0-9a-f]{64}/);
    expect(await main(larkwire)).not.toContain('73,800');
    await expectReflows(larkwire);
    await open(larkwire, tender);
    expect(await main(larkwire)).toContain('Replaced');
  });

  it('withdraws, declines, and may still quote by a file', async () => {
    await open(larkwire, `${tender}/withdrawal`);
    await press(larkwire, 'Withdraw your quote');
    expect(await banner(larkwire)).toContain('withdrawn');
    await open(larkwire, `${tender}/decline`);
    await larkwire.fill('#reason', 'Too many doors.');
    await press(larkwire, 'Decline this tender');
    expect(await main(larkwire)).toContain('You have declined this tender');
    await open(larkwire, `${tender}/quote`);
    await sendSheet('internet,yes,,all-units,1,20.555\npens,yes,,all-units,1,1');
    expect(await summary(larkwire)).toContain('nothing was taken');
    expect(await main(larkwire)).toContain('There is no lot “pens”');
    expect(await main(larkwire)).toContain('three decimals');
    await sendSheet('internet,yes,,all-units,1,2340\ninternet,,,,24,2190\ninternet,,,,36,2055');
    expect(await main(larkwire)).toContain('£73,980.00');
    await press(larkwire, 'Seal your quote');
    expect(await banner(larkwire)).toContain('sealed');
  });

  it('passes axe at every step', async () => {
    const page = await signedIn(browser, site.url, 'sales@registerlight.example');
    await open(page, '/quotes');
    await expectNoViolations(page);
    await open(page, tender);
    await expectNoViolations(page);
    await page.click('main table a');
    expect(await page.innerText('h1')).toBe('Receipt for your quote');
    await expectNoViolations(page);
    await open(page, `${tender}/quote`);
    await press(page, 'Check your quote');
    await expectNoViolations(page);
    await fillSheet(page, '36', '2050');
    await press(page, 'Check your quote');
    await expectNoViolations(page);
  });

  it('is turned away in words when the tender closed while the quote was being checked', async () => {
    await open(larkwire, `${tender}/quote`);
    await fillSheet(larkwire, '36', '1');
    await press(larkwire, 'Check your quote');
    await atItsTime(site, CloseSubmissions, { tenderId: tenderIdOf('three') });
    await press(larkwire, 'Seal your quote');
    expect(await summary(larkwire)).toContain('yours came too late');
    await open(larkwire, `${tender}/quote`);
    expect(await main(larkwire)).toContain('by the clock of this service');
    expect(await larkwire.locator('main form').count()).toBe(0);
  });
});

async function sendSheet(rows: string): Promise<void> {
  const head = 'lot,meets_specification,reason,basis,from_quantity,unit_price\n';
  const buffer = Buffer.from(head + rows);
  await larkwire.setInputFiles('#sheet', { name: 'prices.csv', mimeType: 'text/csv', buffer });
  await press(larkwire, 'Send the price sheet');
}

describe('Opening, comparing and deciding', () => {
  it('takes two people, and the second sees who started', async () => {
    await open(lead, `${tender}/opening`);
    await expectNoViolations(lead);
    await press(lead, 'Start the opening');
    expect(await main(lead)).toContain('A second person');
    expect(await lead.locator('main form').count()).toBe(0);
    await open(approver, `${tender}/opening`);
    expect(await main(approver)).toContain('Lena Lead started the opening');
    await press(approver, 'Complete the opening');
    expect(at(approver)).toBe(`${tender}/assessment`);
  });

  it('ranks every lot, warns of what is unusually low, and is walked by keyboard', async () => {
    await open(lead, `${tender}/assessment`);
    expect(await main(lead)).toMatch(/Larkwire\s+1\s+£73,980.00\s+£0.00/);
    expect(await main(lead)).toContain('The quote of Scythewell is unusually low');
    await expectNoViolations(lead);
    await expectReflows(lead);
    const walked = await walkByKeyboard(lead);
    expect(walked).toContain('Set Scythewell aside');
  });

  it('sets a quote aside with a reason, and not without', async () => {
    await lead.click('text=Set Scythewell aside');
    await press(lead, 'Set it aside');
    expect(await summary(lead)).toContain('Enter the reason for setting the quote aside');
    await lead.fill('#reason', 'It could not explain its price.');
    await press(lead, 'Set it aside');
    expect(await main(lead)).toContain('Does not count: It could not explain its price.');
  });

  it('wants a reason where too few quotes count, in the words of the rule', async () => {
    await open(lead, `${tender}/recommendation`);
    await expectNoViolations(lead);
    await press(lead, 'Recommend this award');
    expect(await summary(lead)).toContain('only 2 valid quotes');
    await lead.fill('#reason', 'Nobody else can serve our villages.');
    await press(lead, 'Recommend this award');
    expect(await banner(lead)).toContain('The award approver decides');
  });

  it('can be returned with a reason, and recommended again', async () => {
    await open(approver, `${tender}/decision`);
    await expectNoViolations(approver);
    await press(approver, 'Return it to the lead');
    expect(await summary(approver)).toContain('Enter the reason for returning it');
    await approver.fill('#reason', 'Say what the villages have to do with it.');
    await press(approver, 'Return it to the lead');
    await open(lead, tender);
    expect(await main(lead)).toContain('Say what the villages have to do with it.');
    await open(lead, `${tender}/recommendation`);
    await lead.fill('#reason', 'Two quotes came for cover: both are local agencies.');
    await press(lead, 'Recommend this award');
    await open(lead, `${tender}/decision`);
    expect(await lead.locator('main form').count()).toBe(0);
  });

  it('is approved by another person, who sees what each school would pay', async () => {
    await open(approver, `${tender}/decision`);
    expect(await main(approver)).toContain('Recommended by Lena Lead');
    expect(await main(approver)).toMatch(/Total\s+36\s+£73,980.00/);
    await press(approver, 'Approve the award');
    expect(at(approver)).toBe(`${tender}/award`);
    expect(await main(approver)).toMatch(/All lots\s+£143,742.00/);
    expect(await main(approver)).toMatch(/Total\s+36\s+£73,980.00/);
    await expectNoViolations(approver);
  });

  it('tells a supplier how its quote compares', async () => {
    await open(larkwire, `${tender}/feedback`);
    expect(await main(larkwire)).toContain('you won with £73,980.00');
  });
});

describe('Contracts', () => {
  let head: Page;

  beforeAll(async () => {
    head = await signedIn(browser, site.url, 'head-quillby-federation@tarnbury.example');
  });

  it('are signed with one click by the party, after lines that add up', async () => {
    await open(head, '/contracts');
    expect(await main(head)).toContain('for your signature');
    const row = head.locator('tr', { hasText: 'Waiting for signature' });
    await row.locator('a', { hasText: 'Quillby Federation' }).first().click();
    await expectNoViolations(head);
    await expectReflows(head);
    await press(head, 'Sign this contract');
    expect(await banner(head)).toContain('signed and in force');
    expect(await head.locator('main form').count()).toBe(0);
  });

  it('show the lead who has signed, and whom an order would leave out', async () => {
    await open(lead, `${tender}/orders`);
    await expectNoViolations(lead);
    expect(await main(lead)).toContain('An order placed now would leave out');
    await press(lead, 'Place the order with Larkwire');
    expect(await main(lead)).toContain('The order with Larkwire is placed.');
  });
});
