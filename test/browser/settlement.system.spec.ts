import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { roundIdOf } from '../../apps/marketplace/src/demonstration/buying.js';
import { openBrowser, visit } from './browser.js';
import { signedIn, startDemonstration, type DemonstrationSite } from './demonstration-site.js';
import { at, main, press, summary } from './page-acts.js';
import { expectSound } from './steps.js';

jest.setTimeout(90_000);

const round = `/rounds/${roundIdOf('one')}`;
const nursery = 'Tarnbury Nursery School';

let browser: Browser;
let site: DemonstrationSite;
let finance: Page;
let lead: Page;

beforeAll(async () => {
  [browser, site] = await Promise.all([openBrowser(), startDemonstration()]);
  finance = await signedIn(browser, site.url, 'finance@tarnbury.example');
  lead = await signedIn(browser, site.url, 'lead@tarnbury.example');
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const open = (page: Page, path: string) => visit(page, site.url + path);

/** The figures as they are once they are restated for the nth time. */
async function restated(times: string): Promise<string> {
  for (let tries = 0; tries < 40; tries++) {
    await open(finance, `${round}/savings`);
    const text = await main(finance);
    if (text.includes(`Restated ${times}`)) return text;
    await finance.waitForTimeout(250);
  }
  throw new Error(`The shares were not restated ${times}.`);
}

/** Somebody else reads what a cost was for, and confirms it. */
async function confirmed(amount: string): Promise<void> {
  const cost = 'a[href$="/confirmation"]';
  await open(finance, `${round}/savings`);
  await finance.click(cost);
  expect(await main(finance)).toContain('You recorded it yourself');
  await open(lead, `${round}/savings`);
  await lead.click(cost);
  expect(await main(lead)).toContain(amount);
  await expectSound(lead);
  await press(lead, 'Confirm the cost');
  expect(at(lead)).toBe(`${round}/savings`);
}

describe('The savings of a consortium', () => {
  it('add up by year, round, school, party and lot, with what open rounds could save', async () => {
    await open(finance, '/savings');
    const text = await main(finance);
    expect(text).toContain('the saving is £2,986.68 each time');
    expect(text).toContain('Potential: rounds without an award yet');
    expect(text).toContain('Year to 31 August');
    expect(text).toContain('Year to 31 March');
    await expectSound(finance);
    await finance.selectOption('#year', '31-august');
    await press(finance, 'Show');
    expect(await main(finance)).not.toContain('Year to 31 March 2');
  });

  it('are in files', async () => {
    for (const by of ['year', 'school', 'lot']) {
      const answer = await finance.request.get(`${site.url}/savings/${by}.csv`);
      expect([by, answer.status()]).toEqual([by, 200]);
      expect(await answer.text()).toContain('Would have cost (£),Paid (£),Saved (£)');
    }
  });
});

describe('A settled round', () => {
  it('is restated with what running it cost, down to the school that then lost by it', async () => {
    await open(finance, `${round}/savings`);
    expect(await main(finance)).toContain('Settled: these figures');
    await finance.click('a:has-text("Record what running the round cost")');
    await expectSound(finance);
    await press(finance, 'Record the cost');
    expect(await summary(finance)).toContain('Enter the description');
    await finance.fill('#description', 'The lead’s hours');
    await finance.fill('#amount', '336');
    await finance.fill('#hours', '14');
    await finance.selectOption('#party', { label: 'Brightmire Learning Trust' });
    await press(finance, 'Record the cost');
    expect(await summary(finance)).toContain('document');
    await finance.fill('#evidence', 'Time sheet 7');
    await press(finance, 'Record the cost');
    expect(at(finance)).toBe(`${round}/savings`);
    expect(await main(finance)).toContain('Not confirmed yet, and not counted');
    await confirmed('£336.00');
    const text = await restated('once');
    expect(text).toContain('£2,650.68');
    expect(text).toContain('net by −£336.00');
    await expectSound(finance);
    const file = await finance.request.get(`${site.url}${round}/savings.csv`);
    const rows = (await file.text()).split('\r\n').map((line) => line.split(','));
    const [heads] = rows;
    const of = (name: string) => heads!.indexOf(name);
    const own = rows.filter((row) => row[1] === nursery);
    const pounds = (name: string) => own.reduce((sum, row) => sum + Number(row[of(name)]), 0);
    expect([pounds('saving'), pounds('running_cost')]).toEqual([14.4, 16.8]);
  });

  it('is restated with a last price that was proved later, in its words', async () => {
    await open(finance, `${round}/baselines`);
    await expectSound(finance);
    await finance.click(`a:has-text("${nursery}, copier-paper")`);
    await finance.check('input[name="grade"][value="A"]');
    await finance.fill('#reason', 'The invoice was found.');
    await press(finance, 'Correct the last price');
    expect(await summary(finance)).toContain('give the price that it proves');
    await expectSound(finance);
    await finance.fill('#price', '20.00');
    await finance.fill('#evidence', 'INV 77');
    await press(finance, 'Correct the last price');
    expect(at(finance)).toBe(`${round}/savings`);
    const text = await restated('2 times');
    expect(text).toContain('The invoice was found.');
    expect(text).toContain('the saving is £3,018.18 each time');
  });

  it('is restated again when the cost turns out lower', async () => {
    await open(finance, `${round}/savings`);
    await finance.click('a:has-text("The lead’s hours")');
    expect(await main(finance)).toContain('Change what running the round cost');
    await press(finance, 'Record the cost');
    expect(await summary(finance)).toContain('recorded exactly so already');
    await finance.fill('#amount', '300');
    await press(finance, 'Record the cost');
    await confirmed('£300.00');
    expect(await restated('3 times')).toContain('net by £36.00');
  });

  it('is corrected by nobody else', async () => {
    const auditor = await signedIn(browser, site.url, 'auditor@tarnbury.example');
    for (const path of ['baselines', 'running-costs/new']) {
      const answer = await auditor.request.get(`${site.url}${round}/${path}`);
      expect([path, answer.status()]).toEqual([path, 404]);
    }
    await open(auditor, `${round}/savings`);
    expect(await main(auditor)).toContain('Corrected since it was settled');
  });
});
