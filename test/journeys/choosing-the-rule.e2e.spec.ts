import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DraftRound,
  FindLockedRound,
  LockRound,
  OpenRound,
  type LockedRound,
  type RuleProposal,
} from '#messages/rounds';
import type { RuleComparison } from '#messages/rule-comparison';
import { shapes } from './installation.js';
import { alder, birch, cedar, SmallCluster, type Who } from './small-cluster.js';
import { commit, draftOf, inDays, paperLot } from './small-round.js';
import { expectRefusal } from './wire.js';

const indicative = { fromQuantity: 40, unitPricePence: 800, source: 'last round' };
const lot = { ...paperLot, indicativeTiers: [{ ...indicative, sourceDay: '2026-03-01' }] };
const reason = 'The large orders bring the price down.';

describe.each(shapes)('Choosing how to share, in %s', (shape) => {
  let cluster: SmallCluster;
  let roundId: string;

  beforeAll(async () => {
    cluster = await SmallCluster.open(undefined, shape);
    roundId = randomUUID();
    await cluster.ask('lead', DraftRound, { ...draftOf(roundId, [lot]), lots: [lot] }, inDays(-1));
    await cluster.ask('lead', OpenRound, { roundId }, inDays(-1));
    await commit(cluster, roundId, { [alder]: 4, [birch]: 6, [cedar]: 50 });
  }, 300_000);
  afterAll(() => cluster.close(), 60_000);

  const page = async (who: Who, path: string, typed?: Record<string, string>) => {
    const { url } = cluster.wire;
    const headers = { Cookie: await cluster.cookieOf(who), Origin: url };
    const read = async (at: string) => (await fetch(url + at, { headers })).text();
    if (!typed) return read(path);
    const shown = await read(`/rounds/${roundId}`);
    const [, formToken = ''] = /name="formToken" value="([^"]+)"/.exec(shown) ?? [];
    const body = new URLSearchParams({ ...typed, formToken, commandId: randomUUID() });
    const sent = await fetch(url + path, { method: 'POST', body, headers, redirect: 'manual' });
    return `${sent.status} ${sent.headers.get('location') ?? (await sent.text())}`;
  };
  const compared = (who: Who) =>
    cluster.wire.until<RuleComparison>(
      who,
      `/rounds/${roundId}/sharing-rule`,
      ({ schools, pending }) => schools === 3 && !pending,
      'all rules are compared',
    );

  it('shows what each rule would give each school, before anybody quotes', async () => {
    const { rules, lots, inputHash } = await compared('lead');
    expect(lots).toMatchObject([{ quantity: 60, costPence: 48_000, onlyCeiling: false }]);
    expect(rules.map(({ rule, cannot }) => [rule.id, cannot])).toHaveLength(8);
    for (const { schools } of rules.filter(({ cannot }) => cannot === null)) {
      const sum = (of: (one: (typeof schools)[number]) => number) =>
        schools.reduce((all, one) => all + of(one), 0);
      expect([sum((one) => one.paysPence), sum((one) => one.transferPence)]).toEqual([48_000, 0]);
    }
    const own = await compared('cedarBuyer');
    expect([typeof inputHash, own.inputHash]).toEqual(['string', null]);
    const seen = own.rules.flatMap(({ schools }) => schools.map(({ schoolUrn }) => schoolUrn));
    expect(new Set(seen)).toEqual(new Set([cedar]));
    expect(own.rules.flatMap(({ audits }) => audits.flatMap(({ group }) => group))).toEqual([]);
    expect((await cluster.wire.get('ashdown', `/rounds/${roundId}/sharing-rule`)).status).toBe(404);
  });

  it('shows it on a page: all schools to the lead, the own one to a school', async () => {
    const path = `/rounds/${roundId}/sharing`;
    const lead = await page('lead', `${path}?rule=contribution`);
    for (const words of [
      'Alder Primary',
      'Cedar Primary',
      'Schools worse off',
      'Money that moves',
    ]) {
      expect(lead).toContain(words);
    }
    const cedars = await page('cedarBuyer', path);
    expect(cedars).toContain('You would pay');
    expect(cedars).not.toContain('Alder Primary');
    const csv = await page('cedarBuyer', `${path}/comparison.csv`);
    expect(csv).toContain('contribution,1,990003,Cedar Primary');
    expect(csv).not.toContain('990001');
    expect(await page('lead', `${path}?rule=no-such-rule`)).toContain('One price for everybody');
    expect(await page('ashdown', path)).toContain('not found');
  });

  it('is changed by the lead’s proposal and every approver’s consent, and fixed at lock', async () => {
    const sharing = `/rounds/${roundId}/sharing`;
    const incomplete = await page('lead', `${sharing}/proposal`, { sharingRule: 'contribution' });
    expect(incomplete).toMatch(/^400 .*Enter the reason/s);
    const typed = { sharingRule: 'contribution', reason };
    expect(await page('lead', `${sharing}/proposal`, typed)).toBe(`303 /rounds/${roundId}`);
    const seen = async (who: Who) => {
      const isThere = (found: { proposal: RuleProposal | null }) => found.proposal !== null;
      const found = await cluster.wire.until(who, `/rounds/${roundId}`, isThere, 'it is proposed');
      return found.proposal!;
    };
    const { proposalId, asked } = await seen('lead');
    expect([asked, (await seen('cedarBuyer')).waitingFor]).toEqual([3, [cedar]]);

    const accept = `${sharing}/proposals/${proposalId}/acceptances`;
    const shown = await page('trustHead', `/rounds/${roundId}`);
    expect(shown).toContain('Accept for Alder Primary');
    expect(shown).toContain(reason);
    expect(await page('cedarBuyer', `/rounds/${roundId}`)).not.toContain('Accept for');
    const foreign = { roundId, proposalId, schoolUrn: cedar };
    const api = `/rounds/${roundId}/sharing-rule/proposals`;
    const refused = await cluster.wire.post(
      'trustHead',
      `${api}/${proposalId}/acceptances`,
      foreign,
    );
    expect(refused.status).toBe(404);
    for (const schoolUrn of [alder, birch]) {
      expect(await page('trustHead', accept, { schoolUrn })).toBe(`303 /rounds/${roundId}`);
    }
    expect(await page('trustHead', accept, { schoolUrn: alder })).toMatch(/^409 .*has accepted/s);
    const answer = await cluster.wire.post('governorsHead', `${api}/${proposalId}/acceptances`, {
      schoolUrn: cedar,
    });
    expect(answer.status).toBe(201);
    const again = { proposalId: randomUUID(), sharingRule: 'contribution', reason };
    const rule = [409, 'rule-already-so', /is shared by that rule already/] as const;
    expectRefusal(await cluster.wire.post('lead', api, again), rule);
    expect(await page('cedarBuyer', `/rounds/${roundId}`)).toContain('By contribution');

    await cluster.ask('system', LockRound, { roundId }, inDays(15));
    const actor = { id: 'journey', kind: 'service', grants: [] } as const;
    const meta = { actor, after: String(await cluster.store.head()) };
    const { system } = cluster.installation;
    const locked = await system.query<LockedRound | null>(FindLockedRound, { roundId }, meta);
    expect(locked?.sharingRule).toBe('contribution');
  });
});
