import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import canonicalize from 'canonicalize';
import {
  ConfirmRunningCost,
  CorrectBaseline,
  FindComputedShares,
  FindSavings,
  FindShares,
  FindStatement,
  RecordRunningCost,
  savingsBy,
  yearEnds,
  type SavingsAmounts,
  type SavingsOverview,
  type Shares,
  type Statement,
} from '#messages/savings';
import { freshDatabase, type FreshDatabase } from '#testing';
import {
  chance,
  happening,
  inventRound,
  members,
  partyOf,
  schools,
  type InventedRound,
} from './random-history.fixture.js';
import { forgetShares } from './share-inputs.read-model.js';
import { consortiumId, person, run, system, type Running } from './testing.js';

const finance = person('finance');
const lead = person('lead');
const buyer = person('school-buyer', { schoolUrn: schools[0]!, partyId: partyOf(schools[0]!) });
const supplier = person('supplier', { supplierId: 's' });

let database: FreshDatabase;
let app: Running;

beforeAll(async () => {
  database = await freshDatabase();
  app = await run(database.url);
  await app.record('members', ...members());
});

afterAll(async () => {
  await app.stop();
  await database.drop();
});

const sum = (list: readonly number[]) => list.reduce((all, one) => all + one, 0);
const sharesOf = (roundId: string) =>
  app.find<Shares | null, FindShares>(buyer, FindShares, { roundId });
const savingsBy_ = (by: FindSavings['by'], more: Partial<FindSavings> = {}) =>
  app.find<SavingsOverview, FindSavings>(buyer, FindSavings, { by, ...more });

async function begin(below: (most: number) => number): Promise<InventedRound> {
  const round = inventRound(below);
  for (const { stream, events } of round.begin) await app.record(stream, ...events);
  return round;
}

const closed = new Set<string>();

async function happens(round: InventedRound, below: (most: number) => number): Promise<void> {
  const { roundId, lotIds } = round;
  // A round is closed when everything is invoiced: no invoice comes after that.
  const invoice = closed.has(roundId) ? 'CreditNoteMatched' : 'InvoiceMatched';
  const types = [invoice, 'CreditNoteMatched', 'ShortageDeclared'] as const;
  const type = types[below(5)];
  const lotId = lotIds[below(2)]!;
  if (type) {
    const { stream, event } = happening(round, type, below);
    return app.record(stream, event);
  }
  if (below(2) === 0) {
    const costId = randomUUID();
    const goesBack = below(2) === 0;
    await app.ask(finance, RecordRunningCost, {
      roundId,
      consortiumId,
      costId,
      description: 'By chance',
      amountPence: below(5000),
      ...(goesBack && { paidToPartyId: partyOf('990004'), evidenceReference: 'Time sheet' }),
    });
    if (goesBack && below(3) > 0) await app.ask(lead, ConfirmRunningCost, { roundId, costId });
    return;
  }
  await app.ask(finance, CorrectBaseline, {
    roundId,
    consortiumId,
    schoolUrn: schools[below(4)]!,
    lotId,
    lastPricePence: 1000 + below(90_000),
    evidenceGrade: 'B',
    evidenceReference: `Order ${below(1000)}`,
    reason: 'By chance',
  });
}

/** Everything that can be asked, as one text. */
async function everyAnswer(rounds: readonly InventedRound[]): Promise<string> {
  const answers: unknown[] = [];
  for (const by of savingsBy) {
    for (const yearEnd of yearEnds) answers.push(await savingsBy_(by, { yearEnd }));
    answers.push(await savingsBy_(by, { schoolUrn: schools[1]! }));
  }
  for (const { roundId } of rounds) {
    answers.push(await sharesOf(roundId), await savingsBy_('lot', { roundId }));
    answers.push(await app.find(system, FindComputedShares, { roundId }));
    for (const schoolUrn of schools) {
      const body = { roundId, schoolUrn };
      answers.push(await app.find<Statement, FindStatement>(buyer, FindStatement, body));
    }
  }
  return canonicalize(answers) ?? '';
}

const amounts = (one: SavingsAmounts): number[] => [
  one.paysPence,
  one.baselinePence,
  one.savingPence,
  one.competitionPence,
  one.aggregationPence,
  one.runningCostPence,
  one.vatEffectPence,
  one.netPence,
  one.newPence,
  one.sustainedPence,
  ...Object.values(one.byStatus),
];

describe('Savings over a history by chance', () => {
  const rounds: InventedRound[] = [];

  beforeAll(async () => {
    const below = chance(20_260_901);
    for (let n = 0; n < 4; n++) {
      const round = await begin(below);
      rounds.push(round);
      for (let k = 0; k < 6; k++) await happens(rounds[below(rounds.length)]!, below);
      if (n < 3) {
        await app.record(`round-${round.roundId}`, round.closed);
        closed.add(round.roundId);
      }
      for (let k = 0; k < 8; k++) await happens(rounds[below(rounds.length)]!, below);
    }
    await app.rest();
  }, 60_000);

  it('are official where a round is closed, and have followed every change since', async () => {
    for (const { roundId } of rounds.slice(0, 3)) {
      const shares = await sharesOf(roundId);
      const computed = await app.find(system, FindComputedShares, { roundId });
      expect(shares!.status).toBe('restated');
      expect(shares!.inputHash).toBe(computed!.inputHash);
      expect(shares!.audits).toEqual(computed!.audits);
      expect(sum(shares!.transfers?.map((one) => one.amountPence) ?? [])).toBe(0);
      for (const { transferChanges, differences } of shares!.restatements!) {
        expect(sum(transferChanges.map((one) => one.amountPence))).toBe(0);
        const ties = differences.map((one) => one.baselinePence - one.paysPence);
        expect(differences.map((one) => one.savingPence)).toEqual(ties);
      }
    }
    expect((await sharesOf(rounds[3]!.roundId))!.status).toBe('live');
  });

  it('come to the same sums, by whatever they are added up', async () => {
    const overviews = await Promise.all(
      savingsBy.flatMap((by) => yearEnds.map((yearEnd) => savingsBy_(by, { yearEnd }))),
    );
    const [{ total }] = overviews as [SavingsOverview];
    for (const overview of overviews) {
      const lines = overview.lines.map(amounts);
      expect(overview.total).toEqual(total);
      expect(amounts(total)).toEqual(amounts(total).map((_, i) => sum(lines.map((l) => l[i]!))));
    }
    expect(total.savingPence).toBe(total.baselinePence - total.paysPence);
    expect(total.savingPence).toBe(total.competitionPence + total.aggregationPence);
    const { potential, committed, realised } = total.byStatus;
    expect(potential + committed + realised).toBe(total.savingPence);
    expect(total.sustainedPence).not.toBe(0);
  });

  it('are equal byte for byte when the read models are filled anew', async () => {
    const before = await everyAnswer(rounds);
    await app.rebuild();
    forgetShares();
    expect(await everyAnswer(rounds)).toBe(before);
    expect(before.length).toBeGreaterThan(50_000);
  }, 60_000);

  it('are for members only', async () => {
    const [{ roundId }] = rounds as [InventedRound];
    const nothing = await app.find<SavingsOverview, FindSavings>(supplier, FindSavings, {
      by: 'round',
    });
    expect(nothing.lines).toEqual([]);
    const asked = app.find(supplier, FindSavings, { by: 'round', consortiumId });
    await expect(asked).rejects.toMatchObject({ code: 'not-found' });
    const shares = app.find(supplier, FindShares, { roundId });
    await expect(shares).rejects.toMatchObject({ code: 'not-found' });
  });
});
