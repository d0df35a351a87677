import { v7 as newId } from 'uuid';
import type { Page } from 'playwright-core';
import type { Actor, Command, MessageClass } from '#messages/messages';
import type { DemonstrationSite } from './demonstration-site.js';

/** What a test does on a page, and what it reads there. */
export const press = (page: Page, words: string) => page.click(`main button:has-text("${words}")`);
export const main = (page: Page) => page.innerText('main');
export const banner = (page: Page) => page.innerText('.govuk-notification-banner');
export const summary = (page: Page) => page.innerText('.govuk-error-summary');
export const at = (page: Page) => new URL(page.url()).pathname;

const system: Actor = { id: 'spec', kind: 'service', grants: [] };
/** After every deadline of the demonstration: what a due time asks then is asked now. */
const later = new Date(Date.now() + 60 * 86_400_000).toISOString();

/** Asks what the system asks at a due time, by a clock that is ahead of ours. */
export async function atItsTime<C extends Command>(
  { buses }: DemonstrationSite,
  message: MessageClass<C>,
  body: object,
): Promise<void> {
  const meta = { commandId: newId(), actor: system, at: later, correlationId: newId() };
  await buses.command(message, body, meta);
}
