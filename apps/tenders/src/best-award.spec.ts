import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor, Event } from '#messages/messages';
import {
  FindAwardExplanation,
  FindBestAward,
  type BestAwardAnswer,
  type TenderEvent,
} from '#messages/tenders';
import { freshDatabase, type FreshDatabase } from '#testing';
import {
  ada,
  consortiumId,
  drafted,
  offer,
  paper,
  personWith,
  quoteIds,
  quoteOf,
  tenderId,
  terms,
  trays,
} from './tender.fixture.js';
import { run, type Running } from './testing.js';
import { WorkOutAward } from './work-out-award.query.js';

/** Brackenfold is dearer for the trays, but with them its bundle makes the paper cheaper. */
const quotes = [
  {
    ...quoteOf('Brackenfold', offer(paper, [[1, 1240]]), offer(trays, [[1, 2650]])),
    bundles: [{ lotIds: [paper, trays], offBasisPoints: 500 }],
  },
  quoteOf('Nethermere', offer(paper, [[1, 1300]]), offer(trays, [[1, 2600]])),
  quoteOf('Quillstone', offer(paper, [[1, 1235]])),
];
const revealed: Event[] = [
  { type: 'QuotesOpened', data: { tenderId, consortiumId, openedBy: ['ada', 'ben'], seals: [] } },
  ...quotes.map((quote) => ({
    type: 'QuoteRevealed',
    data: { tenderId, consortiumId, ...quote, sealHash: quote.quoteId, salt: 'cd' },
  })),
];
const published: TenderEvent = {
  type: 'TenderPublished',
  data: { ...terms, sharingRuleVersion: 1, publishedBy: 'ben' },
};
const auditor = personWith('eva', 'auditor');

let database: FreshDatabase;
let app: Running;

beforeAll(async () => {
  database = await freshDatabase();
  app = await run(database.url);
  await app.record(`tender-${tenderId}`, drafted, published);
});

afterAll(async () => {
  await app.stop();
  await database.drop();
});

const best = (actor: Actor = ada) =>
  app.find<BestAwardAnswer, FindBestAward>(actor, FindBestAward, { tenderId });

async function ended<Answer extends { readonly state: string }>(
  ask: () => Promise<Answer>,
): Promise<Extract<Answer, { state: 'done' }>> {
  for (const until = Date.now() + 20_000; Date.now() < until;) {
    const answer = await ask();
    if (answer.state === 'done') return answer as never;
    if (answer.state === 'failed') throw new Error(JSON.stringify(answer));
    await new Promise((settle) => setTimeout(settle, 20));
  }
  throw new Error('It did not end.');
}

describe('The best award', () => {
  it('is there once the quotes are open, for those who see them', async () => {
    await expect(best()).rejects.toMatchObject({ code: 'not-found' });
    await app.record(`submissions-${tenderId}`, ...revealed);
    const school: Actor = {
      id: 'p',
      kind: 'person',
      grants: [{ role: 'school-buyer', consortiumId, schoolUrn: '990001' }],
    };
    await expect(best(school)).rejects.toMatchObject({ kind: 'forbidden' });
    const stranger = { ...ada, grants: [{ role: 'lead' as const, consortiumId: randomUUID() }] };
    await expect(best(stranger)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is worked out over all lots, proved, with what anyone needs to run it again', async () => {
    const { best: found } = await ended(() => best(auditor));
    const bundled = 804 * 1240 + 91 * 2650;
    expect(found).toMatchObject({
      outcome: 'awarded',
      proved: true,
      gapPence: 0,
      optimalSolutions: 1,
      costPence: Math.round(bundled * 0.95),
      moneyPence: Math.round(bundled * 0.95),
      bundlesPence: Math.round(bundled * 0.05),
      cannotShare: null,
      dearer: [],
      wins: [
        { lotId: paper, supplierName: 'Brackenfold', quantity: 804, goodsPence: 804 * 1240 },
        { lotId: trays, supplierName: 'Brackenfold', quantity: 91, goodsPence: 91 * 2650 },
      ],
    });
    expect(found.inputHash).toMatch(/^[0-9a-f]{64}$/);
    expect(found.solver).toMatch(/^HiGHS /);
  });

  it('is explained: who comes next, and what lot by lot would cost', async () => {
    const ask = () => app.find(ada, FindAwardExplanation, { tenderId });
    const { explanation } = await ended(ask);
    const [first] = explanation.lots;
    expect(first!.alone).toEqual([{ supplierName: 'Quillstone', quantity: 804 }]);
    expect(first!.wins[0]!.runnersUp).toEqual([{ supplierName: 'Quillstone', quantity: 804 }]);
    const apart = 804 * 1235 + 91 * 2600;
    const together = (804 * 1240 + 91 * 2650) * 0.95;
    expect(explanation.lotByLot).toMatchObject({
      costPence: apart,
      dearerByPence: Math.round(apart - together),
      violations: [],
    });
  });

  it('is what a recommendation is measured by', async () => {
    const worked = (of: { paper: string; trays: string }) => {
      const choices = [
        { lotId: paper, quoteId: of.paper },
        { lotId: trays, quoteId: of.trays },
      ];
      return app.ofRule(Object.assign(new WorkOutAward(), { tenderId, choices }));
    };
    const { Brackenfold, Nethermere, Quillstone } = quoteIds;
    const bundle = await worked({ paper: Brackenfold, trays: Brackenfold });
    expect(bundle.solved).toMatchObject({ proved: true, dearerByPence: 0 });
    const discount = bundle.lots!.flatMap(({ parts }) => parts.map((part) => part.discountPence));
    expect(discount).toEqual([49_848, 12_058]);
    const apart = await worked({ paper: Quillstone, trays: Nethermere });
    expect(apart.solved!.dearerByPence).toBe(
      Math.ceil(804 * 1235 + 91 * 2600 - (804 * 1240 + 91 * 2650) * 0.95),
    );
  });
});
