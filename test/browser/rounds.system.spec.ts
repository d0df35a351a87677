import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, visit } from './browser.js';
import { signedIn, startDemonstration, type DemonstrationSite } from './demonstration-site.js';
import { banner, expectSound, openRound, summary } from './steps.js';

jest.setTimeout(90_000);

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

const silentBuyer = 'buyer-990020@tarnbury.example';
const brinehithe = 'Brinehithe High School';

const as = (email: string) => signedIn(browser, site.url, email);

describe('Home', () => {
  it('is where a visitor who is signed in begins, and says what needs them', async () => {
    const lead = await as('lead@tarnbury.example');
    await visit(lead, site.url);
    expect(new URL(lead.url()).pathname).toBe('/home');
    expect(await lead.textContent('main')).toContain('Remind 5 schools');
    const head = await as('head-brinehithe-trust@tarnbury.example');
    await visit(head, `${site.url}/home`);
    const words = `Approve or reject what ${brinehithe} asks for: £3,564.00 at most`;
    expect(await head.textContent('main')).toContain(words);
    const supplier = await as('sales@larkwire.example');
    expect(await supplier.textContent('main')).toContain('Quote for “Internet, grounds and cover”');
  });
});

describe('An open round', () => {
  it('tells in words how far every lot is, and adds up', async () => {
    const lead = await as('lead@tarnbury.example');
    await openRound(lead, site.url);
    const text = await lead.textContent('main');
    expect(text).toContain('84 more boxes and the indicative price falls £12.35 → £11.95.');
    expect(text).toContain('69 more cases reach the minimum of 300.');
    expect(text).toContain('5 schools have not answered, 1 request waits for an approver');
    await lead.click('text=What every school asks for');
    expect(await lead.textContent('tfoot >> nth=0')).toMatch(/1,026\s*1,116\s*1,150\s*£15,237.50/);
    await expectSound(lead);
    const file = await lead.request.get(`${lead.url()}.csv`);
    expect(file.headers()['content-type']).toContain('text/csv');
    expect(await file.text()).toContain(`${brinehithe},`);
  });

  it('shows a school no other school’s demand, and not the lead’s pages', async () => {
    const buyer = await as(silentBuyer);
    await openRound(buyer, site.url);
    expect(await buyer.textContent('main')).not.toContain(brinehithe);
    const address = buyer.url();
    expect(await visit(buyer, `${address}/demand`)).toBe(404);
    expect(await visit(buyer, `${address}/chase`)).toBe(404);
    expect(await visit(buyer, `${address}/demand/990006`)).toBe(404);
    expect(await visit(buyer, `${site.url}/rounds/no-such-round`)).toBe(404);
  });
});

describe('A lead', () => {
  it('drafts a round lot by lot, changes it, opens it, and cancels it with a reason', async () => {
    const lead = await as('lead@tarnbury.example');
    await visit(lead, `${site.url}/rounds/new`);
    await expectSound(lead);
    await lead.click('button:text-is("Continue to the first lot")');
    expect(await lead.textContent(summary)).toContain('Enter the closing date and time');
    await fillTerms(lead, 2);
    await lead.click('button:text-is("Continue to the first lot")');
    await expectSound(lead);
    await fillLot(lead, 'Glue sticks');
    await lead.fill('#ceiling', 'a pound');
    await lead.click('button:text-is("Save the draft")');
    expect(await lead.textContent(summary)).toContain('“a pound” is not a number');
    await lead.fill('#ceiling', '£4.10');
    await lead.click('button:text-is("Save the draft")');
    expect(await lead.textContent(banner)).toContain('The round is drafted');
    await expectSound(lead);
    await lead.click('text=Add another lot');
    await fillLot(lead, 'Glue sticks');
    await lead.click('button:text-is("Save this lot")');
    expect(await lead.textContent(summary)).toContain('Two lots are called glue-sticks');
    await lead.fill('#name', 'Pencils');
    await lead.click('button:text-is("Save this lot")');
    await lead.click('button:text-is("Open the round")');
    expect(await lead.textContent(summary)).toContain('at least three working days');
    await lead.click('text=Back');
    await lead.click('a:has-text("Change schools may commit until")');
    await fillTerms(lead, 21);
    await lead.click('button:text-is("Save")');
    await lead.click('button:text-is("Open the round")');
    expect(await lead.textContent(banner)).toContain('The round is open');
    await lead.click('text=Cancel this round');
    await lead.fill('#reason', 'Only a rehearsal.');
    await lead.click('button:text-is("Cancel the round")');
    expect(await lead.textContent('main')).toContain('Cancelled');
  });

  it('invites a school’s people, and revokes a role', async () => {
    const lead = await as('lead@tarnbury.example');
    await visit(lead, `${site.url}/consortia`);
    await lead.click('text=Invite a school');
    await lead.fill('#schoolUrn', '12');
    await lead.click('button:text-is("Invite the school")');
    expect(await lead.textContent(summary)).toContain('six digits');
    await lead.fill('#schoolUrn', '990001');
    await lead.click('button:text-is("Invite the school")');
    expect(await lead.textContent(summary)).toContain('has been invited already');
    await visit(lead, `${site.url}/consortia`);
    await lead.click('text=Register a supplier');
    await lead.fill('#name', 'Inkwell Test Supplies');
    await lead.click('button:text-is("Register the supplier")');
    await expectSound(lead);
    await lead.fill('#name', 'Ines Inkwell');
    await lead.fill('#email', 'not an address');
    await lead.click('button:text-is("Send the invitation")');
    expect(await lead.textContent(summary)).toContain('must be an e-mail address');
    await lead.fill('#email', 'ines@inkwell.example');
    await lead.click('button:text-is("Send the invitation")');
    expect(await lead.textContent(banner)).toContain('Ines Inkwell is invited');
    expect(await lead.textContent('main')).toContain('Inkwell Test Supplies');
    await lead.click('a:has-text("Revoke Ines Inkwell")');
    await expectSound(lead);
    await lead.click('button:text-is("Revoke this role")');
    expect(await lead.locator('a:has-text("Revoke Ines Inkwell")').count()).toBe(0);
  });
});

describe('An operator', () => {
  it('registers a contracting party and forms a consortium, each with its sentences', async () => {
    const operator = await as('operator@tarnbury.example');
    await visit(operator, `${site.url}/schools?search=quillby`);
    expect(await operator.textContent('tbody')).toContain('Nether Quillby Primary');
    await expectSound(operator);
    await visit(operator, `${site.url}/parties/new`);
    await operator.fill('#name', 'A Second Trust');
    await operator.check('[value=multi-academy-trust]');
    await operator.check('[value=section-33b]');
    await operator.fill('#urns', '990001\n12345');
    await operator.click('button:text-is("Register the party")');
    expect(await operator.textContent(summary)).toContain('Line 2, “12345”, is not');
    await operator.fill('#urns', '990001');
    await operator.click('button:text-is("Register the party")');
    expect(await operator.textContent(summary)).toContain('belongs to Brightmire Learning Trust');
    await visit(operator, `${site.url}/consortia/new`);
    await operator.fill('#name', 'Northfold Cluster');
    await operator.check('[value=informal-cluster]');
    await operator.selectOption('#leadPartyId', { label: 'Brightmire Learning Trust' });
    await operator.fill('#agreementVersion', 'memorandum v1');
    await operator.click('button:text-is("Form the consortium")');
    expect(await operator.textContent(banner)).toContain('Invite its lead next');
    expect(await operator.textContent('h1')).toContain('Invite: consortium lead');
    await expectSound(operator);
  });
});

async function fillTerms(page: Page, daysAhead: number): Promise<void> {
  const day = new Date(Date.now() + daysAhead * 86_400_000);
  await page.fill('#title', 'A rehearsal');
  await page.fill('#closes-day', String(day.getUTCDate()));
  await page.fill('#closes-month', String(day.getUTCMonth() + 1));
  await page.fill('#closes-year', String(day.getUTCFullYear()));
  await page.fill('#closes-time', 'midday');
  await page.check('[value=drop]');
  const fund = page.locator('[name=fundId]');
  if ((await fund.count()) > 0) await fund.first().check();
}

async function fillLot(page: Page, name: string): Promise<void> {
  await page.fill('#name', name);
  await page.fill('#description', `${name}, for one class`);
  await page.fill('#specification', 'Washable.');
  await page.fill('#unit', 'pack');
  await page.fill('#ceiling', '4.10');
  await page.selectOption('#financeCode', 'E19');
  await page.selectOption('#vat', '2000');
}
