import type { Page } from 'playwright-core';
import { expectNoViolations, expectReflows, visit } from './browser.js';

/** Where a page says what is wrong. */
export const summary = '.govuk-error-summary';
/** Where it says what was saved. */
export const banner = '.govuk-notification-banner';

/** The demonstration's round that is open for commitment. */
export async function openRound(page: Page, site: string): Promise<void> {
  await visit(page, `${site}/rounds`);
  await page.click('text=Paper, books and towels');
}

/** Passes axe and reflows. */
export async function expectSound(page: Page): Promise<void> {
  await expectNoViolations(page);
  await expectReflows(page);
}
