import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FundView } from '#messages/ledger';
import { orderIdOf } from '#messages/orders';
import type { RoundView } from '#messages/rounds';
import { contractIdOf, type ContractView } from '#messages/tenders';
import {
  alder,
  ashdown,
  beckside,
  cedar,
  consortiumId,
  everybody,
  fundId,
  governors,
  SmallCluster,
  trust,
  type Who,
} from './small-cluster.js';
import { commit, inDays, openRound, openTender, order, seal } from './small-round.js';
import { expectNoInsides } from './wire.js';

let cluster: SmallCluster;
let openId: string;
let roundId: string;
let tenderId: string;
let orderId: string;
let position: string;

beforeAll(async () => {
  cluster = await SmallCluster.open();
  openId = await openRound(cluster);
  await commit(cluster, openId, { [alder]: 5, [cedar]: 7 });
  tenderId = await openTender(cluster, { [alder]: 10, [cedar]: 10 }, () => inDays(7));
  const tender = await cluster.wire.find<{ roundId: string }>('lead', `/tenders/${tenderId}`);
  ({ roundId } = tender);
  await seal(cluster, tenderId, 'beckside', 950);
  const quoteId = await seal(cluster, tenderId, 'ashdown', 900);
  orderId = await order(cluster, tenderId, quoteId, ['trustHead', 'governorsHead']);
  await cluster.quiet();
  position = String(await cluster.store.head());
}, 60_000);
afterAll(() => cluster.close());

/** An answer without what differs from one request to the next. */
async function bytesOf(who: Who, path: string): Promise<string> {
  const answer = await cluster.wire.get(
    who,
    `${path}${path.includes('?') ? '&' : '?'}after=${position}`,
  );
  const { correlationId: _, ...body } = answer.json;
  const kinds = answer.headers.get('content-type');
  return JSON.stringify({ status: answer.status, kinds, body });
}

const missing = randomUUID();

describe('What is not yours to see', () => {
  const ids = () => ({ openId, roundId, tenderId, orderId, fundId, consortiumId });
  type Place = (id: string) => string;
  const noOrder = orderIdOf(missing, ashdown);
  const events: Place = (id) => `/events?stream=submissions-${id}&revision=2`;
  const fund = (part: string) => (id: string) => `/funds/${id}${part}`;

  it.each<[string, Who, keyof ReturnType<typeof ids>, Place]>([
    ['another’s quote', 'beckside', 'tenderId', (id) => `/tenders/${id}/submissions/${ashdown}`],
    ['another’s feedback', 'beckside', 'tenderId', (id) => `/tenders/${id}/feedback/${ashdown}`],
    ['events of another’s quote', 'beckside', 'tenderId', events],
    ['another supplier’s order', 'beckside', 'orderId', (id) => `/orders/${id}`],
    ['an order without own lines', 'birchBuyer', 'orderId', (id) => `/orders/${id}`],
    ['a round, to a supplier', 'ashdown', 'openId', (id) => `/rounds/${id}`],
    ['shares, to a supplier', 'ashdown', 'roundId', (id) => `/rounds/${id}/shares`],
    ['a statement, to one', 'ashdown', 'roundId', (id) => `/rounds/${id}/statements/${alder}`],
    ['a fund, to a supplier', 'ashdown', 'fundId', fund('')],
    ['transfers, to a supplier', 'ashdown', 'fundId', fund('/transfers')],
    ['transfers, to no member', 'outsider', 'fundId', fund('/transfers')],
    ['refunds of suppliers, to no member', 'outsider', 'fundId', fund('/supplier-refunds')],
    ['a round, to no member', 'outsider', 'openId', (id) => `/rounds/${id}`],
    ['events, to no member', 'outsider', 'openId', (id) => `/events?stream=round-${id}`],
    ['a tender, to no member', 'outsider', 'tenderId', (id) => `/tenders/${id}`],
    ['opened quotes, to no member', 'outsider', 'tenderId', (id) => `/tenders/${id}/quotes`],
    ['a ledger, to no member', 'outsider', 'fundId', fund('/ledger')],
    ['a trial balance, to no member', 'outsider', 'fundId', fund('/trial-balance')],
    ['members, to no member', 'outsider', 'consortiumId', (id) => `/consortia/${id}/members`],
    ['people, to no member', 'outsider', 'consortiumId', (id) => `/consortia/${id}/people`],
    ['a round, to nobody in particular', 'stranger', 'openId', (id) => `/rounds/${id}`],
  ])('is answered as if it were missing: %s', async (_, who, kind, place) => {
    const hidden = await bytesOf(who, place(ids()[kind]));
    expect(hidden).toBe(await bytesOf(who, place(kind === 'orderId' ? noOrder : missing)));
    expect(hidden).toMatch(/"status":404|"body":\[\]/);
    expectNoInsides(hidden);
  });

  it('is answered as if it were missing when somebody tries to change it', async () => {
    const contract = contractIdOf(tenderId, trust, ashdown);
    const none = contractIdOf(missing, trust, ashdown);
    const demand = (id: string, act: string) => `/rounds/${id}/demand/${alder}/${act}`;
    const attempts: [Who, string, string, object][] = [
      ['governorsHead', `/contracts/${contract}/signature`, `/contracts/${none}/signature`, {}],
      [
        'outsider',
        `/rounds/${openId}/cancellation`,
        `/rounds/${missing}/cancellation`,
        { reason: 'x' },
      ],
      ['outsider', `/tenders/${tenderId}/award`, `/tenders/${missing}/award`, {}],
      ['governorsHead', demand(openId, 'withdrawal'), demand(missing, 'withdrawal'), {}],
      ['cedarBuyer', demand(openId, 'abstention'), demand(missing, 'abstention'), {}],
    ];
    const before = await cluster.store.head();
    for (const [who, there, nowhere, body] of attempts) {
      const [one, other] = await Promise.all([
        cluster.wire.post(who, there, body),
        cluster.wire.post(who, nowhere, body),
      ]);
      expect([there, one.status, one.text]).toEqual([there, other.status, other.text]);
    }
    expect(await cluster.store.head()).toBe(before);
  });
});

describe('Who sees which part', () => {
  const seenBy = <Found>(who: Who, path: string) =>
    cluster.wire.find<Found>(who, `${path}?after=${position}`);

  it('a school sees its own demand and everybody’s totals; the lead sees all', async () => {
    const schools = ({ demand }: RoundView) => demand.map(({ schoolUrn }) => schoolUrn);
    const path = `/rounds/${openId}`;
    expect(schools(await seenBy('alderBuyer', path))).toEqual([alder]);
    expect(schools(await seenBy('cedarBuyer', path))).toEqual([cedar]);
    expect(schools(await seenBy('birchBuyer', path))).toEqual([]);
    for (const who of ['lead', 'finance', 'auditor'] as const) {
      expect(schools(await seenBy(who, path)).toSorted()).toEqual([alder, cedar]);
    }
    const totals = (view: RoundView) =>
      view.lots.map(({ desired, schools: count }) => [desired, count]);
    expect(totals(await seenBy('birchBuyer', path))).toEqual([[12, 2]]);
  });

  it('a party sees its own money and contracts', async () => {
    const parties = async (who: Who) => {
      const fund = await seenBy<FundView>(who, `/funds/${fundId}`);
      return fund.parties.map(({ partyId }) => partyId);
    };
    expect(await parties('trustHead')).toEqual([trust]);
    expect(await parties('governorsHead')).toEqual([governors]);
    expect((await parties('auditor')).toSorted()).toEqual([trust, governors].toSorted());
    const contracts = async (who: Who) => {
      const found = await seenBy<ContractView[]>(who, '/contracts');
      return found.map(({ partyId }) => partyId).toSorted();
    };
    expect(await contracts('trustHead')).toEqual([trust]);
    expect(await contracts('ashdown')).toEqual([trust, governors].toSorted());
    expect(await contracts('beckside')).toEqual([]);
    expect(await contracts('outsider')).toEqual([]);
  });

  it('a supplier sees no ceiling, no other supplier and no school’s last price', async () => {
    for (const who of ['ashdown', 'beckside'] as const) {
      const [mine, other] = who === 'ashdown' ? [ashdown, beckside] : [beckside, ashdown];
      const tender = await cluster.wire.get(who, `/tenders/${tenderId}`);
      expect(tender.json).toMatchObject({ lots: [{ ceilingPence: null, ranking: [] }] });
      const suppliers = await cluster.wire.get(who, '/suppliers');
      expect(suppliers.text).toContain(mine);
      expect(suppliers.text).not.toContain(other);
    }
  });

  it('an auditor reads and never writes', async () => {
    const before = await cluster.store.head();
    const body = { reason: 'Because.' };
    const answer = await cluster.wire.post('auditor', `/rounds/${openId}/cancellation`, body);
    expect([answer.status, answer.json['code']]).toEqual([403, 'forbidden']);
    expect(await cluster.store.head()).toBe(before);
  });

  it('nobody’s list holds what they may not open', async () => {
    for (const who of everybody) {
      for (const { roundId: id } of await seenBy<{ roundId: string }[]>(who, '/rounds')) {
        expect([who, (await cluster.wire.get(who, `/rounds/${id}`)).status]).toEqual([who, 200]);
      }
      for (const { tenderId: id } of await seenBy<{ tenderId: string }[]>(who, '/tenders')) {
        expect([who, (await cluster.wire.get(who, `/tenders/${id}`)).status]).toEqual([who, 200]);
      }
    }
  });
});
