import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { visit, withBrowser } from './browser.js';

export interface Shot {
  /** The file's name without its ending. */
  readonly name: string;
  readonly path: string;
  /** Default 1280; 390 is a phone. */
  readonly width?: number;
  /** Only so much from the top; the whole page without it. */
  readonly tallest?: number;
  /** What happens before the picture: signing in, filling a form. */
  readonly before?: (page: Page) => Promise<void>;
}

/** Takes whole pages into a folder, each in a fresh session, and tells the files. */
export async function takeShots(
  browser: Browser,
  site: string,
  shots: readonly Shot[],
  folder: string,
): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const files: string[] = [];
  for (const { name, path, width = 1280, tallest = Infinity, before } of shots) {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    if (before) await before(page);
    await visit(page, new URL(path, site).href);
    const file = join(folder, `${name}.png`);
    const whole = await page.evaluate<number>('document.documentElement.scrollHeight');
    await page.setViewportSize({ width, height: Math.min(whole, tallest) });
    await page.screenshot({ path: file });
    await context.close();
    files.push(file);
  }
  return files;
}

/** `node dist/test/browser/screenshot.js http://127.0.0.1:3000 folder / /privacy …` */
if (process.argv[1]?.endsWith('screenshot.js')) {
  const [, , site = 'http://127.0.0.1:3000', folder = 'screenshots', ...paths] = process.argv;
  const shots = paths.map((path) => ({ name: path.slice(1).replaceAll('/', '-') || 'home', path }));
  await withBrowser(async (browser) => {
    for (const file of await takeShots(browser, site, shots, folder)) console.log(file);
  });
}
