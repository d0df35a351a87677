import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FundView, LedgerLine, TrialBalance } from '#messages/ledger';
import type { ShareRow, Statement } from '#messages/savings';
import type { WhatIf } from '#messages/what-if';
import { roundIdOf } from '../../apps/marketplace/src/demonstration/buying.js';
import { fundId } from '../../apps/marketplace/src/demonstration/people.js';
import { playFirstRound, type Played } from './first-round.js';
import { install, shapes, type Installation } from './installation.js';
import { expectedShares, paperByContribution, paperHeldHarmless } from './round-1-expected.data.js';

const roundId = roundIdOf('one');
const answers: unknown[] = [];

describe.each(shapes)('One whole buying round, in %s', (shape) => {
  let installation: Installation;
  let played: Played;

  beforeAll(async () => {
    installation = await install(shape);
    played = await playFirstRound(installation);
  }, 300_000);
  afterAll(() => installation.close(), 60_000);

  const sharesSeenBy = (urn: string) =>
    played.get<ShareRow[]>(`/rounds/${roundId}/shares`, played.cast.buyerOf(urn));

  it('gives each school its share to the penny', async () => {
    const rows = await sharesSeenBy('990008');
    const sorted = (all: readonly (readonly unknown[])[]) => all.map((row) => row.join(' ')).sort();
    const found = rows.map((row) => [
      row.urn,
      row.item,
      row.supplier,
      row.quantity,
      row.pricePence,
      row.paysPence,
      row.baselinePence,
      row.savingPence,
      row.competitionPence,
      row.aggregationPence,
    ]);
    expect(sorted(found)).toEqual(sorted(expectedShares));
    answers.push(rows);
  });

  it('adds up to the whole saving: £2,986.68 = £389.75 + £2,596.93', async () => {
    const rows = await sharesSeenBy('990001');
    const sum = (of: (row: ShareRow) => number) => rows.reduce((total, row) => total + of(row), 0);
    expect(sum((row) => row.savingPence)).toBe(2_986_68);
    expect(sum((row) => row.competitionPence)).toBe(389_75);
    expect(sum((row) => row.aggregationPence)).toBe(2_596_93);
    expect(sum((row) => row.paysPence)).toBe(23_765_40);
  });

  it('can be tried out by other rules, to the penny, and without a school', async () => {
    const asked = (query: string, as = played.cast.finance) =>
      played.get<WhatIf>(`/rounds/${roundId}/what-if${query}`, as);
    const paper = ({ schools }: WhatIf) =>
      schools.flatMap(({ lots }) =>
        lots.filter(({ item }) => item === 'copier-paper').map(({ whatIfPence }) => whatIfPence),
      );
    const truth = await asked('');
    expect(truth.total.whatIf).toEqual(truth.total.truth);
    expect(truth.total.truth.paysPence).toBe(23_765_40);
    expect(paper(await asked('?rule=held_harmless_equal_price'))).toEqual(paperHeldHarmless);
    expect(paper(await asked('?rule=contribution'))).toEqual(paperByContribution);
    const own = await asked('?withoutSchoolUrn=990001', played.cast.buyerOf('990008'));
    expect(own.schools.map(({ schoolUrn }) => schoolUrn)).toEqual(['990008']);
    expect(own.leaving?.harmPence).toBeGreaterThan(0);
    answers.push({ truth, own });
  });

  it('leaves nothing in the fund, and every account at zero', async () => {
    const fund = await played.get<FundView>(`/funds/${fundId}`, played.cast.finance);
    expect(fund.bankPence).toBe(0);
    for (const party of fund.parties) {
      const { reservedPence, owesPence, cashHeldPence } = party;
      expect({ reservedPence, owesPence, cashHeldPence }).toEqual({
        reservedPence: 0,
        owesPence: 0,
        cashHeldPence: 0,
      });
    }
    const path = `/funds/${fundId}/trial-balance`;
    const balance = await played.get<TrialBalance>(path, played.cast.finance);
    expect(balance.lines.length).toBeGreaterThan(20);
    expect(balance.lines.filter((line) => line.debitPence + line.creditPence !== 0)).toEqual([]);
    const ledger = await played.get<LedgerLine[]>(`/funds/${fundId}/ledger`, played.cast.finance);
    const bank = ledger.filter(({ account }) => account === 'Assets:Bank');
    expect(bank.reduce((sum, line) => sum + line.debitPence, 0)).toBe(28_518_48);
    expect(bank.reduce((sum, line) => sum + line.creditPence, 0)).toBe(28_518_48);
    answers.push(fund.parties, balance.lines);
  });

  it('leads from a statement to the events behind it', async () => {
    const school = '990008';
    const buyer = played.cast.buyerOf(school);
    const path = `/rounds/${roundId}/statements/${school}`;
    const statement = await played.get<Statement>(path, buyer);
    expect(statement.status).toBe('settled');
    expect(statement.total.savingPence).toBe(92_35);
    for (const source of statement.rows.flatMap(({ sources }) => sources)) {
      const where = `/events?stream=${source.stream}&revision=${source.revision}`;
      const events = await played.get<{ text: string }[]>(where, buyer);
      const { label, ...place } = source;
      expect([label, events]).toEqual([label, [expect.objectContaining(place)]]);
    }
    expect(statement.rows[0]?.sources.map(({ label }) => label)).toContain('Award approved');
  });

  it('shows a supplier no school’s figures, as if there were none', async () => {
    const supplier = played.cast.supplier('Quillstone');
    const refused = await played.get<object>(`/rounds/${roundId}/shares`, supplier);
    const missing = await played.get<object>(
      '/rounds/0190a000-0000-7000-8000-000000000001/shares',
      supplier,
    );
    expect(refused).toMatchObject({ status: 404, code: 'not-found' });
    const { correlationId: _, instance: __, ...one } = refused as Record<string, unknown>;
    const { correlationId: ___, instance: ____, ...other } = missing as Record<string, unknown>;
    expect(one).toEqual(other);
  });
});

describe('Both shapes', () => {
  it('give equal answers', () => {
    expect(answers).toHaveLength(8);
    expect(answers.slice(0, 4)).toEqual(answers.slice(4));
  });
});
