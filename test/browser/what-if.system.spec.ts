import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { roundIdOf } from '../../apps/marketplace/src/demonstration/buying.js';
import { expectNoViolations, expectReflows, openBrowser, visit } from './browser.js';
import { signedIn, startDemonstration, type DemonstrationSite } from './demonstration-site.js';

jest.setTimeout(90_000);

const whatIf = (round: string) => `/rounds/${roundIdOf(round)}/what-if`;

let browser: Browser;
let site: DemonstrationSite;
let lead: Page;
let plain: Page;

const person = 'lead@tarnbury.example';

beforeAll(async () => {
  [browser, site] = await Promise.all([openBrowser(), startDemonstration()]);
  lead = await signedIn(browser, site.url, person);
  plain = await signedIn(browser, site.url, person, { javaScriptEnabled: false });
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const open = (page: Page, path: string) => visit(page, site.url + path);
const main = (page: Page) => page.innerText('main');

describe('What if', () => {
  it('shows the truth until something is asked, and says what it is', async () => {
    await open(lead, whatIf('one'));
    const text = await main(lead);
    expect(text).toContain('Not the truth.');
    expect(text).toContain('£23,765.40');
    expect(text).toContain('No difference');
    await expectNoViolations(lead);
    await expectReflows(lead);
  });

  it('leaves out a school without any script, and says what that costs the others', async () => {
    await open(plain, whatIf('one'));
    await plain.selectOption('#without', { label: 'Without Tarnbury Academy' });
    await plain.click('button:text-is("Work it out")');
    const text = await main(plain);
    expect(text).toContain('Had Tarnbury Academy never taken part, the others would pay');
    expect(text).toContain('Leaving after the award would cost the others');
    const file = await plain.getAttribute('a:has-text("Download this data")', 'href');
    const answer = await plain.request.get(site.url + file);
    expect(await answer.text()).toContain('school,item,pays_in_truth,would_pay,difference');
    await visit(lead, plain.url());
    await expectNoViolations(lead);
  });

  it('says beside the field what is wrong with a price', async () => {
    await open(lead, `${whatIf('one')}?from-0=5&price-0=many`);
    const text = await main(lead);
    expect(text).toContain('There is a problem');
    expect(await lead.innerText('#price-0-error')).toContain('“many” is not a number');
    expect(await lead.innerText('#lot-error')).toContain('Select the lot');
    await expectNoViolations(lead);
  });

  it('works at indicative prices while a round is open, for those who see all demand', async () => {
    await open(lead, whatIf('two'));
    expect(await main(lead)).toContain('at indicative prices that no supplier has quoted');
    const school = await signedIn(browser, site.url, 'buyer-990008@tarnbury.example');
    expect(await visit(school, site.url + whatIf('two'))).toBe(404);
    expect(await visit(school, site.url + whatIf('one'))).toBe(200);
    expect(await main(school)).toContain('You see your own school’s row.');
  });
});

describe('An open round', () => {
  it('says what the next price is worth, who has room, and what it means to one school', async () => {
    const round = `/rounds/${roundIdOf('two')}`;
    await open(lead, round);
    const text = await main(lead);
    expect(text).toContain('84 more boxes save everyone £446.40 in all.');
    expect(text).toContain('From 1,162 boxes, buying 1,200 costs less.');
    expect(text).toContain('Schools with room: Tarnbury Academy 20, Fellrigg School 10');
    expect(text).toContain('52 more packs save everyone £219.20 in all.');
    await expectNoViolations(lead);
    const school = await signedIn(browser, site.url, 'buyer-990008@tarnbury.example');
    await visit(school, site.url + round);
    const own = await main(school);
    expect(own).toContain('At £11.95 your 13 boxes would cost £155.35 instead of £160.55.');
    expect(own).not.toContain('Schools with room');
  });
});
