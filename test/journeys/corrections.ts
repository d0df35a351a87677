import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { sumPence, vatPence } from '#libs/money';
import type { TransferView } from '#messages/ledger';
import type { Transfer } from '#messages/savings';
import { consortiumId, type SmallCluster, type Who } from './small-cluster.js';
import { paper } from './small-round.js';

/** Today, and a line and the totals of an invoice or a credit note for paper. */
export const day = new Date().toISOString().slice(0, 10);
export const line = (schoolUrn: string, quantity: number, netPence: number) => {
  return { lotId: paper, schoolUrn, quantity, netPence };
};
export const totals = (lines: readonly { netPence: number }[]) => {
  const net = sumPence(lines.map(({ netPence }) => netPence));
  const vat = vatPence(net, 2000);
  return { netPence: net, vatPence: vat, grossPence: net + vat };
};

/** The three boxes of a day, filled in with today. */
export const dayFields = (field: string) => {
  const [year = '', month = '', date = ''] = day.split('-');
  return { [`${field}-day`]: date, [`${field}-month`]: month, [`${field}-year`]: year };
};

/** What some transfers add up to. */
export const netOf = (posted: readonly TransferView[], isOf: (transfer: Transfer) => boolean) =>
  sumPence(
    posted
      .flatMap(({ transfers }) => transfers)
      .filter(isOf)
      .map(({ amountPence }) => amountPence),
  );

/** What somebody sees on a page or, with what they type into its form, where it leads. */
export async function visit(
  cluster: SmallCluster,
  who: Who,
  path: string,
  typed?: Record<string, string>,
): Promise<string> {
  const { url } = cluster.wire;
  const headers = { Cookie: await cluster.cookieOf(who), Origin: url };
  const shown = await (await fetch(url + path, { headers })).text();
  if (!typed) return shown;
  const hidden = (name: string) =>
    new RegExp(`name="${name}" value="([^"]+)"`).exec(shown)?.[1] ?? '';
  const fields = { formToken: hidden('formToken'), commandId: hidden('commandId') };
  const body = new URLSearchParams({ ...fields, ...typed });
  const sent = await fetch(url + path, { method: 'POST', body, headers, redirect: 'manual' });
  return `${sent.status} ${sent.headers.get('location') ?? (await sent.text())}`;
}

/** £30.00 of advice that goes back to a party: one records it, another confirms it on the page. */
export async function costByTwo(
  cluster: SmallCluster,
  roundId: string,
  paidToPartyId: string,
): Promise<void> {
  const path = `/rounds/${roundId}/running-costs`;
  const what = { costId: randomUUID(), description: 'Legal advice', amountPence: 30_00 };
  const cost = { ...what, consortiumId, paidToPartyId, evidenceReference: 'LAW 9' };
  expect((await cluster.wire.post('lead', path, cost)).status).toBeLessThan(300);
  await cluster.quiet();
  const confirmation = `${path}/${cost.costId}/confirmation`;
  expect(await visit(cluster, 'finance', `/rounds/${roundId}/savings`)).toContain(confirmation);
  expect(await visit(cluster, 'lead', confirmation)).toContain('You recorded it yourself');
  expect((await cluster.wire.post('lead', confirmation, {})).status).toBe(409);
  const savings = `303 /rounds/${roundId}/savings`;
  expect(await visit(cluster, 'finance', confirmation, {})).toBe(savings);
}
