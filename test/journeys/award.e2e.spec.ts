import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SealQuote, type OwnSubmission, type QuoteLine } from '#messages/quotes';
import { LockRound } from '#messages/rounds';
import {
  ApproveAward,
  DraftTender,
  PublishTender,
  type AwardCases,
  type AwardExplanationAnswer,
  type BestAwardAnswer,
  type ContractView,
  type TenderView,
} from '#messages/tenders';
import { awards } from '../../tools/case-awards.js';
import { shapes } from './installation.js';
import {
  alder,
  ashdown,
  beckside,
  birch,
  cedar,
  consortiumId,
  SmallCluster,
} from './small-cluster.js';
import {
  closeAndOpen,
  commit,
  inDays,
  openRound,
  paper,
  suppliers,
  type Supplier,
} from './small-round.js';

describe.each(shapes)('An award that two suppliers share, in %s', (shape) => {
  let cluster: SmallCluster;
  let tenderId: string;
  const quoteIds = { ashdown: randomUUID(), beckside: randomUUID() };

  beforeAll(async () => {
    cluster = await SmallCluster.open(undefined, shape);
    const roundId = await openRound(cluster);
    await commit(cluster, roundId, { [alder]: 30, [birch]: 20, [cedar]: 10 });
    await cluster.ask('system', LockRound, { roundId }, inDays(15));
    tenderId = randomUUID();
    const terms = { paymentDays: 30, deliveryTerms: 'To each school.', closesAt: inDays(3) };
    const lotTerms = [{ lotId: paper, maxSuppliers: 2 }];
    const which = { tenderId, roundId, consortiumId };
    await cluster.ask('lead', DraftTender, { ...which, ...terms, lotTerms });
    await cluster.ask('approver', PublishTender, { tenderId });
    const path = `/tenders/${tenderId}/submissions/${ashdown}`;
    const isOpen = ({ status }: OwnSubmission) => status === 'open';
    await cluster.wire.until('ashdown', path, isOpen, 'quotes are taken');
    await sealed('ashdown', 8_00, { capacity: 40 });
    await sealed('beckside', 8_50, { fixedFeePence: 1_00 });
    await closeAndOpen(cluster, tenderId);
    const isOpened = ({ status }: TenderView) => status === 'opened';
    await cluster.wire.until('lead', `/tenders/${tenderId}`, isOpened, 'the quotes are opened');
  }, 300_000);
  afterAll(() => cluster.close(), 60_000);

  async function sealed(supplier: Supplier, unitPricePence: number, terms: Partial<QuoteLine>) {
    const tiers = [{ fromQuantity: 1, unitPricePence }];
    const line = { lotId: paper, meetsSpecification: true, basis: 'all-units' as const, tiers };
    const which = { tenderId, consortiumId, supplierId: suppliers[supplier] };
    const quoteId = quoteIds[supplier];
    await cluster.ask(supplier, SealQuote, { ...which, quoteId, lines: [{ ...line, ...terms }] });
  }

  const best = () =>
    cluster.wire.until<Extract<BestAwardAnswer, { state: 'done' }>>(
      'auditor',
      `/tenders/${tenderId}/best-award`,
      ({ state }) => state === 'done',
      'the best award is worked out',
    );
  const page = async (path: string) => {
    const headers = { cookie: await cluster.cookieOf('lead') };
    const answer = await fetch(`${cluster.wire.url}/tenders/${tenderId}/${path}`, { headers });
    expect(answer.status).toBe(200);
    return answer.text();
  };

  it('is worked out, proved and the only one', async () => {
    const { best: found } = await best();
    expect(found).toMatchObject({ proved: true, optimalSolutions: 1, costPence: 491_00 });
    expect(found.wins.map(({ supplierName, quantity }) => [supplierName, quantity])).toEqual([
      ['Ashdown Supplies', 40],
      ['Beckside Trading', 20],
    ]);
    expect(await page('assessment')).toContain('Proved: no award of these quotes costs less.');
  });

  it('is explained, lot by lot and by what each limit costs', async () => {
    const { explanation } = await cluster.wire.until<
      Extract<AwardExplanationAnswer, { state: 'done' }>
    >(
      'lead',
      `/tenders/${tenderId}/best-award/explanation`,
      ({ state }) => state === 'done',
      'it is explained',
    );
    const [first, second] = explanation.lots[0]!.wins;
    expect(first!.without).toEqual({
      dearerByPence: 20_00,
      atLeastDearerByPence: 20_00,
      proved: true,
    });
    expect(second!.without.dearerByPence).toBeNull();
    expect(await page('award/explanation')).toContain('Not every lot could be filled');
  });

  it('can be run again from its file, to the same fingerprint', async () => {
    const { cases } = JSON.parse(await page('award/case.json')) as AwardCases;
    const { input, expected } = cases[0]!;
    const { best: found } = await best();
    const again = (await awards(input)) as Record<string, unknown>;
    expect(again).toMatchObject({ costPence: 491_00, proved: true, inputHash: found.inputHash });
    expect(again).toMatchObject({ awards: expected!['awards'] });
  });

  it('wants a reason for a dearer choice, and says by how much', async () => {
    const choices = [{ lotId: paper, quoteId: quoteIds.beckside, quantity: 60 }];
    const path = `/tenders/${tenderId}/recommendation`;
    const answer = await cluster.wire.post('lead', path, { choices });
    expect(answer).toMatchObject({ status: 409, json: { code: 'reason-needed' } });
    expect(answer.text).toContain('£20.00 more than the award of least cost');
    const over = [{ lotId: paper, quoteId: quoteIds.ashdown, quantity: 60 }];
    expect((await cluster.wire.post('lead', path, { choices: over })).json).toMatchObject({
      code: 'capacity-exceeded',
    });
  });

  it('gives every school one price, whoever supplies it', async () => {
    expect(await page('recommendation')).toMatch(/name="units-0-\d"[^>]*value="40"/);
    const choices = [
      { lotId: paper, quoteId: quoteIds.ashdown, quantity: 40 },
      { lotId: paper, quoteId: quoteIds.beckside, quantity: 20 },
    ];
    const path = `/tenders/${tenderId}/recommendation`;
    const reason = 'Two suppliers quoted; both know our schools.';
    const answer = await cluster.wire.post('lead', path, { choices, reason });
    expect(answer.status).toBe(201);
    expect(await page('decision')).toContain('blended price');
    await cluster.ask('approver', ApproveAward, { tenderId });
    const isAwarded = ({ status }: TenderView) => status === 'awarded';
    const tender = await cluster.wire.until<TenderView>(
      'lead',
      `/tenders/${tenderId}`,
      isAwarded,
      'it is awarded',
    );
    const { shares = [], winners = [] } = tender.lots[0]!;
    expect(winners.map(({ totalPence }) => totalPence)).toEqual([320_00, 171_00]);
    const paid = (urn: string) =>
      shares
        .filter(({ schoolUrn }) => schoolUrn === urn)
        .map(({ quantity, paysPence, sharePence }) => [quantity, paysPence, sharePence]);
    expect(paid(alder)).toEqual([[30, 240_00, 245_50]]);
    expect(paid(cedar)).toEqual([[10, 85_50, 81_83]]);
    expect(paid(birch).map(([quantity, pays]) => [quantity, pays])).toEqual([
      [10, 80_00],
      [10, 85_50],
    ]);
    const sum = (of: (share: (typeof shares)[number]) => number) =>
      shares.reduce((all, share) => all + of(share), 0);
    expect(sum((share) => share.sharePence!)).toBe(491_00);
    expect(sum((share) => share.paysPence)).toBe(491_00);
    expect(tender.solved).toMatchObject({ proved: true, dearerByPence: 0 });
  });

  it('makes a contract with each supplier, adding up to the penny', async () => {
    const contracts = await cluster.wire.until<ContractView[]>(
      'auditor',
      `/contracts?tenderId=${tenderId}`,
      (found) => found.length === 3,
      'three contracts are issued',
    );
    const net = contracts.reduce((all, { netPence }) => all + netPence, 0);
    expect(net).toBe(491_00);
    const withBeckside = contracts.filter(({ supplierId }) => supplierId === beckside);
    expect(withBeckside.map(({ netPence }) => netPence).sort()).toEqual([85_50, 85_50]);
    expect(await page('award')).toContain('Pays in the end');
  });
});
