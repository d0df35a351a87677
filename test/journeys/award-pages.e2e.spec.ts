import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SealQuote, type OwnSubmission } from '#messages/quotes';
import { LockRound } from '#messages/rounds';
import { PublishTender, type TenderSummary, type TenderView } from '#messages/tenders';
import { alder, ashdown, birch, consortiumId, SmallCluster, type Who } from './small-cluster.js';
import { closeAndOpen, commit, inDays, openRound, paper, suppliers } from './small-round.js';

describe('The pages of an award that is scored lot by lot', () => {
  let cluster: SmallCluster;
  let cookie: string;
  let roundId: string;
  let tenderId: string;

  beforeAll(async () => {
    cluster = await SmallCluster.open();
    cookie = await cluster.cookieOf('lead');
    roundId = await openRound(cluster);
    await commit(cluster, roundId, { [alder]: 30, [birch]: 20 });
    await cluster.ask('system', LockRound, { roundId }, inDays(15));
  }, 300_000);
  afterAll(() => cluster.close(), 60_000);

  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${cluster.wire.url}${path}`, {
      redirect: 'manual',
      ...init,
      headers: { cookie, ...init.headers },
    });
  async function page(path: string): Promise<string> {
    const answer = await ask(path);
    expect({ path, status: answer.status }).toEqual({ path, status: 200 });
    return answer.text();
  }
  /** What a browser sends of a form that it was shown. */
  async function send(shown: string, to: string, typed: Record<string, string>) {
    const html = await page(shown);
    const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)![1]!;
    const own = { formToken: hidden('formToken'), commandId: hidden('commandId') };
    const answer = await ask(to, {
      method: 'POST',
      body: new URLSearchParams({ ...own, ...typed }).toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: cluster.wire.url,
      },
    });
    return { status: answer.status, text: await answer.text() };
  }

  it('take the terms: quality counts, and each lot goes to one', async () => {
    const [year = '', month = '', day = ''] = inDays(20).slice(0, 10).split('-');
    const typed = {
      'closes-day': day,
      'closes-month': month,
      'closes-year': year,
      'closes-time': '12:00',
      paymentDays: '30',
      deliveryTerms: 'To each school.',
      scoring: 'relative',
      priceWeight: '50',
      maxWinners: '2',
    };
    const [form, to] = [`/rounds/${roundId}/tender/new`, `/rounds/${roundId}/tender`];
    const check = await send(form, to, { ...typed, step: 'check' });
    expect(check.text).toContain('50 of 100 points for lowest price ÷ price');
    const wrong = await send(form, to, { ...typed, step: 'check', maxWinners: '0' });
    expect(wrong.text).toContain('must be from 1 to 100');
    expect((await send(form, to, { ...typed, step: 'save' })).status).toBe(303);
    const isThere = (all: TenderSummary[]) => all.length === 1;
    const [made] = await cluster.wire.until('lead', '/tenders', isThere, 'it is drafted');
    tenderId = made!.tenderId;
    expect(await page(`/tenders/${tenderId}/revision`)).toMatch(/value="relative"\s+checked/);
    expect(await page(`/tenders/${tenderId}`)).toContain('At most 2');
  });

  it('take quality scores, and rank by them', async () => {
    await cluster.ask('approver', PublishTender, { tenderId });
    const path = `/tenders/${tenderId}/submissions/${ashdown}`;
    const isOpen = ({ status }: OwnSubmission) => status === 'open';
    await cluster.wire.until('ashdown', path, isOpen, 'quotes are taken');
    for (const [who, price] of [
      ['ashdown', 6_00],
      ['beckside', 9_00],
    ] as const) {
      const tiers = [{ fromQuantity: 1, unitPricePence: price }];
      const lines = [
        { lotId: paper, meetsSpecification: true, basis: 'all-units' as const, tiers },
      ];
      const which = { tenderId, consortiumId, supplierId: suppliers[who], quoteId: randomUUID() };
      await cluster.ask(who as Who, SealQuote, { ...which, lines });
    }
    await closeAndOpen(cluster, tenderId);
    const isOpened = ({ status }: TenderView) => status === 'opened';
    await cluster.wire.until('lead', `/tenders/${tenderId}`, isOpened, 'the quotes are opened');
    expect(await page(`/tenders/${tenderId}/assessment`)).toContain('Quality scores are missing');
    const form = `/tenders/${tenderId}/quality?lotId=${paper}`;
    const to = `/tenders/${tenderId}/quality`;
    const typed = { lotId: paper, 'quality-0': '20', 'quality-1': '70', reason: 'Samples.' };
    const wrong = await send(form, to, { ...typed, 'quality-0': '101' });
    expect(wrong.text).toContain('The score of Ashdown Supplies is of 100');
    expect((await send(form, to, typed)).status).toBe(303);
    const isScored = ({ lots }: TenderView) => lots[0]!.scores!.scores.length === 2;
    await cluster.wire.until('lead', `/tenders/${tenderId}`, isScored, 'the quotes are scored');
    const assessed = await page(`/tenders/${tenderId}/assessment`);
    expect(assessed).toMatch(/Beckside Trading[\s\S]*68.33/);
    expect(assessed).toContain('there is no award of least cost to work out');
  });

  it('recommend the best score, and show who decides what it is shared by', async () => {
    const form = `/tenders/${tenderId}/recommendation`;
    const shown = await page(form);
    const [, chosen] = /value="([0-9a-f-]+)"\s+checked/.exec(shown) ?? [];
    const sent = await send(form, form, { 'lot-0': chosen!, reason: 'Only two quoted.' });
    expect(sent.status).toBe(303);
    const isRecommended = ({ status }: TenderView) => status === 'recommended';
    await cluster.wire.until('lead', `/tenders/${tenderId}`, isRecommended, 'it is recommended');
    const decision = await page(`/tenders/${tenderId}/decision`);
    expect(decision).toContain('Beckside Trading');
    expect(decision).toContain('One price for everybody');
    expect(await page(`/tenders/${tenderId}/award/explanation`)).toContain('scored lot by lot');
  });
});
