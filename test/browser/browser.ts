import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

/** Debian's Chromium, asking nothing of the network but what a page asks. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A browser for one piece of work, closed whatever happens. */
export async function withBrowser(work: (browser: Browser) => Promise<void>): Promise<void> {
  const browser = await openBrowser();
  try {
    await work(browser);
  } finally {
    await browser.close();
  }
}

const complaints = new WeakMap<Page, string[]>();

/** Opens an address; what the console complains of (content policy, scripts) is remembered. */
export async function visit(page: Page, address: string): Promise<number> {
  if (!complaints.has(page)) {
    const heard: string[] = [];
    complaints.set(page, heard);
    page.on('console', (line) => line.type() === 'error' && heard.push(line.text()));
    page.on('pageerror', (error) => heard.push(error.message));
  }
  const response = await page.goto(address);
  return response?.status() ?? 0;
}

/** Nothing was blocked by the content policy and no script failed, except answers like 404. */
export function complaintsOf(page: Page): string[] {
  const heard = complaints.get(page) ?? [];
  return heard.filter((line) => !line.startsWith('Failed to load resource: the server responded'));
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = JSON.stringify({
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  resultTypes: ['violations'],
});

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe finds against WCAG 2.2 A and AA (and good practice), as lines to read. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate<{ violations: Violation[] }>(`axe.run(${rules})`);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}

export async function expectNoViolations(page: Page): Promise<void> {
  const found = [...(await violationsOf(page)), ...complaintsOf(page)];
  if (found.length > 0) throw new Error(`${page.url()}\n${found.join('\n')}`);
}

/** At 320 CSS pixels (400% of 1280) nobody has to scroll the page sideways. */
export async function expectReflows(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  const widest = await page.evaluate<string>(wideElements);
  if (before) await page.setViewportSize(before);
  if (width > 320) throw new Error(`${page.url()} is ${width}px wide at 320px: ${widest}`);
}

const wideElements = `[...document.querySelectorAll('body *')]
  .filter((each) => each.getBoundingClientRect().right > 321 && !each.closest('.cp-scroll'))
  .map((each) => each.tagName + '.' + each.getAttribute('class')).slice(0, 5).join(', ')`;

/** A page of a browser with scripts switched off. */
export async function withoutJavaScript(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled: false });
  return context.newPage();
}

/**
 * Walks the page with the Tab key until it begins again and tells what was focused, in order.
 * Throws when focus cannot be seen or is caught in one place.
 */
export async function walkByKeyboard(page: Page, most = 150): Promise<string[]> {
  const walked: string[] = [];
  await page.evaluate('document.activeElement?.blur()');
  for (let step = 0; step < most; step++) {
    await page.keyboard.press('Tab');
    const { name, seen } = await page.evaluate<{ name: string; seen: boolean }>(focused);
    if (name === '' && walked.length > 0) return walked;
    if (name !== '' && !seen) throw new Error(`Focus cannot be seen on ${name}.`);
    if (name !== '') walked.push(name);
  }
  throw new Error(`Focus never left the page after ${most} steps: ${walked.slice(-5).join(', ')}.`);
}

const focused = `(() => {
  const at = document.activeElement;
  if (!at || at === document.body) return { name: '', seen: true };
  const look = getComputedStyle(at);
  const label = at.labels?.[0]?.textContent ?? at.getAttribute('aria-label') ?? at.textContent;
  const drawn = look.outlineStyle !== 'none' || look.boxShadow !== 'none';
  return { name: label.trim().replace(/\\s+/g, ' '), seen: drawn };
})()`;
