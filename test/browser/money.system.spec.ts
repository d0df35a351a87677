import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { roundIdOf } from '../../apps/marketplace/src/demonstration/buying.js';
import { fundId, partyIdOf } from '../../apps/marketplace/src/demonstration/people.js';
import { expectNoViolations, expectReflows, openBrowser, visit } from './browser.js';
import { signedIn, startDemonstration, type DemonstrationSite } from './demonstration-site.js';
import { orderInternet } from './ordered-round.js';

jest.setTimeout(90_000);

const fund = `/funds/${fundId}`;
const savings = `/rounds/${roundIdOf('one')}/savings`;
const quillby = partyIdOf('quillby-federation');

let browser: Browser;
let site: DemonstrationSite;
let order: string;
let buyer: Page;
let larkwire: Page;
let finance: Page;
let auditor: Page;

beforeAll(async () => {
  [browser, site] = await Promise.all([openBrowser(), startDemonstration()]);
  order = `/orders/${await orderInternet(site)}`;
  const phone = { javaScriptEnabled: false, viewport: { width: 320, height: 640 } };
  buyer = await signedIn(browser, site.url, 'buyer-990008@tarnbury.example', phone);
  larkwire = await signedIn(browser, site.url, 'sales@larkwire.example');
  finance = await signedIn(browser, site.url, 'finance@tarnbury.example');
  auditor = await signedIn(browser, site.url, 'auditor@tarnbury.example');
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const open = (page: Page, path: string) => visit(page, site.url + path);
const press = (page: Page, words: string) => page.click(`main button:has-text("${words}")`);
const main = (page: Page) => page.innerText('main');
const banner = (page: Page) => page.innerText('.govuk-notification-banner');
const summary = (page: Page) => page.innerText('.govuk-error-summary');

async function expectSound(page: Page): Promise<void> {
  await expectNoViolations(page);
  await expectReflows(page);
}

describe('A school, on a phone without JavaScript', () => {
  it('sees its own part of the order only', async () => {
    await open(buyer, '/orders');
    await buyer.click('text=Larkwire');
    expect(await main(buyer)).toMatch(/All schools\s+3\s+0\s+3\s+0/);
    expect(await main(buyer)).not.toContain('Over Quillby');
  });

  it('records what came, filled in with what is outstanding, and is told what is short', async () => {
    await buyer.click('text=Record what came');
    const quantity = 'input[inputmode=numeric]';
    expect(await buyer.inputValue(quantity)).toBe('3');
    for (const [typed, sentence] of [
      ['2abc', 'must be a whole number'],
      ['1.5', 'must be a whole number'],
      ['-1', 'must be a whole number'],
      ['0', 'Every quantity is 0'],
      ['4', '4 now, 0 before, but 3 ordered'],
      ['1000000000000', 'from 0 to 10,000,000'],
    ] as const) {
      await buyer.fill(quantity, typed);
      await press(buyer, 'Record what came');
      expect(await summary(buyer)).toContain(sentence);
      expect(await buyer.inputValue(quantity)).toBe(typed);
    }
    await buyer.fill(quantity, '2');
    await buyer.fill('#note', 'One line is not connected yet.');
    await press(buyer, 'Record what came');
    expect(await banner(buyer)).toContain('Still to come: 1 line-year of Managed 1 Gbps');
    expect(await main(buyer)).toMatch(/All schools\s+3\s+2\s+1\s+0/);
  });

  it('has a form that is accessible and fits the phone', async () => {
    const scripted = await signedIn(browser, site.url, 'buyer-990008@tarnbury.example');
    await open(scripted, `${order}/receipts/990008`);
    await expectSound(scripted);
    expect(await scripted.inputValue('input[inputmode=numeric]')).toBe('1');
  });

  it('cannot record for another school, nor bill anybody', async () => {
    expect(await open(buyer, `${order}/receipts/990009`)).toBe(404);
    expect(await open(buyer, `${order}/invoices/${quillby}`)).toBe(404);
    expect(await open(buyer, '/orders/no-such-order')).toBe(404);
  });
});

describe('A supplier', () => {
  const quantity = 'input[name^=quantity]:not([value="0"])';

  it('is offered what has come and is on no invoice', async () => {
    await open(larkwire, order);
    expect(await main(larkwire)).toContain('Nether Quillby Primary');
    await larkwire.click('text=Record an invoice for Quillby Federation');
    expect(await larkwire.inputValue(quantity)).toBe('2');
    expect(await larkwire.inputValue('input[name^=net] >> nth=0')).toBe('4110.00');
    await expectSound(larkwire);
  });

  it('reads totals that add up, and is refused in words what was not received', async () => {
    await larkwire.fill('#invoiceNumber', 'LARK-1');
    await press(larkwire, 'Check the totals');
    expect(await summary(larkwire)).toContain('Enter the invoice date');
    const yesterday = new Date(Date.now() - 86_400_000).toISOString();
    for (const [i, part] of ['year', 'month', 'day'].entries()) {
      await larkwire.fill(`#invoiceDay-${part}`, yesterday.slice(0, 10).split('-')[i] ?? '');
    }
    await larkwire.fill('input[name^=quantity] >> nth=0', '3');
    await larkwire.fill('input[name^=net] >> nth=0', '');
    await press(larkwire, 'Check the totals');
    expect(await main(larkwire)).toContain('£6,165.00');
    await press(larkwire, 'Record this invoice');
    expect(await summary(larkwire)).toContain('3 billed, but 2 (line-year) received');
    await larkwire.fill('input[name^=quantity] >> nth=0', '2');
    await press(larkwire, 'Check the totals');
    expect(await main(larkwire)).toMatch(/Net\s+£4,110.00\s+VAT\s+£822.00/);
    expect(await main(larkwire)).toContain('£4,932.00');
    await expectSound(larkwire);
    await press(larkwire, 'Change something');
    expect(await larkwire.inputValue('#invoiceNumber')).toBe('LARK-1');
    await press(larkwire, 'Check the totals');
    await press(larkwire, 'Record this invoice');
    expect(await banner(larkwire)).toContain('Invoice LARK-1 matches the order');
    expect(await main(larkwire)).toContain('LARK-1');
  });

  it('sees neither funds nor savings nor the audit', async () => {
    for (const path of [fund, `${fund}/ledger`, savings, `${savings}/990008`, '/audit']) {
      expect(await open(larkwire, path)).toBe(404);
    }
  });
});

describe('A finance officer', () => {
  it('is told why an invoice cannot be paid before cash is held', async () => {
    await open(finance, fund);
    await finance.click('text=LARK-1');
    expect(await main(finance)).toContain('the fund is £4,932.00 short');
    expect(await finance.locator('main form').count()).toBe(0);
    await expectSound(finance);
  });

  it('records the contribution that was called, and no more', async () => {
    await finance.click('text=Record its contribution first');
    expect(await finance.inputValue('#amount')).toBe('4932.00');
    await expectSound(finance);
    await finance.fill('#amount', '4932.01');
    await finance.fill('#reference', 'QF 1');
    await press(finance, 'Record the contribution');
    expect(await summary(finance)).toContain('£4,932.01 is more than the £4,932.00 called');
    await finance.fill('#amount', '£4,932');
    await press(finance, 'Record the contribution');
    expect(await banner(finance)).toContain('£4,932.00 from Quillby Federation is recorded.');
    const words = 'The bank holds £4,932.00, and the cash held for the parties adds up to the same';
    expect(await main(finance)).toContain(words);
  });

  it('pays the invoice from it, and nothing is left', async () => {
    await finance.click('text=LARK-1');
    await finance.fill('#reference', 'LW 1');
    await press(finance, 'Record the payment');
    expect(await banner(finance)).toContain('Invoice LARK-1 is paid.');
    expect(await main(finance)).toContain('The bank holds £0.00');
    await expectSound(finance);
  });
});

describe('The books', () => {
  it('tell a journal of one account, each line leading to its event', async () => {
    await open(auditor, `${fund}/ledger`);
    await auditor.selectOption('#account', { label: 'Held for Quillby Federation' });
    await press(auditor, 'Show');
    expect(await auditor.locator('tbody tr').count()).toBeGreaterThan(2);
    await expectSound(auditor);
    await auditor.click('tbody a >> nth=0');
    expect(await main(auditor)).toContain('Journal entry');
    expect(await auditor.innerText('.cp-stored--exact')).toContain('"type":');
    await expectSound(auditor);
  });

  it('balance at any past moment, and say so', async () => {
    await open(auditor, `${fund}/trial-balance`);
    expect(await main(auditor)).toContain('they are equal, so the books balance');
    const past = new Date(Date.now() - 42 * 86_400_000);
    await auditor.fill('#asAt-day', String(past.getUTCDate()));
    await auditor.fill('#asAt-month', String(past.getUTCMonth() + 1));
    await auditor.fill('#asAt-year', String(past.getUTCFullYear()));
    await auditor.fill('#asAt-time', 'midday');
    await press(auditor, 'Show');
    expect(await main(auditor)).toMatch(/Bank account\s+£28,518.48/);
    expect(await main(auditor)).toContain('they are equal, so the books balance');
    await auditor.fill('#asAt-day', '31');
    await auditor.fill('#asAt-month', '2');
    await press(auditor, 'Show');
    expect(await summary(auditor)).toContain('must be a real date');
  });

  it('are shown to an auditor without a single thing to press', async () => {
    for (const path of ['/audit', '/orders', order, '/invoices', fund, savings]) {
      expect(await open(auditor, path)).toBe(200);
      expect(await auditor.locator('main form, main .govuk-button').count()).toBe(0);
    }
    expect(await open(auditor, `${fund}/contributions/new`)).toBe(404);
    expect(await open(auditor, '/events?stream=fund-nobody&revision=1')).toBe(404);
    expect(await open(auditor, '/events')).toBe(404);
  });

  it('show a school its own party and no ledger', async () => {
    await open(buyer, fund);
    expect(await main(buyer)).toContain('You see the money of your own contracting party.');
    expect(await main(buyer)).not.toContain('Brinehithe High School Trust');
    expect(await open(buyer, `${fund}/ledger`)).toBe(404);
  });
});
