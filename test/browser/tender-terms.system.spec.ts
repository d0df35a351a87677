import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { LockRound } from '#messages/rounds';
import { roundIdOf } from '../../apps/marketplace/src/demonstration/buying.js';
import { expectNoViolations, expectReflows, openBrowser, visit } from './browser.js';
import { signedIn, startDemonstration, type DemonstrationSite } from './demonstration-site.js';
import { at, atItsTime, banner, main, press, summary } from './page-acts.js';

jest.setTimeout(90_000);

const open = (page: Page, path: string) => visit(page, site.url + path);

let browser: Browser;
let site: DemonstrationSite;
let lead: Page;
let approver: Page;

beforeAll(async () => {
  [browser, site] = await Promise.all([openBrowser(), startDemonstration()]);
  lead = await signedIn(browser, site.url, 'lead@tarnbury.example');
  approver = await signedIn(browser, site.url, 'approver@tarnbury.example');
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

describe('A lead who prepares a tender', () => {
  it('writes the terms, reads them back, and cannot publish alone', async () => {
    await locked('two');
    await open(lead, `/rounds/${roundIdOf('two')}/tender/new`);
    await expectNoViolations(lead);
    await expectReflows(lead);
    await fillTerms(lead, '91');
    await press(lead, 'Continue');
    expect(await summary(lead)).toContain('must be from 1 to 90');
    await fillTerms(lead, '28');
    await press(lead, 'Continue');
    expect(await main(lead)).toContain('1 March 2030 at midday');
    await press(lead, 'Change the terms');
    await press(lead, 'Continue');
    await press(lead, 'Save the draft');
    expect(await banner(lead)).toContain('Someone else has to read and publish it');
    expect(await main(lead)).toContain('you cannot publish it yourself');
  });

  it('has it published by the approver, and cancels it with a reason', async () => {
    const path = at(lead);
    await open(approver, `${path}/publication`);
    expect(await main(approver)).toContain('Lena Lead wrote these terms');
    await expectNoViolations(approver);
    await press(approver, 'Publish the tender');
    expect(await banner(approver)).toContain('Suppliers can send quotes until 1 March 2030');
    await open(lead, `${path}/revision`);
    await press(lead, 'Continue');
    await press(lead, 'Save the changes');
    expect(await summary(lead)).toContain('its terms stand');
    await open(lead, `${path}/cancellation`);
    await lead.fill('#reason', 'The school hall burned down.');
    await press(lead, 'Cancel the tender');
    expect(await main(lead)).toContain('The school hall burned down.');
  });
});

async function fillTerms(page: Page, days: string): Promise<void> {
  await page.fill('#closes-day', '1');
  await page.fill('#closes-month', '3');
  await page.fill('#closes-year', '2030');
  await page.fill('#paymentDays', days);
  await page.fill('#deliveryTerms', 'One drop to each school.\nWeekdays.');
}

/** A round that extends once is locked the second time. */
async function locked(round: string): Promise<void> {
  await atItsTime(site, LockRound, { roundId: roundIdOf(round) });
  await atItsTime(site, LockRound, { roundId: roundIdOf(round) }).catch(() => undefined);
}
