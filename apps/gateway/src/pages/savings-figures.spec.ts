import { describe, expect, it } from '@jest/globals';
import type { ShareRow } from '#messages/savings';
import { addsUpSentence, addUp, evidenceSentence, hardCases, savedBy } from './savings-figures.js';
import { sharesFile } from './savings-tables.js';
import { workingsOf } from './statement-words.js';

const row = (urn: string, item: string, over: Partial<ShareRow> = {}): ShareRow => ({
  urn,
  partyId: `party of ${urn}`,
  lotId: item,
  item,
  supplier: 'Quillstone',
  quantity: 20,
  pricePence: 1235,
  paysPence: 24_700,
  baselinePence: 26_000,
  savingPence: 1300,
  competitionPence: 300,
  aggregationPence: 1000,
  evidenceGrade: 'A',
  evidenceReference: 'INV 7',
  ...over,
});
const worse = row('990020', 'paper', {
  baselinePence: 23_200,
  savingPence: -1500,
  competitionPence: 0,
  aggregationPence: -1500,
  evidenceGrade: 'none',
  evidenceReference: null,
});
const rows = [row('990001', 'paper'), row('990001', 'books'), worse];
const bySchool = savedBy(rows, ({ urn }) => urn);
const byLot = savedBy(rows, ({ lotId }) => lotId);
const named = (urn: string) => `School ${urn}`;

describe('The figures of savings', () => {
  it('come to one sum by school, by lot and by effect, and say so', () => {
    expect(addUp(rows).savingPence).toBe(1100);
    expect(bySchool.map(({ savingPence }) => savingPence)).toEqual([2600, -1500]);
    expect(addsUpSentence(addUp(rows), bySchool, byLot)).toContain('It adds up: ');
  });

  it('say so too when they do not', () => {
    const sentence = addsUpSentence(addUp(rows), bySchool.slice(1), byLot);
    expect(sentence).toContain('This does not add up: −£15.00 by school, £11.00 by lot');
  });

  it('name the smallest result and whoever pays more', () => {
    expect(hardCases(bySchool, named)).toEqual([
      'The smallest result: School 990020 is worse off by £15.00 on £232.00, −6.5%.',
      'School 990020 pays £15.00 more for paper than it would have: £247.00 instead of £232.00.',
    ]);
    const [first] = bySchool;
    expect(hardCases([first!], named)).toContain(
      'No school pays more for anything than it would have.',
    );
  });

  it('tell how much rests on no evidence', () => {
    expect(evidenceSentence(rows)).toContain('1 of 3 figures have no evidence of a last price');
    expect(evidenceSentence(rows)).toContain('30.9% of what it would have cost');
    expect(evidenceSentence([rows[0]!])).toContain('Every figure rests on evidence');
  });

  it('are worked out in sentences whose sums a reader can follow', () => {
    expect(workingsOf(rows[0]!).join(' ')).toContain(
      'Competition alone brought £260.00 less £257.00, which is £3.00.',
    );
    expect(workingsOf(worse).join(' ')).toContain('buying together cost this school money here');
  });

  it('go into a file as plain pounds, below zero with a minus that a spreadsheet reads', () => {
    const [, , , last] = sharesFile(rows, named).split('\r\n');
    expect(last).toBe(
      '990020,School 990020,paper,Quillstone,20,12.35,247.00,232.00,-15.00,0.00,-15.00,none,,' +
        '247.00,0.00,0.00,0.00,0.00,',
    );
  });
});
