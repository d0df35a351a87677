import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ApproveBudget, type FundView } from '#messages/ledger';
import type { DueTimeView, ReaderView, RefusedAskView } from '#messages/operations';
import { shapes, type Shape } from './installation.js';
import {
  ashdown,
  cedar,
  consortiumId,
  everybody,
  fundId,
  governors,
  SmallCluster,
  type Who,
} from './small-cluster.js';
import { openRound } from './small-round.js';

describe.each(shapes)('The operations of %s', (shape: Shape) => {
  let cluster: SmallCluster;
  let db: pg.Client;
  let roundId: string;
  const refusedId = randomUUID();

  beforeAll(async () => {
    cluster = await SmallCluster.open(undefined, shape);
    db = new pg.Client({ connectionString: cluster.installation.databaseUrl });
    await db.connect();
    roundId = await openRound(cluster);
    await refuseInvoice();
    await cluster.quiet();
  }, 90_000);

  afterAll(async () => {
    await db?.end();
    await cluster?.close();
  });

  /** As a process leaves it, whose invoice the budget of the party does not cover. */
  async function refuseInvoice(): Promise<void> {
    const [opened] = await cluster.store.readStream(`fund-${fundId}`);
    const body = {
      fundId,
      invoiceId: randomUUID(),
      roundId,
      partyId: governors,
      supplierId: ashdown,
      supplierName: 'Ashdown Supplies',
      invoiceNumber: 'A-1',
      dueDay: '2027-01-31',
      netPence: 2_000_00,
      vatPence: 400_00,
      grossPence: 2_400_00,
      schools: [{ schoolUrn: cedar, costPence: 2_000_00 }],
    };
    await db.query(
      `INSERT INTO event_sourcing.refused_asks (command_id, reader, command, body, code, message,
          event_id, event_type, stream, revision, position, consortium_id)
        VALUES ($1, 'post-on-match', 'PostInvoice', $2, 'unfunded', 'There is no budget for it.',
          $3, 'InvoiceMatched', $4, 0, 1, $5)`,
      [refusedId, JSON.stringify(body), opened?.id, `fund-${fundId}`, consortiumId],
    );
  }

  async function page(who: Who, path: string, form?: Record<string, string>) {
    const { url } = cluster.installation;
    const Cookie = await cluster.cookieOf(who);
    if (!form) return fetch(`${url}${path}`, { headers: { Cookie }, redirect: 'manual' });
    const text = await (await fetch(`${url}${path}`, { headers: { Cookie } })).text();
    const hidden = (name: string) =>
      new RegExp(`name="${name}" value="([^"]+)"`).exec(text)?.[1] ?? '';
    const fields = { formToken: hidden('formToken'), commandId: hidden('commandId'), ...form };
    return fetch(`${url}${path}`, {
      method: 'POST',
      headers: { Cookie, Origin: url },
      redirect: 'manual',
      body: new URLSearchParams(fields),
    });
  }

  it('shows an operator every reader, what is due and what was refused, in words', async () => {
    const answer = await page('operator', '/operations');
    expect(answer.status).toBe(200);
    const text = await answer.text();
    expect(text).toMatch(/All \d+ readers work\./);
    for (const words of ['post-on-match', 'Lock round', 'Round “', 'There is no budget for it.']) {
      expect(text).toContain(words);
    }
    expect(text).toContain(`href="/refused-asks/${refusedId}"`);
    expect(text).not.toContain(`href="/rounds/${roundId}"`);
    expect(await (await page('operator', '/home')).text()).toContain('href="/operations"');
  });

  it('is nothing that anybody else finds, as a page or in the API', async () => {
    const others = everybody.filter((who) => who !== 'operator');
    for (const who of others) {
      expect({ who, status: (await page(who, '/operations')).status }).toEqual({
        who,
        status: 404,
      });
      for (const path of ['readers', 'due-times']) {
        const { status } = await cluster.wire.get(who, `/operations/${path}`);
        expect({ who, path, status }).toEqual({ who, path, status: 404 });
      }
    }
    for (const who of ['alderBuyer', 'trustHead', 'ashdown', 'stranger', 'outsider'] as const) {
      const { status, text } = await cluster.wire.get(who, '/operations/refused-asks');
      expect([404, 200]).toContain(status);
      expect(text).not.toContain(refusedId);
      expect((await page(who, `/refused-asks/${refusedId}`)).status).toBe(404);
    }
  });

  it('tells the same to programs', async () => {
    const { wire } = cluster;
    const readers = await wire.find<ReaderView[]>('operator', '/operations/readers');
    expect(readers.filter(({ status }) => status !== 'working')).toEqual([]);
    expect(new Set(readers.map(({ kind }) => kind))).toEqual(
      new Set(['read-model', 'process', 'due-times']),
    );
    const due = await wire.find<DueTimeView[]>('operator', '/operations/due-times');
    expect(due).toMatchObject([{ command: 'LockRound', about: { roundId }, doneAt: null }]);
    const refused = await wire.find<RefusedAskView[]>('finance', '/operations/refused-asks');
    expect(refused).toMatchObject([{ refusedId, command: 'PostInvoice', about: { fundId } }]);
    expect(refused[0]?.event).toMatchObject({ revision: null, position: null });
    const [seen] = await wire.find<RefusedAskView[]>('operator', '/operations/refused-asks');
    expect(seen?.event).toMatchObject({ revision: 0, position: '1' });
  });

  it('lets finance hear of a refused invoice, and have it asked again when the reason is gone', async () => {
    expect(await (await page('finance', '/home')).text()).toContain('did not take 1 invoice');
    expect(await (await page('finance', `/funds/${fundId}`)).text()).toContain(
      'Matched invoices that the fund did not take',
    );
    const path = `/refused-asks/${refusedId}`;
    const event = `/events?stream=fund-${fundId}&amp;revision=0`;
    expect(await (await page('finance', path)).text()).toContain(`href="${event}"`);
    const recorded = await page('finance', event.replace('&amp;', '&'));
    expect([recorded.status, await recorded.text()]).toEqual([
      200,
      expect.stringContaining('Fund opened'),
    ]);
    expect((await page('finance', '/refused-asks/nothing')).status).toBe(404);
    const still = await page('finance', path, {});
    expect(still.status).toBe(409);
    expect(await still.text()).toContain('A-1');
    expect((await page('auditor', path, {})).status).toBe(404);
    await cluster.ask('governorsHead', ApproveBudget, {
      fundId,
      consortiumId,
      partyId: governors,
      amountPence: 3_000_00,
      minuteReference: 'Minute 8',
    });
    const done = await page('finance', path, {});
    expect([done.status, done.headers.get('location')]).toEqual([303, `/funds/${fundId}`]);
    await cluster.quiet();
    const fund = await cluster.wire.find<FundView>('finance', `/funds/${fundId}`);
    const party = fund.parties.find(({ partyId }) => partyId === governors);
    expect(party).toMatchObject({ spentPence: 2_000_00, calledPence: 2_400_00 });
    const after = await (await page('auditor', path)).text();
    expect(after).toContain('Asked again, it was taken.');
    expect(after).toMatch(/Asked again by\s*<\/dt>\s*<dd[^>]*>\s*finance\b/);
    expect(await (await page('finance', path)).text()).not.toContain('Ask again</button>');
    const operations = await (await page('operator', '/operations')).text();
    expect(operations).toMatch(/What was asked again, and taken[\s\S]*finance/);
    expect(operations).toContain('Nothing has been refused to a process.');
  });

  it('says in a sentence which reader cannot get over an event, and who goes on', async () => {
    const malformed = {
      id: randomUUID(),
      type: 'ContributionReceived',
      data: {
        fundId,
        consortiumId,
        partyId: governors,
        amountPence: 1,
        entry: { description: 'Malformed', effectiveDay: '2026-06-01' },
      },
      meta: { at: new Date().toISOString(), actor: 'nobody', commandId: 'c', correlationId: 'c' },
    };
    const expected = (await cluster.store.readStream(`fund-${fundId}`)).length - 1;
    const stream = `fund-${fundId}`;
    const { position } = await cluster.store.append({ stream, expected, events: [malformed] });
    const isShown = async () => {
      const text = await (await page('operator', '/operations')).text();
      return text.includes('<strong>journal</strong> cannot get over an event') ? text : undefined;
    };
    let text: string | undefined;
    for (const until = Date.now() + 15_000; !text && Date.now() < until;) text = await isShown();
    expect(text).toMatch(/\d readers? of \d+ do not work\./);
    expect(text).toContain(`ContributionReceived at position ${position} could not be`);
    expect(text).toContain('Stopped at an event');
    const readers = await cluster.wire.find<ReaderView[]>('operator', '/operations/readers');
    const ill = readers.filter(({ status }) => status === 'poisoned').map(({ name }) => name);
    expect(ill).toContain('journal');
    expect(readers.length).toBeGreaterThan(2 * ill.length);
    expect((await page('finance', '/operations')).status).toBe(404);
  }, 60_000);
});
