import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { sharingRules } from '#libs/allocation';
import { runShare } from '../../tools/share/run.js';
import { round } from '../../tools/share/testing.js';
import { expectNoViolations, expectReflows, openBrowser, visit } from './browser.js';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'commonpurse-statement-'));
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
  for (const [name, text] of Object.entries(round)) writeFileSync(join(folder, name), text);
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** Writes the statement of the round by a rule, and opens it as a file, as a governor does. */
async function statementBy(rule: string) {
  const out = join(folder, rule);
  const said = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const given = ['demand', 'quotes'].flatMap((name) => [`--${name}`, join(folder, `${name}.csv`)]);
  const code = await runShare([...given, '--rule', rule, '--out', out], {});
  said.mockRestore();
  expect(code).toBe(0);
  const page = await browser.newPage();
  await visit(page, pathToFileURL(join(out, 'statement.html')).href);
  return page;
}

describe('The statement that npm run share writes', () => {
  const rules = sharingRules.map(({ id }) => id).filter((id) => id !== 'held_harmless_equal_price');

  it.each(rules)('can be read by everyone, by %s', async (rule) => {
    const page = await statementBy(rule);
    expect(await page.innerText('h1')).toBe('Statement of savings');
    await expectNoViolations(page);
    await expectReflows(page);
    await page.close();
  });

  it('prints each school’s part on a page of its own', async () => {
    const page = await statementBy('equal_price');
    const pdf = await page.pdf({ format: 'A4' });
    const pages = pdf.toString('latin1').match(/\/Type \/Page\b/g) ?? [];
    expect(pages.length).toBeGreaterThanOrEqual(4);
    await page.close();
  });
});
