import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { FindFunds } from '#messages/ledger';
import { gateway } from '../../apps/gateway/src/account/visitors.js';
import { openBrowser, visit, walkByKeyboard } from './browser.js';
import { signedIn, startDemonstration, type DemonstrationSite } from './demonstration-site.js';
import { banner, expectSound, openRound, summary } from './steps.js';

jest.setTimeout(90_000);

const invoice = Buffer.from('Invoice 20417');
const fingerprint = createHash('sha256').update(invoice).digest('hex');

let site: DemonstrationSite;
let browser: Browser;

beforeAll(async () => {
  site = await startDemonstration();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const as = (email: string, javaScriptEnabled = true) =>
  signedIn(browser, site.url, email, { javaScriptEnabled });

describe('The form of commitment', () => {
  it('is sound, and walked by keyboard', async () => {
    const page = await as('buyer-990020@tarnbury.example');
    await openRound(page, site.url);
    await page.click('main a.govuk-button');
    await expectSound(page);
    const walked = await walkByKeyboard(page);
    expect(walked).toContain('How many boxes do you want?');
    expect(walked).toContain('Continue');
  });
});

describe.each([
  ['with JavaScript', true, 'buyer-990020@tarnbury.example', 'Commit what you need'],
  ['without JavaScript', false, 'buyer-990016@tarnbury.example', 'Change what you ask for'],
])('A school buyer %s', (_, javaScript, email, link) => {
  let page: Page;

  beforeAll(async () => {
    page = await as(email, javaScript);
  });

  const open = async () => {
    await openRound(page, site.url);
    await page.click(`main a.govuk-button`);
    for (const field of await page.locator('main input[type=text]:visible').all())
      await field.fill('');
  };

  it('starts with what the school asked or paid last', async () => {
    await openRound(page, site.url);
    expect(await page.textContent('main a.govuk-button')).toContain(link);
    await page.click('main a.govuk-button');
    expect(await page.inputValue('#last-0')).toBe('12.35');
  });

  it.each([
    ['12abc', 'number of boxes of copier-paper that you want must be a whole number'],
    ['1.5', 'must be a whole number, such as 40'],
    ['-4', 'must be a whole number, such as 40'],
    ['0', 'Leave everything about copier-paper empty if you want none of it'],
    ['1000000000000', 'must be a whole number of units from 1 to 10,000,000'],
  ])('is told what is wrong with %s', async (typed, sentence) => {
    await open();
    await page.fill('#desired-0', typed);
    await page.selectOption('#evidence-0', 'none');
    await page.click('button:text-is("Continue")');
    if (typed.length > 10) await page.click('button:text-is("Commit this demand")');
    expect(await page.textContent(summary)).toContain(sentence);
    expect(await page.inputValue('#desired-0')).toBe(typed);
  });

  it('checks what it may cost, commits, and is told that it counts', async () => {
    await open();
    await page.fill('#desired-0', '20');
    await page.fill('#max-0', '24');
    await page.fill('#last-0', '£12.80');
    await page.selectOption('#evidence-0', 'invoice');
    await page.fill('#reference-0', 'invoice 20417');
    await page.click('summary:has-text("The document, and a list price")');
    const document = { name: 'invoice.pdf', mimeType: 'application/pdf', buffer: invoice };
    await page.setInputFiles('#document-0', document);
    await page.fill('#benchmark-0', '17.95');
    await page.fill('#benchmarkSource-0', 'A list of March');
    await page.click('button:text-is("Continue")');
    expect(await page.textContent('main')).toContain('£318.00');
    expect(await page.textContent('main')).toContain(fingerprint);
    expect(await page.textContent('main')).toContain('£17.95 for one box (A list of March)');
    if (javaScript) await expectSound(page);
    await page.click('button:text-is("Change something")');
    expect(await page.inputValue('#max-0')).toBe('24');
    expect(await page.inputValue('#hash-0')).toBe(fingerprint);
    await page.click('button:text-is("Continue")');
    await page.click('button:text-is("Commit this demand")');
    expect(await page.textContent(banner)).toContain('Committed: £318.00 is set aside');
    expect(await page.textContent('main')).toContain('copier-paper: 20 boxes');
  });

  it('withdraws, and says “not this time”', async () => {
    await openRound(page, site.url);
    await page.click('main a:has-text("Withdraw")');
    await page.click('button:text-is("Withdraw it")');
    expect(await page.textContent(banner)).toContain('is withdrawn');
    await page.click('main a:has-text("Not this time")');
    await page.fill('#reason', 'Our cupboard is full.');
    await page.click('main button:has-text("not this time")');
    expect(await page.textContent('main')).toContain('Not this time: Our cupboard is full.');
  });
});

describe('A file of demand', () => {
  it('is refused with the row and column of every fault, and taken when it is sound', async () => {
    const page = await as('buyer-990008@tarnbury.example');
    await openRound(page, site.url);
    await page.click('main a.govuk-button');
    await page.click('text=Use a spreadsheet instead');
    await expectSound(page);
    const template = await page.request.get(page.url().replace(/file$/, 'template.csv'));
    const [header = ''] = (await template.text()).split('\r\n');
    const send = async (rows: string) => {
      const buffer = Buffer.from(`${header}\r\n${rows}`);
      await page.setInputFiles('#file', { name: 'demand.csv', mimeType: 'text/csv', buffer });
      await page.click('button:text-is("Send the file")');
    };
    await send('copier-paper,,,many,,,,,,,,,\r\nrulers,,,3,,,,,,,,,\r\n');
    expect(await page.textContent(summary)).toContain('The file has faults');
    expect(await page.textContent('tbody')).toMatch(/2\s*wanted\s*“many” cannot be read/);
    expect(await page.textContent('tbody')).toMatch(/3\s*lot\s*“rulers” is no lot of this round/);
    await expectSound(page);
    await send('copier-paper,,,16,,20,12.80,invoice,INV 7,,,,\r\nhand-towels,,,,,,,,,,,,\r\n');
    expect(await page.textContent('h1')).toContain('Check what you ask for');
    expect(await page.textContent('main')).toContain('£265.00');
  });
});

describe('An approver', () => {
  it('rejects with a reason that the buyer reads', async () => {
    const head = await as('head-brinehithe-trust@tarnbury.example');
    await head.click('text=Approvals');
    await head.click('tbody a');
    await expectSound(head);
    await head.click('button:text-is("Reject this request")');
    expect(await head.textContent(summary)).toContain('Enter the reason');
    await head.fill('#reason', 'Ask for half of it.');
    await head.click('button:text-is("Reject this request")');
    expect(await head.textContent(banner)).toContain('Rejected.');
    const buyer = await as('buyer-990006@tarnbury.example');
    await openRound(buyer, site.url);
    expect(await buyer.textContent('main')).toContain('The approver said no: Ask for half of it.');
  });

  it('approves what is above the buyer’s limit, and it counts then', async () => {
    const buyer = await as('buyer-990006@tarnbury.example');
    await openRound(buyer, site.url);
    await buyer.click('main a.govuk-button');
    await buyer.click('button:text-is("Continue")');
    expect(await buyer.textContent('main')).toContain('£1,064.00 above your own limit');
    await buyer.click('button:text-is("Commit this demand")');
    expect(await buyer.textContent(banner)).toContain('it waits for an approver');
    const head = await as('head-brinehithe-trust@tarnbury.example');
    await visit(head, `${site.url}/approvals`);
    await head.click('tbody a');
    await head.click('button:text-is("Approve this request")');
    expect(await head.textContent(banner)).toContain('£3,564.00 is set aside');
  });

  it('approves a budget, which adds up', async () => {
    const head = await as('head-quillby-federation@tarnbury.example');
    const [fund] = await site.buses.query(FindFunds, {}, { actor: gateway });
    await visit(head, `${site.url}/funds/${fund?.fundId}/budget`);
    await expectSound(head);
    await head.fill('#amount', '£1.00');
    await head.fill('#minute', 'Governors, 4 March, item 7');
    await head.click('button:text-is("Approve this budget")');
    expect(await head.textContent(summary)).toMatch(/reserved or spent already/);
    await head.fill('#amount', '20,000');
    await head.click('button:text-is("Approve this budget")');
    expect(await head.textContent(banner)).toContain('The budget of Quillby Federation');
    const cells = await head.locator('tbody td').allTextContents();
    const [approved = 0, aside = 0, spent = 0, free = 0] = cells.map(penceIn);
    expect(approved).toBe(20_000_00);
    expect(aside + spent + free).toBe(approved);
  });
});

function penceIn(text: string): number {
  return Number(text.replace(/[^0-9]/g, ''));
}
