import { describe, expect, it } from '@jest/globals';
import type { RuleComparison, RuleOutcome } from '#messages/rule-comparison';
import type { Names } from './names.js';
import {
  comparisonFile,
  isContestable,
  rulesTable,
  schoolsTable,
} from './rule-comparison-tables.js';
import { comparisonPage } from './rule-comparison-words.js';
import { potentialTable } from './savings-overview-tables.js';

const names = { school: (urn: string) => `School ${urn}` } as Names;
const lot = { lotId: 'l1', item: 'copier-paper', unit: 'box', quantity: 40, schools: 2 };
const row = (schoolUrn: string, paysPence: number, transferPence: number) => ({
  schoolUrn,
  partyId: 'p',
  paysPence,
  baselinePence: 30_000,
  savingPence: 30_000 - paysPence,
  transferPence,
});
const audit = { lotId: 'l1', item: 'copier-paper', holds: false, worstPence: 900, group: ['1'] };
const contribution: RuleOutcome = {
  rule: { id: 'contribution', version: 1 },
  cannot: null,
  totals: {
    paysPence: 55_000,
    baselinePence: 60_000,
    savingPence: 5_000,
    transferringSchools: 2,
    transfersPence: 1_200,
  },
  spread: { leastBasisPoints: -333, mostBasisPoints: 2000, worseOff: ['1'] },
  audits: [audit],
  schools: [row('1', 31_000, 1_200), row('2', 24_000, -1_200)],
};
const nucleolus: RuleOutcome = {
  rule: { id: 'nucleolus', version: 1 },
  cannot: 'copier-paper: The nucleolus is for at most 10 schools; 11 take part.',
  totals: null,
  spread: null,
  audits: [],
  schools: [],
};
const comparison: RuleComparison = {
  roundId: 'r1',
  consortiumId: 'c1',
  title: 'Paper',
  basis: 'committed',
  sharingRule: 'equal_price',
  proposedRule: 'contribution',
  spareUnits: true,
  inputHash: 'ab',
  pending: false,
  schools: 2,
  lots: [{ ...lot, costPence: 55_000, onlyCeiling: true }],
  rules: [contribution, nucleolus],
};
const unsaid = {
  baselinePence: null,
  savingPence: null,
  transferringSchools: null,
  transfersPence: null,
};
const own: RuleComparison = {
  ...comparison,
  inputHash: null,
  rules: comparison.rules.map((rule) => ({
    ...rule,
    totals: rule.totals && { ...rule.totals, ...unsaid },
    spread: null,
    audits: rule.audits.map((one) => ({ ...one, worstPence: null, group: [] })),
    schools: rule.schools.slice(0, 1),
  })),
};
const textsOf = ({ rows }: { rows: readonly (readonly { text: string }[])[] }) =>
  rows.map((cells) => cells.map(({ text }) => text));

describe('The rules of a round side by side', () => {
  it('tell those who see all demand the spread, who is worse off and what moves', () => {
    expect(textsOf(rulesTable(comparison, true))).toEqual([
      ['By contribution (proposed)', '−3.3%', '20.0%', '1', 'Yes', '2', '£12.00'],
      ['Least discontent', '–', '–', '–', '–', '–', '–'],
    ]);
  });

  it('tell a school what it would pay and save itself', () => {
    const [first] = textsOf(rulesTable(own, false));
    expect(first).toEqual(['By contribution (proposed)', '£310.00', '−£10.00', 'Yes', '£12.00']);
  });

  it('add no school’s last price to what the round could save', () => {
    const headings = (seen: RuleComparison) =>
      potentialTable([{ ...seen, sharingRule: 'contribution' }]).heads.map(({ text }) => text);
    expect(headings(comparison)).toContain('Could save');
    expect(headings(own)).toEqual(['Round', 'Schools so far', 'Would pay']);
  });

  it('say when not every group was checked', () => {
    const unchecked = { ...audit, holds: null };
    expect(isContestable({ ...contribution, audits: [unchecked] })).toBeUndefined();
    expect(isContestable({ ...contribution, audits: [unchecked, audit] })).toBe(true);
    expect(isContestable({ ...contribution, audits: [{ ...audit, holds: true }] })).toBe(false);
  });

  it('add up school by school, and what moves to nothing', () => {
    const totals = schoolsTable(contribution, names).totals?.map(({ text }) => text);
    expect(totals).toEqual(['All together', '£600.00', '£550.00', '£50.00', '', '£0.00']);
  });
});

describe('The page of one rule', () => {
  it('is of the proposed one unless another is chosen, in sentences', () => {
    const { selected, silent, ceilings } = comparisonPage(comparison, names, true);
    expect(selected).toMatchObject({
      id: 'contribution',
      worseOff: 'Would pay more than without the round: School 1.',
      audits: ['copier-paper: School 1 could have paid £9.00 less on its own.'],
    });
    expect(selected?.transfers).toMatch(/^Suppliers invoice one price .* £12\.00 would move/);
    expect([silent.length, ceilings]).toEqual([1, ['copier-paper']]);
    const chosen = comparisonPage(comparison, names, true, 'nucleolus').selected;
    expect(chosen).toMatchObject({ id: 'nucleolus', table: null, totals: null });
  });

  it('names no other school to a school', () => {
    const page = comparisonPage(own, names, false);
    expect(page.selected).toMatchObject({
      totals: 'All 2 schools together would pay £550.00.',
      transfers: null,
      worseOff: null,
      audits: ['copier-paper: a group of schools could have paid less on its own.'],
    });
    expect(JSON.stringify(page)).not.toContain('School 2');
    expect(comparisonFile(own, names)).not.toContain('School 2');
  });

  it('has a file with every figure, and the reason where there is none', () => {
    const [, first, , last] = comparisonFile(comparison, names).trim().split('\r\n');
    expect(first).toBe('contribution,1,1,School 1,300.00,310.00,-10.00,-3.33,12.00,yes,');
    expect(last).toMatch(/^nucleolus,1,.*The nucleolus is for at most 10 schools/);
  });
});
